package io.sluice.ring.vhost;

import java.util.List;
import java.util.Map;

/** vhost-user protocol feature bits as masks (vhost-user.rst, "Protocol features"). */
public final class ProtocolFeature {
  public static final long MQ = 1L;
  public static final long LOG_SHMFD = 1L << 1;
  public static final long RARP = 1L << 2;
  public static final long REPLY_ACK = 1L << 3;
  public static final long NET_MTU = 1L << 4;
  public static final long INFLIGHT_SHMFD = 1L << 12;
  public static final long RESET_DEVICE = 1L << 13;
  public static final long CONFIGURE_MEM_SLOTS = 1L << 15;
  public static final long STATUS = 1L << 16;

  private static final Map<Long, String> NAMES =
      Map.of(
          MQ, "MQ",
          LOG_SHMFD, "LOG_SHMFD",
          RARP, "RARP",
          REPLY_ACK, "REPLY_ACK",
          NET_MTU, "NET_MTU",
          INFLIGHT_SHMFD, "INFLIGHT_SHMFD",
          RESET_DEVICE, "RESET_DEVICE",
          CONFIGURE_MEM_SLOTS, "CONFIGURE_MEM_SLOTS",
          STATUS, "STATUS");

  private ProtocolFeature() {}

  /** The names of these features, by bit. */
  public static List<String> names(long features) {
    return FeatureNames.of(features, NAMES);
  }
}
