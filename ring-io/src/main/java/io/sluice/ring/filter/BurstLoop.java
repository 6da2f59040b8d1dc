package io.sluice.ring.filter;

import io.sluice.ring.memory.BurstFrames;
import io.sluice.ring.packet.PacketBurst;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;

/**
 * The loop over a burst, with a filter in it. This class is a template: each filter gets a hidden
 * class of its own from the same bytes, in which it is a constant, so that C2 puts the filter into
 * the loop. Shared by all filters, the loop would make a call for each packet once there were
 * three.
 */
final class BurstLoop implements BurstFilter {
  private static final PacketFilter FILTER = filter();

  private final int reach;
  private final byte[] scratch;

  BurstLoop(int reach) {
    this.reach = reach;
    scratch = new byte[reach];
  }

  /** A filter for one lane. */
  static BurstFilter of(PacketFilter filter, int reach) {
    try {
      MethodHandles.Lookup hidden =
          MethodHandles.lookup().defineHiddenClassWithClassData(template(), filter, false);
      return (BurstFilter)
          hidden.lookupClass().getDeclaredConstructor(int.class).newInstance(reach);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a filter's own class", e);
    }
  }

  private static byte[] template() {
    String name = BurstLoop.class.getSimpleName() + ".class";
    try (InputStream in = BurstLoop.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PacketFilter filter() {
    try {
      return MethodHandles.classData(
          MethodHandles.lookup(), ConstantDescs.DEFAULT_NAME, PacketFilter.class);
    } catch (IllegalAccessException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public int matching(PacketBurst burst) {
    int n = burst.count;
    int bits = 0;
    for (int i = 0; i < n; i++) {
      if (matches(burst, i)) {
        bits |= 1 << i;
      }
    }
    return bits;
  }

  @Override
  public boolean matches(PacketBurst burst, int i) {
    int length = burst.length[i];
    int captured = burst.headLength[i];
    int answer;
    if (captured > 0 || length == 0) {
      answer = FILTER.matches(burst.heads, burst.headOffset[i], captured, length);
    } else {
      int first = burst.segmentFirst[i];
      captured = burst.segmentLength[first];
      answer = FILTER.matches(burst.segmentAddress[first], captured, length);
    }
    if (answer == PacketFilter.MISSING && captured < length) {
      answer = inOnePiece(burst, i, length);
    }
    return answer == PacketFilter.MATCH;
  }

  /** Its first piece did not tell. */
  private int inOnePiece(PacketBurst burst, int i, int length) {
    int captured = Math.min(length, reach);
    BurstFrames.copyOut(burst, i, 0, scratch, 0, captured);
    return FILTER.matches(scratch, 0, captured, length);
  }

  @Override
  public int reach() {
    return reach;
  }
}
