package io.sluice.ring.vhost;

import io.sluice.ring.os.Errno;
import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Sockets;
import io.sluice.ring.os.Stat;
import io.sluice.ring.os.Unistd;
import io.sluice.ring.os.UnixSockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A listening Unix socket and its name in the file system. Takes the place of a name that a dead
 * process left, never that of a live one or of another kind of file.
 */
final class ServerSocketFile implements AutoCloseable {
  /** Our user alone: whoever connects is trusted with packets, and trusts us with memory. */
  private static final int MODE = 0600;

  // One front end at a time is served; one that restarts may be there before we saw its end.
  private static final int BACKLOG = 4;

  private final String path;
  private final int fd;
  private final Object inode;

  private ServerSocketFile(String path, int fd, Object inode) {
    this.path = path;
    this.fd = fd;
    this.inode = inode;
  }

  static ServerSocketFile open(Path where) {
    String path = where.toString();
    UnixSockets.checkPath(path);
    removeStale(where);
    int fd = UnixSockets.stream();
    try {
      Stat.fchmod(fd, MODE);
      bind(fd, where);
      Sockets.listen(fd, BACKLOG);
      return new ServerSocketFile(path, fd, inode(where));
    } catch (OsException e) {
      Unistd.close(fd);
      throw e;
    }
  }

  private static void bind(int fd, Path where) {
    try {
      UnixSockets.bind(fd, where.toString());
    } catch (OsException e) {
      throw explained(where, e);
    }
  }

  /** Says what to do, where something can be done. */
  private static OsException explained(Path where, OsException e) {
    String why =
        switch (e.errno()) {
          case Errno.ENOENT -> "there is no directory " + parent(where) + "; make it first";
          case Errno.EADDRINUSE ->
              "a file that is no socket has that name; take it away, or choose another path";
          case Errno.EACCES ->
              "this user may not; change the rights of " + parent(where) + ", or choose another";
          case Errno.ENOTDIR -> parent(where) + " is no directory; choose another";
          default -> null;
        };
    return why == null ? e : new OsException("listen(" + where + "): " + why, e.errno());
  }

  private static Path parent(Path where) {
    return where.toAbsolutePath().getParent();
  }

  private static void removeStale(Path where) {
    String path = where.toString();
    int probe = UnixSockets.stream();
    try {
      switch (probe(probe, where)) {
        case Errno.MISSING -> {}
        case Errno.REFUSED -> {
          // Also what a file that is no socket says; bind then tells that the name is taken.
          if (isSocket(where)) {
            Unistd.unlink(path);
          }
        }
        default ->
            throw new OsException(
                "listen("
                    + path
                    + "): another process listens there; end it, or choose another path",
                Errno.EADDRINUSE);
      }
    } finally {
      Unistd.close(probe);
    }
  }

  private static int probe(int fd, Path where) {
    try {
      return UnixSockets.connect(fd, where.toString());
    } catch (OsException e) {
      throw explained(where, e);
    }
  }

  private static boolean isSocket(Path path) {
    try {
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & Stat.S_IFMT) == Stat.S_IFSOCK;
    } catch (IOException e) {
      return false;
    }
  }

  private static Object inode(Path path) {
    try {
      return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      return null; // gone already: then it is not ours to remove later
    }
  }

  String path() {
    return path;
  }

  int fd() {
    return fd;
  }

  /** A connection, or WOULD_BLOCK. */
  int accept() {
    return Sockets.accept(fd);
  }

  /** Stops listening and removes the name, unless it became another's. */
  @Override
  public void close() {
    if (inode != null && inode.equals(inode(Path.of(path)))) {
      Unistd.unlink(path);
    }
    Unistd.close(fd);
  }
}
