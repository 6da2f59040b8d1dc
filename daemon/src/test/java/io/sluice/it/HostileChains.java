package io.sluice.it;

import io.sluice.ring.memory.Memory;
import io.sluice.ring.testing.GuestRam;
import java.util.SplittableRandom;

/**
 * Makes descriptor chains that keep a ring's rules and are as bad as these allow: of nothing, of a
 * header alone, too short or too long for a frame, cut into pieces of a byte, stuffed with
 * descriptors of no length that point anywhere, with offload fields that make no sense. Says what a
 * switch has to make of each, from what the chain holds and not from how it was made. One thread.
 */
final class HostileChains {
  /** What the switch must count for a chain that it receives; the labels are its own. */
  enum Outcome {
    PACKET(""),
    TOO_SHORT("shorter than a header"),
    TOO_LONG("larger than mtu"),
    TOO_MANY_PIECES("too many segments"),
    BAD_OFFLOAD("bad offload fields");

    final String label;

    Outcome(String label) {
      this.label = label;
    }
  }

  /** Descriptors that the switch takes for one frame. */
  static final int MOST = 1024;

  private static final int MOST_PIECES = MOST - 32;
  private static final int HEADER = 12;
  private static final int SHORTEST = 14;
  private static final int LONGEST = 65_535 + 14 + 8;

  /** Bytes of a frame's image: a header, then noise. */
  private static final int IMAGE = 1 << 17;

  final long[] address = new long[MOST];
  final int[] length = new int[MOST];
  int count;

  private final GuestRam ram;
  private final long images;
  private final SplittableRandom random;
  private boolean badHeader;
  private int most;

  /**
   * @param images offset in the memory where two images can be, of {@link #size} bytes in all
   */
  HostileChains(GuestRam ram, long images, SplittableRandom random) {
    this.ram = ram;
    this.images = images;
    this.random = random;
    byte[] noise = new byte[IMAGE];
    random.nextBytes(noise);
    for (int image = 0; image < 2; image++) {
      Memory.copy(noise, 0, ram.address(images + (long) image * IMAGE), IMAGE);
      for (int k = 0; k < HEADER; k++) {
        // The second asks for a checksum behind the end of any frame.
        Memory.putByte(
            ram.address(images + (long) image * IMAGE + k),
            (byte) (image == 0 ? 0 : k == 0 ? 1 : k == 1 ? 0 : 0xff));
      }
    }
  }

  static long size() {
    return 2L * IMAGE;
  }

  /** A chain for the switch to read, of at most so many descriptors, at least 4. */
  Outcome next(int mostDescriptors) {
    most = Math.min(mostDescriptors, MOST);
    count = 0;
    badHeader = false;
    switch (random.nextInt(9)) {
      case 0 -> nothing(1 + random.nextInt(most));
      case 1 -> cut(HEADER, 1 + random.nextInt(HEADER));
      case 2 -> cut(random.nextInt(HEADER + SHORTEST), 1 + random.nextInt(30));
      case 3 -> cut(HEADER + SHORTEST + random.nextInt(200), 1);
      case 4 -> cut(HEADER + SHORTEST + random.nextInt(1500), 1 + random.nextInt(3));
      case 5 -> cut(HEADER + LONGEST - random.nextInt(3), 1 << random.nextInt(5, 16));
      case 6 -> tooLong();
      case 7 -> {
        badHeader = true;
        cut(HEADER + SHORTEST + random.nextInt(3000), 1 + random.nextInt(64));
      }
      default -> cut(MOST_PIECES + random.nextInt(-3, MOST - MOST_PIECES), 1);
    }
    stuff(random.nextInt(4) == 0 ? random.nextInt(most) : random.nextInt(4));
    return outcome();
  }

  /**
   * Room for the switch to write to: a few bytes in a few descriptors, but so many that a frame of
   * the bystanders fills no more than {@link #MOST} of them.
   */
  int nextRoom(int descriptors) {
    count = 0;
    int bytes = 0;
    int longest = random.nextInt(16) == 0 ? 1500 : 1 << random.nextInt(7);
    int enough = random.nextInt(descriptors);
    for (int i = 0; i < descriptors; i++) {
      int n = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(longest);
      n += i == enough ? 16 : 0;
      append(n == 0 ? anywhere() : ram.guest(images + 2L * IMAGE + random.nextInt(IMAGE)), n);
      bytes += n;
    }
    return bytes;
  }

  private Outcome outcome() {
    long bytes = 0;
    int pieces = 0;
    for (int i = 0; i < count; i++) {
      bytes += length[i];
      pieces += length[i] > 0 ? 1 : 0;
    }
    long frame = bytes - HEADER;
    return frame < SHORTEST
        ? Outcome.TOO_SHORT
        : frame > LONGEST
            ? Outcome.TOO_LONG
            : pieces > MOST_PIECES
                ? Outcome.TOO_MANY_PIECES
                : badHeader ? Outcome.BAD_OFFLOAD : Outcome.PACKET;
  }

  private void nothing(int descriptors) {
    for (int i = 0; i < descriptors; i++) {
      append(anywhere(), 0);
    }
  }

  /** An image's first bytes in pieces of up to {@code longest}; the last takes what is left. */
  private void cut(int bytes, int longest) {
    long image = ram.guest(images + (badHeader ? IMAGE : 0));
    int at = 0;
    while (at < bytes) {
      int n = Math.min(bytes - at, 1 + random.nextInt(longest));
      n = count == most - 1 ? bytes - at : n;
      append(image + at, n);
      at += n;
    }
    if (count == 0) {
      append(anywhere(), 0);
    }
  }

  private void tooLong() {
    for (int bytes = 0; bytes <= HEADER + LONGEST; ) {
      int n = count == 2 ? IMAGE : 1 + random.nextInt(IMAGE);
      append(ram.guest(images), n);
      bytes += n;
    }
  }

  /** Puts descriptors without length between the others, as far as there is room. */
  private void stuff(int wanted) {
    int n = Math.min(wanted, most - count);
    int to = count + n;
    int left = n;
    int from = count;
    while (from > 0 && left > 0) {
      to--;
      if (random.nextInt(from + left) < left) {
        address[to] = anywhere();
        length[to] = 0;
        left--;
      } else {
        from--;
        address[to] = address[from];
        length[to] = length[from];
      }
    }
    for (int i = from; i < from + left; i++) {
      address[i] = anywhere();
      length[i] = 0;
    }
    count += n;
  }

  private long anywhere() {
    return random.nextBoolean() ? random.nextLong() : ram.guest(0) - 1;
  }

  private void append(long guest, int bytes) {
    address[count] = guest;
    length[count] = bytes;
    count++;
  }
}
