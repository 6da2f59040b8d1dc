package io.sluice.openflow.connection;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What waits to be sent to one peer, bounded in bytes. The connection's reading thread writes its
 * answers itself, when no further request is there or much has gathered: a peer that does not read
 * is not read from either, and an answer costs no change of threads. What nobody asked for never
 * waits; it is left to the writing thread, and counted when there is no room.
 *
 * <p>Invariant: one thread writes at a time, in the order in which messages were put; never more
 * than {@link #MAX_BYTES} and one message are queued.
 */
final class SendQueue {
  static final int MAX_BYTES = 1 << 20;
  private static final int WRITE_SIZE = 64 * 1024;

  private final ByteStream stream;
  private final ArrayDeque<byte[]> messages = new ArrayDeque<>();

  /** Get all that is queued here, when there is room. */
  private final List<SendQueue> copies = new CopyOnWriteArrayList<>();

  private int bytes;
  private boolean writing;
  private boolean closed;
  private long dropped;

  SendQueue(ByteStream stream) {
    this.stream = stream;
  }

  /** For the reading thread: queues a message until {@link #flush}, or until there is much. */
  void put(byte[] message) throws IOException, InterruptedException {
    if (add(message) >= WRITE_SIZE) {
      flush();
    }
  }

  /** For other threads: has it written by the writing thread; waits for room. */
  synchronized void hand(byte[] message) throws InterruptedException {
    while (bytes >= MAX_BYTES && !closed) {
      wait();
    }
    add(message);
    notifyAll();
  }

  /** Has it written by the writing thread; whether there was room. */
  synchronized boolean offer(byte[] message) {
    if (bytes >= MAX_BYTES) {
      dropped++;
      return false;
    }
    add(message);
    notifyAll();
    return true;
  }

  /** How many bytes wait to be written. */
  synchronized int waiting() {
    return bytes;
  }

  /** Writes all that is queued; returns when it is written, by whomever. */
  void flush() throws IOException, InterruptedException {
    while (true) {
      byte[] chunk;
      synchronized (this) {
        while (writing) {
          wait();
        }
        chunk = take();
      }
      if (chunk == null) {
        return;
      }
      write(chunk);
    }
  }

  /**
   * For the writing thread: writes the next messages, if any come within {@code millis}.
   *
   * @return false when none will come any more
   */
  boolean writeNext(long millis) throws IOException, InterruptedException {
    byte[] chunk;
    synchronized (this) {
      long deadline = System.nanoTime() + millis * 1_000_000;
      while (writing || messages.isEmpty()) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (closed && messages.isEmpty()) {
          return false;
        }
        if (left <= 0) {
          return true;
        }
        wait(left);
      }
      chunk = take();
    }
    write(chunk);
    return true;
  }

  /** The next chunk, and the right to write it; null when there is none. */
  private byte[] take() {
    byte[] first = messages.poll();
    if (first == null) {
      return null;
    }
    writing = true;
    byte[] chunk = first;
    if (!messages.isEmpty()) {
      ByteArrayOutputStream several = new ByteArrayOutputStream(WRITE_SIZE);
      several.writeBytes(first);
      while (!messages.isEmpty() && several.size() + messages.peek().length <= WRITE_SIZE) {
        several.writeBytes(messages.poll());
      }
      chunk = several.toByteArray();
    }
    bytes -= chunk.length;
    return chunk;
  }

  private void write(byte[] chunk) throws IOException {
    try {
      stream.write(chunk, chunk.length);
    } finally {
      written();
    }
  }

  private synchronized void written() {
    writing = false;
    notifyAll();
  }

  /** Nothing more is taken in, here and where it was copied to; what is queued is still written. */
  synchronized void close() {
    closed = true;
    notifyAll();
    copies.forEach(SendQueue::close);
  }

  synchronized long dropped() {
    return dropped;
  }

  /** How many bytes are queued now. */
  private synchronized int add(byte[] message) {
    if (!closed) {
      messages.add(message);
      bytes += message.length;
      copy(message);
    }
    return bytes;
  }

  /** What is queued from now on is offered to another queue too. */
  void copyTo(SendQueue other) {
    copies.add(other);
  }

  void copyNoMoreTo(SendQueue other) {
    copies.remove(other);
  }

  /** Offers a message to the queues that get copies, and does not send it. */
  void copy(byte[] message) {
    for (SendQueue other : copies) {
      other.offer(message);
    }
  }
}
