package io.sluice.openflow.message;

import io.sluice.openflow.wire.OfVersion;

/**
 * A message with its header.
 *
 * @param xid the transaction's number: an answer carries that of its request
 */
public record Envelope(OfVersion version, long xid, Message message) {}
