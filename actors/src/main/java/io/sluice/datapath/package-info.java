/**
 * The join of rings and tables on a lane: a burst is received, looked up, changed and transmitted.
 * All of it is owned by the lane's thread but {@link io.sluice.datapath.ExchangeRing}, which two
 * lanes share. Not here: actors, and what any header means.
 */
package io.sluice.datapath;
