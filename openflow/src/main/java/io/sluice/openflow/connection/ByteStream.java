package io.sluice.openflow.connection;

import java.io.IOException;

/**
 * A connected socket of any kind. One thread reads and one writes, both may block; closing ends
 * both.
 */
interface ByteStream extends AutoCloseable {
  /** At least one byte, or -1 at the end. */
  int read(byte[] bytes, int offset, int length) throws IOException;

  void write(byte[] bytes, int length) throws IOException;

  @Override
  void close();

  /** Who is at the other end, for people. */
  String peer();
}
