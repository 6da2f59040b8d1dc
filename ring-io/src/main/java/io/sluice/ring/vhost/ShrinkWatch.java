package io.sluice.ring.vhost;

import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.Inotify;
import io.sluice.ring.os.OsException;

/**
 * Tells whether a file behind a guest's memory may have been shorter for a moment. A guest can
 * truncate it and give it its length back before anyone looks; the fault that this caused is then
 * nobody's, unless the kernel is asked to remember.
 *
 * <p>A file that is sealed against shrinking (QEMU's are) needs no watch. Where the kernel gives
 * none (fs.inotify.max_user_instances), an unsealed file is always under suspicion.
 *
 * <p>Files are added by the session's thread; {@link #suspicious} is asked by any lane.
 */
final class ShrinkWatch implements AutoCloseable {
  private Inotify inotify;
  private boolean suspicious;

  /** Call before the file's length is looked at. */
  synchronized void add(int fd) {
    if (suspicious || sealed(fd)) {
      return;
    }
    try {
      if (inotify == null) {
        inotify = new Inotify();
      }
      inotify.watch(fd);
    } catch (OsException e) {
      suspicious = true;
    }
  }

  private static boolean sealed(int fd) {
    try {
      return (Fcntl.fcntl(fd, Fcntl.F_GET_SEALS, 0) & Fcntl.F_SEAL_SHRINK) != 0;
    } catch (OsException e) {
      return false; // a file system without seals
    }
  }

  /** Files that were written to by a system call, or had holes punched, count too. */
  synchronized boolean suspicious() {
    if (inotify != null) {
      suspicious |= inotify.drain();
    }
    return suspicious;
  }

  @Override
  public synchronized void close() {
    if (inotify != null) {
      inotify.close();
      inotify = null;
    }
    suspicious = false;
  }
}
