package io.sluice.ring.vhost;

import io.sluice.ring.os.EventSignal;
import io.sluice.ring.os.OsException;
import io.sluice.ring.virtqueue.GuestMemory;
import io.sluice.ring.virtqueue.VringConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The requests about one ring, and the decision whether a ring may run. Owned by the session's
 * thread. Everything the front end says is checked here once, before a ring sees it.
 */
final class VringRequests {
  static final int MAX_SIZE = 32768;

  /** Bit 8 of a kick, call or err request: no descriptor came. */
  private static final long NO_FD_FLAG = 1 << 8;

  private final VringState[] rings;
  private final GuestMemoryMapper mapper;

  VringRequests(VringState[] rings, GuestMemoryMapper mapper) {
    this.rings = rings;
    this.mapper = mapper;
  }

  /** The ring a message is about, or -1 when there is no such ring (then it will be refused). */
  int ringOf(VhostRequest request, VhostMessage m) {
    if (m.payloadSize() != request.payloadSize()) {
      return -1;
    }
    int index =
        switch (request) {
          case SET_VRING_KICK, SET_VRING_CALL, SET_VRING_ERR -> m.u32(0) & 0xff;
          default -> m.u32(0);
        };
    return index >= 0 && index < rings.length ? index : -1;
  }

  /**
   * @return the ring it was about
   */
  int handle(VhostRequest request, VhostMessage m) throws VhostRefusedException {
    int index = ringOf(request, m);
    if (index < 0) {
      throw new VhostRefusedException(
          "there is no ring %s, only 0 to %d"
              .formatted(Integer.toUnsignedString(m.u32(0)), rings.length - 1));
    }
    VringState ring = rings[index];
    switch (request) {
      case SET_VRING_NUM -> setSize(ring, m.u32(4));
      case SET_VRING_ADDR -> setAddresses(ring, m);
      case SET_VRING_BASE -> setBase(ring, m.u32(4));
      case GET_VRING_BASE -> ring.stopForGood();
      case SET_VRING_KICK -> ring.setKick(eventFd(m));
      case SET_VRING_CALL -> ring.setCall(signal(m));
      case SET_VRING_ERR -> ring.setErr(signal(m));
      case SET_VRING_ENABLE -> setEnabled(ring, m.u32(4));
      default -> throw new IllegalArgumentException(request.toString());
    }
    return index;
  }

  private static void setSize(VringState ring, int size) throws VhostRefusedException {
    if (size <= 0 || size > MAX_SIZE || Integer.bitCount(size) != 1) {
      throw new VhostRefusedException(
          "a ring of %s descriptors, expected a power of two up to %d"
              .formatted(Integer.toUnsignedString(size), MAX_SIZE));
    }
    ring.size = size;
  }

  private void setAddresses(VringState ring, VhostMessage m) throws VhostRefusedException {
    long descriptors = m.u64(8);
    long used = m.u64(16);
    long available = m.u64(24);
    if ((descriptors & 15) != 0 || (available & 1) != 0 || (used & 3) != 0) {
      throw new VhostRefusedException(
          "ring addresses are not aligned to 16, 2 and 4: descriptors 0x%x, avail 0x%x, used 0x%x"
              .formatted(descriptors, available, used));
    }
    // The memory may still be to come; when it is there, the addresses must be in it.
    GuestMemory memory = mapper.memory();
    int size = Math.max(ring.size, 1);
    if (!memory.regions().isEmpty()
        && (memory.translateUser(descriptors, descriptorBytes(size)) == 0
            || memory.translateUser(available, availableBytes(size)) == 0
            || memory.translateUser(used, usedBytes(size)) == 0)) {
      throw new VhostRefusedException(
          "the ring is not inside a memory region: descriptors 0x%x, avail 0x%x, used 0x%x, size %d"
              .formatted(descriptors, available, used, size));
    }
    ring.descriptors = descriptors;
    ring.used = used;
    ring.available = available;
    ring.addressed = true;
    ring.indicesUnproven = true;
  }

  private static void setBase(VringState ring, int base) throws VhostRefusedException {
    if ((base & ~0xffff) != 0) {
      throw new VhostRefusedException("a ring base of 0x" + Integer.toHexString(base));
    }
    ring.availIndex = base;
    ring.usedIndex = base;
    ring.indicesUnproven = true;
  }

  private static void setEnabled(VringState ring, int on) throws VhostRefusedException {
    if (on != 0 && on != 1) {
      throw new VhostRefusedException("enable is " + Integer.toUnsignedString(on));
    }
    ring.enabled = on == 1;
  }

  /** Takes the message's eventfd; NO_FD when the message says that it has none. */
  private static int eventFd(VhostMessage m) throws VhostRefusedException {
    if (!hasEventFd(m)) {
      return VringState.NO_FD;
    }
    return m.takeFd(0);
  }

  /** The same, to be signalled; null when the message says that it has none. */
  private static EventSignal signal(VhostMessage m) throws VhostRefusedException {
    if (!hasEventFd(m)) {
      return null;
    }
    try {
      EventSignal signal = EventSignal.of(m.fd(0));
      m.takeFd(0);
      return signal;
    } catch (OsException e) {
      throw new VhostRefusedException("it cannot be signalled: " + e.getMessage());
    }
  }

  private static boolean hasEventFd(VhostMessage m) throws VhostRefusedException {
    if ((m.u64(0) & NO_FD_FLAG) != 0) {
      return false; // a stray descriptor is closed with the message
    }
    if (m.fdCount() != 1) {
      throw new VhostRefusedException(m.fdCount() + " descriptors came, expected 1");
    }
    String kind;
    try {
      kind = Files.readSymbolicLink(Path.of("/proc/self/fd/" + m.fd(0))).toString();
    } catch (IOException e) {
      kind = "unknown, as /proc/self/fd cannot be read";
    }
    if (!kind.startsWith("anon_inode:[eventfd")) {
      throw new VhostRefusedException("the descriptor is no eventfd (it is " + kind + ")");
    }
    return true;
  }

  VringConfig runnable(int index, long features) {
    if (!whyNot(index).isEmpty()) {
      return null;
    }
    VringState r = rings[index];
    GuestMemory memory = mapper.memory();
    long used = memory.translateUser(r.used, usedBytes(r.size));
    int availIndex = r.availIndex;
    int usedIndex = r.usedIndex;
    if (r.indicesUnproven) {
      // After a restart of ours the front end may not know how far we got (or skip SET_VRING_BASE);
      // the used index that we wrote ourselves does.
      int written = mapper.wordAtUser(r.used + 2);
      if (written < 0) {
        return null; // truncated since whyNot looked
      }
      if (written != usedIndex) {
        usedIndex = written;
        availIndex = written;
      }
    }
    return new VringConfig(
        r.size,
        memory.translateUser(r.descriptors, descriptorBytes(r.size)),
        memory.translateUser(r.available, availableBytes(r.size)),
        used,
        availIndex,
        usedIndex,
        features,
        r.call,
        (features & VirtioFeature.PROTOCOL_FEATURES) == 0 || r.enabled,
        memory);
  }

  String whyNot(int index) {
    VringState r = rings[index];
    if (!r.started) {
      return "waits for SET_VRING_KICK";
    }
    if (r.size == 0) {
      return "waits for SET_VRING_NUM";
    }
    if (!r.addressed) {
      return "waits for SET_VRING_ADDR";
    }
    GuestMemory memory = mapper.memory();
    if (memory.translateUser(r.descriptors, descriptorBytes(r.size)) == 0
        || memory.translateUser(r.available, availableBytes(r.size)) == 0
        || memory.translateUser(r.used, usedBytes(r.size)) == 0) {
      return "its addresses are in no memory region";
    }
    return mapper.wordAtUser(r.used + 2) < 0 ? "the file of its memory was truncated" : "";
  }

  private static long descriptorBytes(int size) {
    return 16L * size;
  }

  private static long availableBytes(int size) {
    return 6 + 2L * size;
  }

  private static long usedBytes(int size) {
    return 6 + 8L * size;
  }
}
