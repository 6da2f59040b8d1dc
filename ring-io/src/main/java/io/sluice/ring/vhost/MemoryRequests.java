package io.sluice.ring.vhost;

import java.util.ArrayList;
import java.util.List;

/** Takes the requests about guest memory apart. Owned by the session's thread. */
final class MemoryRequests {
  private static final int REGION_BYTES = 32;

  private final GuestMemoryMapper mapper;

  MemoryRequests(GuestMemoryMapper mapper) {
    this.mapper = mapper;
  }

  void handle(VhostRequest request, VhostMessage m)
      throws VhostRefusedException, VhostProtocolException {
    switch (request) {
      case SET_MEM_TABLE -> setMemTable(m);
      case ADD_MEM_REG -> {
        if (m.fdCount() != 1) {
          throw new VhostRefusedException(m.fdCount() + " descriptors came, expected 1");
        }
        mapper.add(region(m, 8), m);
      }
      case REM_MEM_REG -> mapper.remove(region(m, 8));
      default -> throw new IllegalArgumentException(request.toString());
    }
  }

  private void setMemTable(VhostMessage m) throws VhostRefusedException, VhostProtocolException {
    if (m.payloadSize() < 8) {
      throw new VhostProtocolException(
          "SET_MEM_TABLE has a payload of " + m.payloadSize() + " bytes, expected at least 8");
    }
    int count = m.u32(0);
    // Some front ends send the whole array of eight whatever the count.
    if (count < 0 || count > VhostMessage.MAX_FDS || m.payloadSize() < 8 + count * REGION_BYTES) {
      throw new VhostProtocolException(
          "SET_MEM_TABLE has %s regions in a payload of %d bytes"
              .formatted(Integer.toUnsignedString(count), m.payloadSize()));
    }
    if (m.fdCount() != count) {
      throw new VhostRefusedException(
          m.fdCount() + " descriptors came with " + count + " memory regions");
    }
    List<GuestMemoryMapper.Region> regions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      regions.add(region(m, 8 + i * REGION_BYTES));
    }
    mapper.replace(regions, m);
  }

  private static GuestMemoryMapper.Region region(VhostMessage m, int at) {
    return new GuestMemoryMapper.Region(m.u64(at), m.u64(at + 8), m.u64(at + 16), m.u64(at + 24));
  }
}
