package io.sluice.daemon.bundle;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a .tar.gz that only its owner may read: ustar (POSIX.1-2017, pax, "ustar Interchange
 * Format"), regular files of mode 600. Owned by one thread.
 */
final class TarGz implements AutoCloseable {
  private static final int BLOCK = 512;
  private static final int NAME_SIZE = 100;
  private static final long MAX_SIZE = 0x1_ffff_ffffL; // 11 octal digits

  private final OutputStream out;
  private final long seconds;

  private TarGz(OutputStream out, long seconds) {
    this.out = out;
    this.seconds = seconds;
  }

  /**
   * Makes the file, which must not be there.
   *
   * @param seconds since 1970, of the files in it
   */
  static TarGz create(Path file, long seconds) throws IOException {
    var channel =
        Files.newByteChannel(
            file,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    OutputStream plain = java.nio.channels.Channels.newOutputStream(channel);
    return new TarGz(new GZIPOutputStream(plain, 1 << 16), seconds);
  }

  /**
   * Adds a file.
   *
   * @param name of at most 100 bytes, ASCII
   */
  void add(String name, byte[] content) throws IOException {
    byte[] header = new byte[BLOCK];
    if (name.length() > NAME_SIZE || content.length > MAX_SIZE) {
      throw new IllegalArgumentException(name);
    }
    text(header, 0, name);
    octal(header, 100, 8, 0600);
    octal(header, 108, 8, 0);
    octal(header, 116, 8, 0);
    octal(header, 124, 12, content.length);
    octal(header, 136, 12, seconds);
    text(header, 148, "        ");
    header[156] = '0';
    text(header, 257, "ustar");
    text(header, 263, "00");
    text(header, 265, "root");
    text(header, 297, "root");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    text(header, 148, "%06o\0 ".formatted(sum));
    out.write(header);
    out.write(content);
    out.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private static void text(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static void octal(byte[] header, int at, int size, long value) {
    text(header, at, ("%0" + (size - 1) + "o").formatted(value));
  }

  @Override
  public void close() throws IOException {
    try (out) {
      out.write(new byte[2 * BLOCK]);
    }
  }
}
