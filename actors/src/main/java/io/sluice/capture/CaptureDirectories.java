package io.sluice.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where captures' streams lie: in memory where there is a file system for that, each in a directory
 * that only its owner can enter. What processes that were killed left there is removed by the next.
 * Stateless.
 */
final class CaptureDirectories {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final String PREFIX = "sluice-capture-";

  private CaptureDirectories() {}

  /** A new one. */
  static Path create() {
    Path parent =
        Files.isDirectory(SHARED_MEMORY) && Files.isWritable(SHARED_MEMORY)
            ? SHARED_MEMORY
            : Path.of(System.getProperty("java.io.tmpdir"));
    removeStale(parent);
    try {
      Path made = Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
      Files.setPosixFilePermissions(
          made,
          Set.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));
      return made;
    } catch (IOException e) {
      throw new CaptureException("cannot make a directory for a capture in " + parent + ": " + e);
    }
  }

  /** Bytes that can be written there. */
  static long usable(Path directory) {
    try {
      return Files.getFileStore(directory).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes it with all that is in it, as far as that can be done. */
  static void remove(Path directory) {
    try (Stream<Path> inside = Files.walk(directory)) {
      for (Path p : inside.toList().reversed()) {
        Files.deleteIfExists(p);
      }
    } catch (IOException | UncheckedIOException e) {
      // The next capture tries again.
    }
  }

  private static void removeStale(Path parent) {
    List<Path> stale;
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
      Stream.Builder<Path> dead = Stream.builder();
      for (Path p : found) {
        if (!lives(p.getFileName().toString()) && !Files.isSymbolicLink(p)) {
          dead.add(p);
        }
      }
      stale = dead.build().toList();
    } catch (IOException | UncheckedIOException e) {
      return;
    }
    stale.forEach(CaptureDirectories::remove);
  }

  private static boolean lives(String name) {
    String pid = name.substring(PREFIX.length()).split("-", 2)[0];
    try {
      return ProcessHandle.of(Long.parseLong(pid)).isPresent();
    } catch (NumberFormatException e) {
      return true; // not one of these
    }
  }
}
