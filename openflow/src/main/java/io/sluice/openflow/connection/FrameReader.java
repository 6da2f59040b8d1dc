package io.sluice.openflow.connection;

import io.sluice.openflow.message.OpenFlowCodec;
import java.io.IOException;
import java.util.Arrays;

/** Cuts a stream of bytes into messages. Used by the connection's reading thread. */
final class FrameReader {
  private static final int MAX_MESSAGE = 0xffff;

  private final ByteStream stream;
  private final byte[] buffer = new byte[2 * MAX_MESSAGE];
  private int start;
  private int end;

  FrameReader(ByteStream stream) {
    this.stream = stream;
  }

  /**
   * The next message, for which it waits.
   *
   * @return null at the end of the stream
   * @throws IOException also where the stream cannot be made sense of any more
   */
  byte[] next() throws IOException {
    while (!hasNext()) {
      if (start > 0) {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
      }
      int read = stream.read(buffer, end, buffer.length - end);
      if (read < 0) {
        return null;
      }
      end += read;
    }
    int length = OpenFlowCodec.length(buffer, start);
    byte[] message = Arrays.copyOfRange(buffer, start, start + length);
    start += length;
    return message;
  }

  /** Whether a whole message is there without waiting. */
  boolean hasNext() throws IOException {
    if (end - start < OpenFlowCodec.HEADER) {
      return false;
    }
    int length = OpenFlowCodec.length(buffer, start);
    if (length < OpenFlowCodec.HEADER) {
      // Where the next one starts cannot be known.
      throw new IOException("a message of length " + length + ", shorter than its header");
    }
    return end - start >= length;
  }
}
