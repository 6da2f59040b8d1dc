/**
 * The device contract: what every kind of port (vhost-user, TAP, pcap, generator) offers a lane.
 * Receive a burst, release it, transmit a selection of a burst, link state, counters.
 */
package io.sluice.ring.device;
