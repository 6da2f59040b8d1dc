package io.sluice.openflow.connection;

/**
 * How long a peer has been silent by its own doing. While its request is carried out it waits for
 * us, however long that takes. Written by the connection's reading thread, read by any.
 */
final class Silence {
  private enum Turn {
    /** The peer's, to send. */
    SEND,
    /** Ours. */
    WORK,
    /** The peer's, to read. */
    READ
  }

  private volatile long sinceNanos = System.nanoTime();
  private volatile Turn turn = Turn.SEND;

  /** A request is there. */
  void broken() {
    turn = Turn.WORK;
  }

  /** An answer is to be written: the peer must read it. */
  void beginsWriting() {
    sinceNanos = System.nanoTime();
    turn = Turn.READ;
  }

  /** It is written, or queued. */
  void endsWriting() {
    turn = Turn.WORK;
  }

  /** The request is carried out. */
  void begins() {
    sinceNanos = System.nanoTime();
    turn = Turn.SEND;
  }

  /** For how long the peer has not done what is its turn. */
  long nanos(long nowNanos) {
    return turn == Turn.WORK ? 0 : Math.max(0, nowNanos - sinceNanos);
  }

  /**
   * Whether to ask it if it is there: not amid an answer that it does not read, where a tool takes
   * the question for a part of the answer.
   */
  boolean mayBeAsked() {
    return turn == Turn.SEND;
  }
}
