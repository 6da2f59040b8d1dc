package io.sluice.actors;

import io.sluice.ring.device.QueueCounters;

/**
 * What a lane's datapath counted since its start.
 *
 * @param copies ends (outputs or drops) of packets beyond each one's first
 * @param told of how many packets controllers are told
 * @param handedIn by controllers
 * @param held packets that other lanes handed over and that are not transmitted yet
 * @param exchange drops of packets that other lanes handed over
 */
record LaneTotals(
    long packets,
    long exactHits,
    long megaflowHits,
    long slowPath,
    long copies,
    long told,
    long handedIn,
    long held,
    QueueCounters exchange) {}
