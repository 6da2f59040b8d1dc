package io.sluice.ring.pcap;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.memory.Memory;
import java.util.Arrays;

/**
 * A cursor over the bytes of a capture file: reads words in the file's byte order, never beyond its
 * end, and collects frames. Used by one thread while a file is opened.
 */
final class CaptureReader {
  /** Larger records do not exist; a larger length means that the file is damaged. */
  static final int MAX_FRAME = 262_144;

  static final int ETHERNET = 1;

  private final String name;
  private final long address;
  final long size;
  boolean bigEndian;

  private long[] offsets = new long[1024];
  private int[] lengths = new int[1024];
  private long[] timesNs = new long[1024];
  private int frames;

  CaptureReader(String name, long address, long size) {
    this.name = name;
    this.address = address;
    this.size = size;
  }

  int int32(long at) {
    need(at, 4);
    int value = Memory.getInt(address + at);
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  long unsigned32(long at) {
    return int32(at) & 0xffffffffL;
  }

  int int16(long at) {
    need(at, 2);
    int value = Memory.getShort(address + at);
    return bigEndian ? (value >>> 8 | value << 8) & 0xffff : value;
  }

  int int8(long at) {
    need(at, 1);
    return Memory.getByte(address + at) & 0xff;
  }

  private void need(long at, int bytes) {
    if (at < 0 || at > size - bytes) {
      throw malformed(at, "the file ends in the middle of a header");
    }
  }

  /** Takes the frame at {@code at}. */
  void frame(long at, long length, long timeNs) {
    if (length > MAX_FRAME) {
      throw malformed(at, "a record of " + length + " bytes (at most " + MAX_FRAME + ")");
    }
    if (at > size - length) {
      throw malformed(
          at, "a record of " + length + " bytes where the file has " + (size - at) + " left");
    }
    if (frames == offsets.length) {
      int more = frames * 2;
      offsets = Arrays.copyOf(offsets, more);
      lengths = Arrays.copyOf(lengths, more);
      timesNs = Arrays.copyOf(timesNs, more);
    }
    offsets[frames] = at;
    lengths[frames] = (int) length;
    timesNs[frames++] = timeNs;
  }

  void checkLinkType(long at, int linkType) {
    if (linkType != ETHERNET) {
      throw malformed(
          at, "link type " + linkType + " where 1 (Ethernet) is expected; capture on an Ethernet");
    }
  }

  DeviceException malformed(long at, String what) {
    return new DeviceException("%s: at offset %d: %s".formatted(name, at, what));
  }

  long[] offsets() {
    return Arrays.copyOf(offsets, frames);
  }

  int[] lengths() {
    return Arrays.copyOf(lengths, frames);
  }

  long[] timesNs() {
    return Arrays.copyOf(timesNs, frames);
  }
}
