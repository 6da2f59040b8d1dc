package io.sluice.ring.vhost;

import java.util.OptionalInt;

/**
 * What a port offers its guest. The offered features depend on this alone, so a switch that was
 * started again offers what the guest saw before.
 *
 * @param queuePairs 1 to 128
 * @param mtu what the guest is told, 68 to 65535; empty: not offered
 */
public record VhostDeviceConfig(int queuePairs, OptionalInt mtu) {
  public VhostDeviceConfig {
    if (queuePairs < 1 || queuePairs > 128) {
      throw new IllegalArgumentException("queue pairs: expected 1 to 128, got " + queuePairs);
    }
    if (mtu.isPresent() && (mtu.getAsInt() < 68 || mtu.getAsInt() > 65535)) {
      throw new IllegalArgumentException("mtu: expected 68 to 65535, got " + mtu.getAsInt());
    }
  }

  /** One pair, no MTU. */
  public static VhostDeviceConfig single() {
    return new VhostDeviceConfig(1, OptionalInt.empty());
  }

  /**
   * Rings: an even one that the guest receives from and an odd one that it transmits to, a pair.
   */
  public int rings() {
    return 2 * queuePairs;
  }

  /** The virtio features offered. */
  public long features() {
    long features =
        VirtioFeature.VERSION_1
            | VirtioFeature.PROTOCOL_FEATURES
            | VirtioFeature.RING_INDIRECT_DESC
            | VirtioFeature.RING_EVENT_IDX
            | VirtioFeature.NET_MRG_RXBUF
            | VirtioFeature.NET_STATUS
            | VirtioFeature.NET_CTRL_VQ
            | VirtioFeature.NET_GUEST_ANNOUNCE
            | VirtioFeature.NET_CSUM
            | VirtioFeature.NET_GUEST_CSUM
            | VirtioFeature.NET_HOST_TSO4
            | VirtioFeature.NET_HOST_TSO6
            | VirtioFeature.NET_GUEST_TSO4
            | VirtioFeature.NET_GUEST_TSO6;
    if (queuePairs > 1) {
      features |= VirtioFeature.NET_MQ;
    }
    if (mtu.isPresent()) {
      features |= VirtioFeature.NET_MTU;
    }
    return features;
  }

  /** The vhost-user protocol features offered. */
  public long protocolFeatures() {
    return ProtocolFeature.MQ
        | ProtocolFeature.REPLY_ACK
        | ProtocolFeature.NET_MTU
        | ProtocolFeature.CONFIGURE_MEM_SLOTS
        | ProtocolFeature.STATUS;
  }
}
