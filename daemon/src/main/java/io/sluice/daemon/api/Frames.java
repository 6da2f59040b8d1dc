package io.sluice.daemon.api;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes between client and switch. A frame is
 *
 * <pre>
 *   0       4      5
 *   | size  | type | size bytes ...     size: big endian, without these five bytes
 * </pre>
 *
 * A client sends one {@link #REQUEST}; the switch answers with any number of {@link #OUT} and
 * {@link #ERR} (UTF-8), then one {@link #EXIT} (an int), and closes. Where they converse ({@link
 * DumpRequests}), both say words before: {@link #REQUEST} and {@link #WORDS}. Stateless.
 */
final class Frames {
  static final byte REQUEST = 1;
  static final byte OUT = 2;
  static final byte ERR = 3;
  static final byte EXIT = 4;

  /** Of the switch, in a conversation. */
  static final byte WORDS = 5;

  /** A file of some hundred thousand flows fits. */
  static final int MAX_REQUEST = 32 << 20;

  static final int MAX_WORDS = 1024;
  static final int CHUNK = 64 << 10;
  static final int HEADER = 5;

  /** A frame as received. */
  record Frame(byte type, byte[] payload) {}

  /** The other side does not speak this protocol. */
  static final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    ProtocolException(String message) {
      super(message);
    }
  }

  private Frames() {}

  static byte[] words(List<String> words) throws ProtocolException {
    List<byte[]> encoded = new ArrayList<>();
    long size = 4;
    for (String w : words) {
      byte[] b = w.getBytes(StandardCharsets.UTF_8);
      encoded.add(b);
      size += 4 + b.length;
    }
    if (size > MAX_REQUEST || words.size() > MAX_WORDS) {
      throw new ProtocolException(
          "the request is too big: at most %d MiB and %d words; send it in parts"
              .formatted(MAX_REQUEST >> 20, MAX_WORDS));
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) size).putInt(encoded.size());
    for (byte[] b : encoded) {
      buffer.putInt(b.length).put(b);
    }
    return buffer.array();
  }

  static List<String> words(byte[] payload) throws ProtocolException {
    ByteBuffer in = ByteBuffer.wrap(payload);
    int count = in.remaining() < 4 ? -1 : in.getInt();
    if (count < 1 || count > MAX_WORDS) {
      throw new ProtocolException("a request has 1 to " + MAX_WORDS + " words");
    }
    List<String> words = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = in.remaining() < 4 ? -1 : in.getInt();
      if (length < 0 || length > in.remaining()) {
        throw new ProtocolException("word " + i + " of the request is cut off");
      }
      words.add(new String(payload, in.position(), length, StandardCharsets.UTF_8));
      in.position(in.position() + length);
    }
    if (in.hasRemaining()) {
      throw new ProtocolException("the request has bytes behind its last word");
    }
    return words;
  }

  static void write(WritableByteChannel to, byte type, byte[] payload) throws IOException {
    write(to, type, ByteBuffer.wrap(payload));
  }

  static void write(WritableByteChannel to, byte type, ByteBuffer payload) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER).putInt(payload.remaining()).put(type).flip();
    writeAll(to, header);
    writeAll(to, payload);
  }

  /** As many frames as the text needs. */
  static void writeText(WritableByteChannel to, byte type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int at = 0; at < bytes.length; at += CHUNK) {
      write(to, type, ByteBuffer.wrap(bytes, at, Math.min(CHUNK, bytes.length - at)));
    }
  }

  /** Reads a frame of at most {@code limit} bytes: nothing bigger is ever allocated. */
  static Frame read(ReadableByteChannel from, int limit) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    readAll(from, header);
    int size = header.getInt(0);
    if (size < 0 || size > limit) {
      throw new ProtocolException("a frame of " + size + " bytes; at most " + limit);
    }
    return new Frame(header.get(4), readPayload(from, size));
  }

  /** Grows with what arrives, so that a size alone costs nothing. */
  private static byte[] readPayload(ReadableByteChannel from, int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.min(size, CHUNK));
    while (true) {
      readAll(from, buffer);
      if (buffer.position() == size) {
        return buffer.array();
      }
      int grown = (int) Math.min(size, buffer.capacity() * 2L);
      buffer = ByteBuffer.allocate(grown).put(buffer.flip());
    }
  }

  private static void readAll(ReadableByteChannel from, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (from.read(into) < 0) {
        throw new EOFException("the other side closed the connection");
      }
    }
  }

  private static void writeAll(WritableByteChannel to, ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      to.write(from);
    }
  }
}
