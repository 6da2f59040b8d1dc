/**
 * Capture files as a port: pcap and pcapng are replayed as input, output is written as pcap with
 * nanosecond times. Not here: what captures a running port (that is a user of this package).
 */
package io.sluice.ring.pcap;
