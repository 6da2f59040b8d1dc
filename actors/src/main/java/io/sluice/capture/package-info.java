/**
 * Captures of packets for a reader in another process: what one wants, the stream that carries
 * copies from lanes to it, and its end of that stream. Not here: at which points of a lane packets
 * are copied ({@link io.sluice.datapath.tap}), who is asked for a capture, and what becomes of it.
 */
package io.sluice.capture;
