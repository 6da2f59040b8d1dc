package io.sluice.ring.vhost;

import java.util.List;
import java.util.Map;

/** Virtio feature bits as masks (virtio 1.2, 5.1.3 and 6; bit 30 is vhost-user's own). */
public final class VirtioFeature {
  public static final long NET_CSUM = 1L;
  public static final long NET_GUEST_CSUM = 1L << 1;
  public static final long NET_MTU = 1L << 3;
  public static final long NET_GUEST_TSO4 = 1L << 7;
  public static final long NET_GUEST_TSO6 = 1L << 8;
  public static final long NET_HOST_TSO4 = 1L << 11;
  public static final long NET_HOST_TSO6 = 1L << 12;
  public static final long NET_MRG_RXBUF = 1L << 15;
  public static final long NET_STATUS = 1L << 16;
  public static final long NET_CTRL_VQ = 1L << 17;
  public static final long NET_GUEST_ANNOUNCE = 1L << 21;
  public static final long NET_MQ = 1L << 22;
  public static final long LOG_ALL = 1L << 26;
  public static final long RING_INDIRECT_DESC = 1L << 28;
  public static final long RING_EVENT_IDX = 1L << 29;
  public static final long PROTOCOL_FEATURES = 1L << 30;
  public static final long VERSION_1 = 1L << 32;
  public static final long RING_PACKED = 1L << 34;

  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          Map.entry(NET_CSUM, "CSUM"),
          Map.entry(NET_GUEST_CSUM, "GUEST_CSUM"),
          Map.entry(NET_MTU, "MTU"),
          Map.entry(NET_GUEST_TSO4, "GUEST_TSO4"),
          Map.entry(NET_GUEST_TSO6, "GUEST_TSO6"),
          Map.entry(NET_HOST_TSO4, "HOST_TSO4"),
          Map.entry(NET_HOST_TSO6, "HOST_TSO6"),
          Map.entry(NET_MRG_RXBUF, "MRG_RXBUF"),
          Map.entry(NET_STATUS, "STATUS"),
          Map.entry(NET_CTRL_VQ, "CTRL_VQ"),
          Map.entry(NET_GUEST_ANNOUNCE, "GUEST_ANNOUNCE"),
          Map.entry(NET_MQ, "MQ"),
          Map.entry(LOG_ALL, "LOG_ALL"),
          Map.entry(RING_INDIRECT_DESC, "INDIRECT_DESC"),
          Map.entry(RING_EVENT_IDX, "EVENT_IDX"),
          Map.entry(PROTOCOL_FEATURES, "PROTOCOL_FEATURES"),
          Map.entry(VERSION_1, "VERSION_1"),
          Map.entry(RING_PACKED, "RING_PACKED"));

  private VirtioFeature() {}

  /** The names of these features, by bit. */
  public static List<String> names(long features) {
    return FeatureNames.of(features, NAMES);
  }
}
