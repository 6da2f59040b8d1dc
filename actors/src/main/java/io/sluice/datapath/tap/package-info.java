/**
 * Copies of packets for whoever watches: what is asked for (a {@link
 * io.sluice.datapath.tap.Selection}), the taps of one lane, and the record that a captured packet
 * becomes. Not here: where records go, and who reads them.
 */
package io.sluice.datapath.tap;
