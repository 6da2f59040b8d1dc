package io.sluice.ring.os;

/**
 * Error numbers of x86-64 and arm64 Linux.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>
 */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int ENOTDIR = 20;
  public static final int EINVAL = 22;
  public static final int EPIPE = 32;
  public static final int EBADFD = 77;
  public static final int ENOTSUP = 95;
  public static final int EADDRINUSE = 98;
  public static final int ENETDOWN = 100;
  public static final int ECONNABORTED = 103;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int ECONNREFUSED = 111;
  public static final int EINPROGRESS = 115;

  /** Nothing to do now; ask again when the descriptor is ready. */
  public static final int WOULD_BLOCK = -EAGAIN;

  /** The other side closed or reset the connection. */
  public static final int PEER_GONE = -ECONNRESET;

  /** The kernel has no buffer for it now. */
  public static final int NO_BUFFERS = -ENOBUFS;

  /** Nothing of that name. */
  public static final int MISSING = -ENOENT;

  /** The name is there and nobody listens. */
  public static final int REFUSED = -ECONNREFUSED;

  /** The device is down, or a file refuses this transfer for now. */
  public static final int IO_ERROR = -EIO;

  private Errno() {}

  /** The C name, as {@code EBUSY}. */
  public static String name(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM (not permitted)";
      case ENOENT -> "ENOENT (no such file or directory)";
      case EINTR -> "EINTR";
      case EIO -> "EIO";
      case EBADF -> "EBADF";
      case EAGAIN -> "EAGAIN";
      case ENOMEM -> "ENOMEM (out of memory)";
      case EACCES -> "EACCES (permission denied)";
      case EBUSY -> "EBUSY (in use)";
      case EEXIST -> "EEXIST (exists)";
      case ENODEV -> "ENODEV (no such device)";
      case ENOTDIR -> "ENOTDIR (not a directory)";
      case EINVAL -> "EINVAL";
      case EPIPE -> "EPIPE";
      case EBADFD -> "EBADFD";
      case ENOTSUP -> "ENOTSUP";
      case EADDRINUSE -> "EADDRINUSE (address in use)";
      case ENETDOWN -> "ENETDOWN (network is down)";
      case ECONNABORTED -> "ECONNABORTED";
      case ECONNRESET -> "ECONNRESET";
      case ENOBUFS -> "ENOBUFS";
      case ECONNREFUSED -> "ECONNREFUSED (nobody listens)";
      case EINPROGRESS -> "EINPROGRESS";
      case 3 -> "ESRCH";
      case ENXIO -> "ENXIO";
      case 7 -> "E2BIG";
      case EFAULT -> "EFAULT";
      case 18 -> "EXDEV";
      case 21 -> "EISDIR (is a directory)";
      case 23 -> "ENFILE (too many open files in the system)";
      case 24 -> "EMFILE (too many open files)";
      case 25 -> "ENOTTY";
      case 26 -> "ETXTBSY";
      case 27 -> "EFBIG";
      case 28 -> "ENOSPC (no space left)";
      case 29 -> "ESPIPE";
      case 30 -> "EROFS (read-only file system)";
      case 36 -> "ENAMETOOLONG";
      case 38 -> "ENOSYS";
      case 40 -> "ELOOP";
      case 88 -> "ENOTSOCK";
      case 90 -> "EMSGSIZE";
      case 91 -> "EPROTOTYPE";
      case 97 -> "EAFNOSUPPORT";
      case 99 -> "EADDRNOTAVAIL";
      case 107 -> "ENOTCONN";
      case 109 -> "ETOOMANYREFS";
      case 110 -> "ETIMEDOUT";
      default -> "errno " + errno;
    };
  }
}
