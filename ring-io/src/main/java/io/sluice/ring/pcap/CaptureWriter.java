package io.sluice.ring.pcap;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.memory.Region;
import io.sluice.ring.os.Errno;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Stat;
import io.sluice.ring.os.Threads;
import io.sluice.ring.os.Unistd;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes what a {@link RecordRing} carries to a file, on a thread of its own: a full or slow disk
 * costs packets of the capture, never the lane's time. A file that cannot be written any more is
 * cut after its last whole record, and {@link #failure} says why.
 */
final class CaptureWriter implements AutoCloseable {
  private static final long IDLE_NS = 1_000_000;
  private static final int SNAP_LENGTH = CaptureReader.MAX_FRAME;

  private final String name;
  private final RecordRing ring;
  private final int fd;
  private final Thread thread;
  private long fileSize;
  private volatile boolean closing;
  private volatile String failure;

  /**
   * @throws DeviceException when the file cannot be made
   */
  CaptureWriter(Path path, RecordRing ring) {
    this.name = path.toString();
    this.ring = ring;
    this.fd = open(name);
    this.thread =
        Thread.ofPlatform().name("sluice-pcap-" + path.getFileName()).daemon().unstarted(this::run);
    try {
      writeHeader();
    } catch (RuntimeException e) {
      Unistd.close(fd);
      throw e;
    }
    thread.start();
  }

  /**
   * Files and character devices only: a pipe's reader may never come, or come and not read, and
   * both would keep the port's actor for ever.
   */
  private static int open(String name) {
    int opened;
    try {
      opened =
          Fcntl.open(name, Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_TRUNC | Fcntl.O_NONBLOCK, 0644);
    } catch (OsException e) {
      throw e.errno() == Errno.ENXIO ? notAFile(name) : OpenFailure.writing(name, e);
    }
    if ((Stat.fstat(opened).mode() & Stat.S_IFMT) == Stat.S_IFIFO) {
      Unistd.close(opened);
      throw notAFile(name);
    }
    return opened;
  }

  private static DeviceException notAFile(String name) {
    return new DeviceException(
        "cannot write the capture file " + name + ": it is a pipe or a socket; name a file");
  }

  private void writeHeader() {
    try (Region header = Region.plain("sluice-pcap-header", PcapFormat.FILE_HEADER)) {
      long at = header.address();
      Memory.putInt(at, PcapFormat.NANOSECONDS);
      Memory.putShort(at + 4, 2);
      Memory.putShort(at + 6, 4);
      Memory.putInt(at + 16, SNAP_LENGTH);
      Memory.putInt(at + 20, CaptureReader.ETHERNET);
      if (!write(at, PcapFormat.FILE_HEADER)) {
        throw new DeviceException("cannot write the capture file " + name + ": " + failure);
      }
      fileSize = PcapFormat.FILE_HEADER;
    }
  }

  private void run() {
    while (failure == null) {
      // Read first: what was published before close began is then seen below.
      boolean last = closing;
      long end = ring.published();
      if (ring.taken() == end) {
        if (last) {
          return;
        }
        LockSupport.parkNanos(this, IDLE_NS);
      } else if (writeTo(end)) {
        fileSize += end - ring.taken();
        ring.take(end);
      } else {
        cutAfterLastRecord();
      }
    }
  }

  private boolean writeTo(long end) {
    long at = ring.taken();
    while (at < end) {
      long n = ring.contiguous(at, end);
      if (!write(ring.address(at), n)) {
        return false;
      }
      at += n;
    }
    return true;
  }

  private boolean write(long address, long length) {
    long done = 0;
    while (done < length) {
      long n;
      try {
        n = Unistd.write(fd, address + done, length - done);
      } catch (OsException e) {
        failure = e.getMessage();
        return false;
      }
      if (n <= 0) {
        failure = "write: " + Errno.name((int) -n);
        return false;
      }
      done += n;
    }
    return true;
  }

  private void cutAfterLastRecord() {
    try {
      Unistd.ftruncate(fd, fileSize);
    } catch (OsException e) {
      failure = failure + "; its last record is cut short: " + e.getMessage();
    }
  }

  /** Why nothing is written any more, or null. Any thread. */
  String failure() {
    return failure;
  }

  /** Writes all that was published, then closes the file. After the lane has left. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    Threads.awaitEnd(thread);
    Unistd.close(fd);
  }
}
