package io.sluice.openflow.connection;

import io.sluice.openflow.message.Envelope;

/**
 * What a switch does with the messages of its controllers. The calls for one connection come one
 * after the other, from a thread of that connection, and may block it.
 */
public interface MessageHandler {

  /** The two sides have agreed on a version. */
  void connected(Connection connection);

  /**
   * A request. Greetings, probes and roles are not seen here.
   *
   * @param bytes of the request, which do not change
   * @throws io.sluice.openflow.wire.WireException to refuse it: the peer gets that error
   */
  void handle(Connection connection, Envelope request, byte[] bytes);

  /** No further request is there yet: what was put off to be done together is done now. */
  void idle(Connection connection);

  /**
   * The peer has read nearly all that was sent: there is room for more. From any thread of the
   * connection, and must not wait for the peer.
   */
  default void drained(Connection connection) {}

  /** What the peer wants to hear unasked may be something else now, or its role is. */
  void wishesChanged(Connection connection);

  /** It has ended; nothing more comes. */
  void closed(Connection connection);
}
