/**
 * tcpdump's filter language on packets here: libpcap compiles an expression to a classic BPF
 * program, which is checked and then run as bytecode of its own. Nothing here is a capture.
 */
package io.sluice.ring.filter;
