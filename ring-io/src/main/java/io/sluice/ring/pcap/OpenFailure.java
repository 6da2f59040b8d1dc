package io.sluice.ring.pcap;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.os.Errno;
import io.sluice.ring.os.OsException;

/** What people are told of a capture file that cannot be opened, and to do about it. */
final class OpenFailure {
  private static final int EISDIR = 21;

  private OpenFailure() {}

  static DeviceException reading(Object file, OsException e) {
    return of("read", "there is no such file; name one that is there", file, e);
  }

  static DeviceException writing(Object file, OsException e) {
    return of("write", "there is no such directory; make it first", file, e);
  }

  private static DeviceException of(String verb, String missing, Object file, OsException e) {
    String why =
        switch (e.errno()) {
          case Errno.ENOENT -> missing;
          case Errno.EACCES -> "this user may not; change its rights, or name another file";
          case EISDIR -> "it is a directory; name a file";
          case Errno.ENOTDIR -> "a directory of its path is a file; name another";
          default -> Errno.name(e.errno());
        };
    return new DeviceException("cannot %s the capture file %s: %s".formatted(verb, file, why), e);
  }
}
