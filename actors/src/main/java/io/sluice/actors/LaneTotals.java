package io.sluice.actors;

/** What a lane's datapath counted since its start. */
record LaneTotals(long packets, long exactHits, long megaflowHits, long slowPath) {}
