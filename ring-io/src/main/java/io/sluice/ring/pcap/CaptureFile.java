package io.sluice.ring.pcap;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.memory.Region;
import io.sluice.ring.os.Fcntl;
import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Stat;
import io.sluice.ring.os.Unistd;
import java.nio.file.Path;

/**
 * A capture file that was read whole: the frames lie in memory that nobody else can truncate, which
 * a mapping of the file would not promise. Immutable once opened.
 */
final class CaptureFile implements AutoCloseable {
  private static final long MAX_SIZE = 2L << 30;

  private final Region region;
  private final long[] offsets;
  private final int[] lengths;
  private final long[] timesNs;

  private CaptureFile(Region region, CaptureReader reader) {
    this.region = region;
    this.offsets = reader.offsets();
    this.lengths = reader.lengths();
    this.timesNs = reader.timesNs();
  }

  /**
   * @throws DeviceException names the file, and where it is malformed
   */
  static CaptureFile open(Path path) {
    try {
      // Of a pipe that nobody writes, open would wait for ever; O_NONBLOCK changes nothing for
      // files.
      int fd = Fcntl.open(path.toString(), Fcntl.O_RDONLY | Fcntl.O_NONBLOCK, 0);
      try {
        return read(path.toString(), fd);
      } finally {
        Unistd.close(fd);
      }
    } catch (OsException e) {
      throw OpenFailure.reading(path, e);
    }
  }

  private static CaptureFile read(String name, int fd) {
    Stat.FileStatus status = Stat.fstat(fd);
    if ((status.mode() & Stat.S_IFMT) != Stat.S_IFREG) {
      throw new DeviceException(
          name + ": is no regular file; write the capture to a file and name that");
    }
    long size = status.size();
    if (size < PcapFormat.FILE_HEADER) {
      throw new DeviceException(
          "%s: %d bytes are no capture file; pcap or pcapng is expected".formatted(name, size));
    }
    if (size > MAX_SIZE) {
      throw new DeviceException(
          "%s: %d MB, and capture files are kept in memory up to %d MB; cut it with editcap -c"
              .formatted(name, size >> 20, MAX_SIZE >> 20));
    }
    Region region = Region.plain("sluice-pcap", size);
    try {
      long done = 0;
      while (done < size) {
        long n = Unistd.read(fd, region.address() + done, size - done);
        if (n <= 0) {
          throw new DeviceException(name + ": cannot be read at offset " + done);
        }
        done += n;
      }
      CaptureReader reader = new CaptureReader(name, region.address(), size);
      parse(reader);
      return new CaptureFile(region, reader);
    } catch (RuntimeException e) {
      region.close();
      throw e;
    }
  }

  private static void parse(CaptureReader reader) {
    int magic = reader.int32(0);
    if (PcapFormat.matches(magic)) {
      PcapFormat.read(reader, magic);
    } else if (magic == PcapngFormat.SECTION) {
      PcapngFormat.read(reader);
    } else {
      throw reader.malformed(0, "0x%08x begins neither a pcap nor a pcapng file".formatted(magic));
    }
  }

  int count() {
    return offsets.length;
  }

  long address(int frame) {
    return region.address() + offsets[frame];
  }

  int length(int frame) {
    return lengths[frame];
  }

  /** When it was captured, since 1970. */
  long timeNs(int frame) {
    return timesNs[frame];
  }

  @Override
  public void close() {
    region.close();
  }
}
