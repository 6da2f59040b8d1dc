package io.sluice.ring.vhost;

import io.sluice.ring.os.Descriptors;
import io.sluice.ring.os.SocketMessages;
import io.sluice.ring.os.Unistd;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Puts messages together from a stream socket, however they are cut. Reads never past the end of
 * the message at hand, so descriptors are always those of that message. Owned by the session's
 * thread.
 */
final class VhostMessageReader implements AutoCloseable {
  private final byte[] bytes = new byte[VhostMessage.HEADER_SIZE + VhostMessage.MAX_PAYLOAD];
  private final ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
  private final Descriptors received = new Descriptors();
  private final int[] fds = new int[VhostMessage.MAX_FDS];
  private int fdCount;
  private int filled;

  /** What a read found. */
  enum Status {
    MESSAGE,
    MORE_TO_COME,
    END
  }

  private VhostMessage message;

  /** The message of the last read that found one; the caller owns it. */
  VhostMessage take() {
    VhostMessage m = message;
    message = null;
    return m;
  }

  /** Reads until a message is complete or the socket has no more. Never waits. */
  Status read(int socket) throws VhostProtocolException {
    while (true) {
      int need = need();
      if (need == filled) {
        complete();
        return Status.MESSAGE;
      }
      int n = SocketMessages.receive(socket, bytes, filled, need - filled, received);
      keepDescriptors();
      if (n == 0 || n == io.sluice.ring.os.Errno.PEER_GONE) {
        return Status.END;
      }
      if (n < 0) {
        return Status.MORE_TO_COME;
      }
      filled += n;
    }
  }

  /** How many bytes the message at hand has, as far as is known. */
  private int need() throws VhostProtocolException {
    if (filled < VhostMessage.HEADER_SIZE) {
      return VhostMessage.HEADER_SIZE;
    }
    int flags = view.getInt(4);
    int size = view.getInt(8);
    if ((flags & VhostMessage.VERSION_MASK) != VhostMessage.VERSION) {
      throw new VhostProtocolException(
          "the front end speaks version %d of vhost-user, expected 1 (flags 0x%x)"
              .formatted(flags & VhostMessage.VERSION_MASK, flags));
    }
    if (Integer.compareUnsigned(size, VhostMessage.MAX_PAYLOAD) > 0) {
      throw new VhostProtocolException(
          "%s has a payload of %s bytes, expected at most %d"
              .formatted(
                  VhostRequest.name(view.getInt(0)),
                  Integer.toUnsignedString(size),
                  VhostMessage.MAX_PAYLOAD));
    }
    return VhostMessage.HEADER_SIZE + size;
  }

  private void keepDescriptors() throws VhostProtocolException {
    if (received.truncated() || fdCount + received.count() > fds.length) {
      received.close();
      throw new VhostProtocolException(
          "more than "
              + fds.length
              + " file descriptors came with one message, or this process can open no more");
    }
    for (int i = 0; i < received.count(); i++) {
      fds[fdCount++] = received.get(i);
    }
    received.clear();
  }

  private void complete() {
    message =
        new VhostMessage(
            view.getInt(0),
            view.getInt(4),
            Arrays.copyOfRange(bytes, VhostMessage.HEADER_SIZE, filled),
            Arrays.copyOf(fds, fdCount));
    fdCount = 0;
    filled = 0;
  }

  /** Closes the descriptors of a message that never became whole. */
  @Override
  public void close() {
    while (fdCount > 0) {
      Unistd.close(fds[--fdCount]);
    }
    if (message != null) {
      message.close();
      message = null;
    }
    filled = 0;
  }
}
