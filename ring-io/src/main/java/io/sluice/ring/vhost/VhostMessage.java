package io.sluice.ring.vhost;

import io.sluice.ring.os.Unistd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One message of the front end: a copy of its bytes, and the descriptors that came with it, which
 * it owns until someone takes them. Closing it closes what nobody took, so no path leaks one.
 */
public final class VhostMessage implements AutoCloseable {
  static final int HEADER_SIZE = 12;
  static final int VERSION = 1;
  static final int VERSION_MASK = 3;
  static final int REPLY = 4;
  static final int NEED_REPLY = 8;

  /**
   * More than any request's payload that we know, and all that a hostile front end can make us
   * hold.
   */
  static final int MAX_PAYLOAD = 4096;

  /** The most descriptors with one message: one for each region of a memory table. */
  static final int MAX_FDS = 8;

  private final int request;
  private final int flags;
  private final ByteBuffer payload;
  private final int[] fds;

  /**
   * @param fds owned by the message from now on
   */
  public VhostMessage(int request, int flags, byte[] payload, int... fds) {
    this.request = request;
    this.flags = flags;
    this.payload = ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
    this.fds = fds;
  }

  public int request() {
    return request;
  }

  boolean needsReply() {
    return (flags & NEED_REPLY) != 0;
  }

  int payloadSize() {
    return payload.capacity();
  }

  int u32(int offset) {
    return payload.getInt(offset);
  }

  long u64(int offset) {
    return payload.getLong(offset);
  }

  int fdCount() {
    return fds.length;
  }

  /** A descriptor that stays the message's. */
  int fd(int i) {
    return fds[i];
  }

  /** Gives descriptor {@code i} to the caller. */
  int takeFd(int i) {
    int fd = fds[i];
    fds[i] = -1;
    return fd;
  }

  /** Closes the descriptors that nobody took. */
  @Override
  public void close() {
    for (int i = 0; i < fds.length; i++) {
      if (fds[i] >= 0) {
        Unistd.close(takeFd(i));
      }
    }
  }

  @Override
  public String toString() {
    return VhostRequest.name(request)
        + " ("
        + payload.capacity()
        + " bytes, "
        + fds.length
        + " fds)";
  }

  /** The bytes of a reply to a request. */
  static byte[] reply(int request, byte[] payload) {
    return ByteBuffer.allocate(HEADER_SIZE + payload.length)
        .order(ByteOrder.nativeOrder())
        .putInt(request)
        .putInt(VERSION | REPLY)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  /** The bytes of a reply that carries one 64-bit number. */
  static byte[] reply(int request, long value) {
    return reply(
        request, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array());
  }
}
