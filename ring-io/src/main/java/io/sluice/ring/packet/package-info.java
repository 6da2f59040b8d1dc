/**
 * Packets on their way through a lane: the burst and what a packet needs done to its checksums. Not
 * here: what the headers mean (flow-table) and where packets come from (the device packages).
 */
package io.sluice.ring.packet;
