/**
 * Ports without a peer: a traffic generator and a sink. For demonstrations, load and tests; not
 * here: replay of captured traffic (pcap).
 */
package io.sluice.ring.generator;
