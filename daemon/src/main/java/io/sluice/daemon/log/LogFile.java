package io.sluice.daemon.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The last lines of the log in a run directory, so that they are there when the switch is not:
 * {@code log}, and {@code log.1} before it, each at most {@link #MAX_BYTES} long; for its owner
 * only. A disk that is full costs lines and nothing else. Owned by the appender, under its monitor.
 */
final class LogFile implements AutoCloseable {
  static final long MAX_BYTES = 4 << 20;
  static final String NAME = "log";
  static final String BEFORE = "log.1";

  private static final Set<OpenOption> APPEND =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.APPEND,
          LinkOption.NOFOLLOW_LINKS);

  private final Path file;
  private final Path before;
  private final long maxBytes;
  private FileChannel channel;
  private long size;

  LogFile(Path runDir, long maxBytes) throws IOException {
    this.file = runDir.resolve(NAME);
    this.before = runDir.resolve(BEFORE);
    this.maxBytes = maxBytes;
    open();
  }

  private void open() throws IOException {
    channel =
        FileChannel.open(
            file,
            APPEND,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    size = channel.size();
  }

  void write(String line) {
    try {
      if (channel == null) {
        open();
      }
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      if (size + bytes.remaining() > maxBytes && size > 0) {
        turn();
      }
      size += bytes.remaining();
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      // It is on standard error too; there may be room for the next one.
    }
  }

  private void turn() throws IOException {
    close();
    Files.move(file, before, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    open();
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Each line was written when it came.
    }
    channel = null;
  }
}
