package io.sluice.openflow.connection;

import java.util.ArrayDeque;

/**
 * What waits to be sent to one peer, bounded in bytes. Answers wait for room, in the thread of the
 * connection that asked, so a peer that does not read is not read from either; messages that nobody
 * asked for never wait and are counted when there is no room. Any thread puts, the writer takes.
 *
 * <p>Invariant: never more than {@link #MAX_BYTES} and one message are queued.
 */
final class SendQueue {
  static final int MAX_BYTES = 1 << 20;

  private final ArrayDeque<byte[]> messages = new ArrayDeque<>();
  private int bytes;
  private boolean closed;
  private long dropped;

  /** Waits for room. Does nothing once closed. */
  synchronized void put(byte[] message) throws InterruptedException {
    while (bytes >= MAX_BYTES && !closed) {
      wait();
    }
    add(message);
  }

  /** Whether there was room. */
  synchronized boolean offer(byte[] message) {
    if (bytes >= MAX_BYTES) {
      dropped++;
      return false;
    }
    add(message);
    return true;
  }

  /**
   * The next messages, as many as are there and fit into {@code target}, one at least.
   *
   * @return how many bytes; 0 after {@code millis} without any; -1 when closed
   */
  synchronized int take(java.io.ByteArrayOutputStream target, int limit, long millis)
      throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (messages.isEmpty() && !closed) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return 0;
      }
      wait(left);
    }
    if (messages.isEmpty()) {
      return -1;
    }
    int taken = 0;
    while (!messages.isEmpty() && (taken == 0 || taken + messages.peek().length <= limit)) {
      byte[] message = messages.poll();
      target.writeBytes(message);
      taken += message.length;
    }
    bytes -= taken;
    notifyAll();
    return taken;
  }

  /** What is queued is still given out; nothing more is taken in. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized long dropped() {
    return dropped;
  }

  private void add(byte[] message) {
    if (!closed) {
      messages.add(message);
      bytes += message.length;
      notifyAll();
    }
  }
}
