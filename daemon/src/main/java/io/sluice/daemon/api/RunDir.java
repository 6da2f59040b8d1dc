package io.sluice.daemon.api;

import io.sluice.ring.os.UnixSockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The run directory: the socket, and the lock that says who runs there. The lock is the kernel's,
 * so it goes with its process however that ends; its file stays, and its text is only for people.
 * Held by one switch.
 */
public final class RunDir implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final FileChannel channel;
  private final FileLock lock;

  private RunDir(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * Where the switch of a directory listens.
   *
   * @throws ApiException when that is too long for a socket
   */
  static Path socket(Path runDir) {
    Path socket = runDir.resolve("sluice.sock");
    int size = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (size > UnixSockets.MAX_PATH) {
      throw new ApiException(
          "the socket in run directory %s has a path of %d bytes, at most %d are possible: choose a"
                  .formatted(runDir, size, UnixSockets.MAX_PATH)
              + " shorter --run-dir, or one relative to where you are");
    }
    return socket;
  }

  /** Its text is the process id of who holds it, or of who held it and died. */
  public static Path lockFile(Path runDir) {
    return runDir.resolve("sluice.lock");
  }

  /** Makes the directory when it is missing and takes its lock. */
  static RunDir take(Path runDir) {
    socket(runDir);
    make(runDir);
    Path file = lockFile(runDir);
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      FileLock lock = tryLock(channel);
      if (lock == null) {
        String pid = Files.readString(file).strip();
        channel.close();
        throw new ApiException(
            "another switch runs in %s%s; stop it, or choose another --run-dir"
                .formatted(runDir, pid.isEmpty() ? "" : " (process " + pid + ")"));
      }
      writePid(channel);
      return new RunDir(channel, lock);
    } catch (IOException e) {
      closeQuietly(channel);
      throw new ApiException("cannot lock " + file + ": " + reason(e));
    }
  }

  /** On a full disk the lock holds all the same. */
  private static void writePid(FileChannel channel) {
    byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid), 0);
    } catch (IOException e) {
      // It is only for people.
    }
  }

  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // a switch of this very process
    }
  }

  private static void make(Path runDir) {
    try {
      if (!Files.isDirectory(runDir)) {
        Path parent = runDir.toAbsolutePath().getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.createDirectory(
            runDir,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return;
      }
      // One that exists may be shared (for the sockets of ports), but not be written by others,
      // who could put their own socket in place of ours.
      Set<PosixFilePermission> now = Files.getPosixFilePermissions(runDir);
      if (othersMayWrite(now)) {
        throw new ApiException(
            "run directory %s: other users may write there (%s); chmod 700 it, or choose another"
                .formatted(runDir, PosixFilePermissions.toString(now)));
      }
    } catch (IOException e) {
      throw new ApiException("cannot make the run directory " + runDir + ": " + reason(e));
    }
  }

  /** A directory of this mode is refused. */
  public static boolean othersMayWrite(Set<PosixFilePermission> mode) {
    return mode.contains(PosixFilePermission.GROUP_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_WRITE);
  }

  static void protect(Path socket) throws IOException {
    Files.setPosixFilePermissions(socket, OWNER_ONLY);
  }

  /** An exception's text for people: Java's file exceptions say only the path. */
  static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException a -> "permission denied";
      case java.nio.file.FileAlreadyExistsException f -> "a file of this name is in the way";
      case java.nio.file.NoSuchFileException n -> "no such file";
      case java.nio.file.FileSystemException f when f.getReason() != null -> f.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Nothing was written.
    }
  }

  @Override
  public void close() throws IOException {
    channel.truncate(0);
    lock.release();
    channel.close();
  }
}
