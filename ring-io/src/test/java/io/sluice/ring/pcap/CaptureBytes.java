package io.sluice.ring.pcap;

import io.sluice.ring.memory.Memory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Capture files for tests, byte by byte. */
final class CaptureBytes {
  final ByteBuffer buffer;

  CaptureBytes(int size, ByteOrder order) {
    buffer = ByteBuffer.allocate(size).order(order);
  }

  /** The record of frame {@code n} is stamped {@code n} seconds and 123456 fractions. */
  static CaptureBytes pcap(List<byte[]> frames, boolean nanoseconds, ByteOrder order) {
    int size = 24 + frames.stream().mapToInt(f -> 16 + f.length).sum();
    CaptureBytes file = new CaptureBytes(size, order);
    file.buffer.putInt(nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4);
    file.buffer.putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
    file.buffer.putInt(262_144).putInt(1);
    for (int n = 0; n < frames.size(); n++) {
      byte[] frame = frames.get(n);
      file.buffer.putInt(n).putInt(123_456).putInt(frame.length).putInt(frame.length).put(frame);
    }
    return file;
  }

  /** A pcapng block: type, length, body padded to 4, length. */
  CaptureBytes block(int type, byte[] body) {
    int padded = (body.length + 3) / 4 * 4;
    buffer.putInt(type).putInt(padded + 12).put(Arrays.copyOf(body, padded)).putInt(padded + 12);
    return this;
  }

  byte[] bytes() {
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  void write(Path path) {
    write(path, bytes());
  }

  static void write(Path path, byte[] bytes) {
    try {
      Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One frame of a capture that is open. */
  static byte[] frame(CaptureFile file, int i) {
    byte[] frame = new byte[file.length(i)];
    Memory.copy(file.address(i), frame, 0, frame.length);
    return frame;
  }

  /** The frames of a capture, as our own reader sees them. */
  static List<byte[]> frames(Path path) {
    try (CaptureFile file = CaptureFile.open(path)) {
      return IntStream.range(0, file.count()).mapToObj(i -> frame(file, i)).toList();
    }
  }
}
