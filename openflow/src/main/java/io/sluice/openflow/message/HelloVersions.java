package io.sluice.openflow.message;

import io.sluice.openflow.message.Handshake.Hello;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfVersion;

/** Which version two sides speak. OpenFlow 1.3.5, 6.3.1 and 7.5.1. */
public final class HelloVersions {
  private static final int BITMAP = 1;

  private HelloVersions() {}

  /** The greeting that offers {@code versions}; its header carries the highest. */
  public static Hello offer(OfVersion... versions) {
    long bitmap = 0;
    for (OfVersion version : versions) {
      bitmap |= 1L << version.number;
    }
    return new Hello(Bytes.ofNumber((long) BITMAP << 48 | 8L << 32 | bitmap, 8));
  }

  /**
   * The version both sides speak, or null.
   *
   * @param peerHeader the version number in the header of the peer's greeting
   * @param ours the versions we offered
   */
  public static OfVersion agree(int peerHeader, Hello peer, OfVersion... ours) {
    long theirs = bitmap(peer.elements());
    OfVersion best = null;
    for (OfVersion version : ours) {
      // Without a bitmap a peer speaks, or can refuse, all versions up to that of its header.
      boolean common =
          theirs != 0 ? (theirs & 1L << version.number) != 0 : version.number <= peerHeader;
      if (common && (best == null || version.number > best.number)) {
        best = version;
      }
    }
    // Without a bitmap the smaller of the two headers is what is spoken; it may be one that we do
    // not speak, as 1.1.
    if (theirs == 0 && best != null && best.number < Math.min(peerHeader, highest(ours))) {
      return null;
    }
    return best;
  }

  /** The versions 0 to 31 in the peer's bitmap; 0 where it has none that can be read. */
  private static long bitmap(Bytes elements) {
    int at = 0;
    while (elements.length() - at >= 4) {
      int type = elements.at(at) << 8 | elements.at(at + 1);
      int length = elements.at(at + 2) << 8 | elements.at(at + 3);
      if (length < 4 || length > elements.length() - at) {
        return 0;
      }
      if (type == BITMAP && length >= 8) {
        return elements.from(at + 4).first(4).toLong();
      }
      at += length + 7 & ~7;
    }
    return 0;
  }

  private static int highest(OfVersion... versions) {
    int highest = 0;
    for (OfVersion version : versions) {
      highest = Math.max(highest, version.number);
    }
    return highest;
  }
}
