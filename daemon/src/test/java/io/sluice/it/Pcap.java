package io.sluice.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Capture files (libpcap's format) and frames for them. */
final class Pcap {
  private static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
  private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
  private static final int ETHERNET = 1;

  private Pcap() {}

  static void write(Path file, List<byte[]> frames) throws IOException {
    int size = 24 + frames.stream().mapToInt(f -> 16 + f.length).sum();
    ByteBuffer b = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(MAGIC_MICROSECONDS).putShort((short) 2).putShort((short) 4);
    b.putInt(0).putInt(0).putInt(65535).putInt(ETHERNET);
    for (byte[] f : frames) {
      b.putInt(0).putInt(0).putInt(f.length).putInt(f.length).put(f);
    }
    Files.write(file, b.array());
  }

  /** The whole frames of a file that may still be written to. */
  static List<byte[]> read(Path file) throws IOException {
    List<byte[]> frames = new ArrayList<>();
    ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (b.remaining() < 24) {
      return frames;
    }
    int magic = b.getInt();
    if (magic != MAGIC_MICROSECONDS && magic != MAGIC_NANOSECONDS) {
      throw new IOException(file + " is no pcap file of this byte order");
    }
    b.position(24);
    while (b.remaining() >= 16) {
      int length = b.getInt(b.position() + 8);
      if (b.remaining() < 16 + length) {
        break;
      }
      byte[] frame = new byte[length];
      b.position(b.position() + 16);
      b.get(frame);
      frames.add(frame);
    }
    return frames;
  }

  /**
   * UDP frames, each unlike all others: {@code stream} and a number stand in the payload, random
   * bytes fill the rest. Lengths run over {@code lengths}, destinations over 64.
   */
  static List<byte[]> numbered(int stream, int count, int... lengths) {
    Random random = new Random(stream);
    List<byte[]> frames = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int length = lengths[i % lengths.length];
      byte[] f = new byte[length];
      random.nextBytes(f);
      ByteBuffer b = ByteBuffer.wrap(f);
      b.put(new byte[] {2, 0, 0, 0, 0, 11, 2, 0, 0, 0, 0, 10}).putShort((short) 0x0800);
      b.put((byte) 0x45).put((byte) 0).putShort((short) (length - 14)).putShort((short) i);
      b.putShort((short) 0).put((byte) 64).put((byte) 17).putShort((short) 0);
      b.putInt(0x0a010001).putInt(0x0afd0000 + i % 64);
      b.putShort(24, (short) checksum(f, 14, 20));
      b.putShort((short) (1000 + stream)).putShort((short) 9);
      b.putShort((short) (length - 34)).putShort((short) 0); // no UDP checksum
      b.putInt(stream).putInt(i);
      frames.add(f);
    }
    return frames;
  }

  /** Four bytes of a frame, as the network orders them. */
  static int word(byte[] frame, int offset) {
    return ByteBuffer.wrap(frame).getInt(offset);
  }

  static int stream(byte[] frame) {
    return ByteBuffer.wrap(frame).getInt(42);
  }

  static int number(byte[] frame) {
    return ByteBuffer.wrap(frame).getInt(46);
  }

  static int checksum(byte[] bytes, int offset, int length) {
    int sum = 0;
    for (int i = 0; i < length; i += 2) {
      sum += (bytes[offset + i] & 0xff) << 8 | bytes[offset + i + 1] & 0xff;
    }
    while (sum >> 16 != 0) {
      sum = (sum & 0xffff) + (sum >> 16);
    }
    return ~sum & 0xffff;
  }
}
