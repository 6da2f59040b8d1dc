package io.sluice.flow.cache;

import static io.sluice.flow.packet.FlowKey.*;

import io.sluice.flow.pipeline.Field;

/**
 * The MPLS labels of a packet under translation. While there are labels, the key has no L3 and L4:
 * they are kept here, with what of them is known, until the last label is popped. Part of the slow
 * path; used again for every packet.
 */
final class LabelStack {
  /** What label, class and TTL a packet is given that has none of its own to copy. */
  private static final int EXPLICIT_NULL_V6 = 2;

  private static final int DEFAULT_TTL = 64;

  private final Translation t;
  private long[] behind = new long[WORDS];
  private long[] behindWritten = new long[WORDS];

  LabelStack(Translation t) {
    this.t = t;
  }

  /**
   * Begins with a packet's key. That there is no L3 to be seen is so because of the type, which
   * matters from now on; where no rule looks at the type, none looks at L3 either.
   */
  void load() {
    if (isMpls(dlType(t.key, 0))) {
      hide();
      t.lookAt(0, t.snapshot.unionMask(0) & DL_TYPE_MASK);
    }
  }

  /** L3 and L4 are not to be seen: nothing is there, whatever the packet. */
  private void hide() {
    for (int w = 0; w < WORDS; w++) {
      long bits = network(w);
      behind[w] = t.key[w] & bits;
      behindWritten[w] = t.written[w] & bits;
      t.key[w] &= ~bits;
      t.written[w] |= bits;
    }
  }

  private void reveal() {
    for (int w = 0; w < WORDS; w++) {
      long bits = network(w);
      t.key[w] = t.key[w] & ~bits | behind[w];
      t.written[w] = t.written[w] & ~bits | behindWritten[w];
    }
  }

  /** The bits of a word that belong to L3 and L4. */
  private static long network(int word) {
    return switch (word) {
      case 0 -> NW_FRAG_MASK | NW_PROTO_MASK;
      case 1, LABEL_WORD + 1 -> 0;
      case 2 -> 0xffffL;
      case LABEL_WORD -> Field.IPV6_LABEL.ones();
      default -> -1L;
    };
  }

  /** How many entries are known; none of a packet that is not MPLS. */
  private int count() {
    if (!isMpls(dlType(t.key, 0))) {
      return 0;
    }
    t.lookAt(LABEL_WORD, LABEL_COUNT_MASK);
    return (int) (t.key[LABEL_WORD] >>> LABEL_COUNT_SHIFT) & 3;
  }

  /**
   * Adds an entry: a copy of the outermost, or one of what the IP header says.
   *
   * @return false when there are {@link io.sluice.flow.packet.FlowKey#MAX_LABELS} already
   */
  boolean push(int type) {
    int count = count();
    if (count == MAX_LABELS) {
      return false;
    }
    long entry;
    if (count > 0) {
      lookAtEntries(0, count);
      entry = entry(0) & ~BOTTOM_OF_STACK;
    } else {
      entry = first();
      if (!isMpls(dlType(t.key, 0))) {
        setKnown(BEHIND_SHIFT, kind());
        hide();
      }
    }
    for (int i = count; i > 0; i--) {
      setEntry(i, entry(i - 1));
    }
    setEntry(0, entry);
    setKnown(LABEL_COUNT_SHIFT, count + 1);
    setType(type);
    t.emit(new DatapathAction(DatapathAction.PUSH_MPLS, (long) type << 32 | entry));
    return true;
  }

  /** The first entry of a packet: class and TTL are IP's. */
  private long first() {
    int type = dlType(t.key, 0);
    boolean v6 = type == TYPE_IPV6;
    long traffic = 0;
    long ttl = DEFAULT_TTL;
    if (v6 || type == TYPE_IPV4) {
      t.lookAt(Field.IP_DSCP, Field.NW_TTL);
      traffic = Field.IP_DSCP.get(t.key, 0) & 7;
      long own = Field.NW_TTL.get(t.key, 0);
      ttl = own == 0 ? DEFAULT_TTL : own;
    }
    return (v6 ? EXPLICIT_NULL_V6 : 0) << 12 | traffic << 9 | BOTTOM_OF_STACK | ttl;
  }

  private int kind() {
    return switch (dlType(t.key, 0)) {
      case TYPE_IPV4 -> BEHIND_IPV4;
      case TYPE_IPV6 -> BEHIND_IPV6;
      case TYPE_ARP, TYPE_RARP -> BEHIND_ARP;
      default -> BEHIND_UNKNOWN;
    };
  }

  /**
   * Takes the outermost entry away.
   *
   * @param type what the packet is then
   * @return false when more entries follow than are known
   */
  boolean pop(int type) {
    int count = count();
    if (count == 0) {
      return true;
    }
    t.lookAt(Field.MPLS_BOS);
    boolean bottom = (entry(0) & BOTTOM_OF_STACK) != 0;
    if (count == MAX_LABELS) {
      t.lookAt(LABEL_WORD + 1, BOTTOM_OF_STACK);
      if ((entry(MAX_LABELS - 1) & BOTTOM_OF_STACK) == 0) {
        return false;
      }
    }
    boolean mpls = isMpls(type);
    if (mpls) {
      lookAtEntries(1, count);
    }
    for (int i = 0; i < MAX_LABELS; i++) {
      setEntry(i, mpls && i + 1 < count ? entry(i + 1) : 0);
    }
    setKnown(LABEL_COUNT_SHIFT, mpls ? count - 1 : 0);
    t.emit(new DatapathAction(DatapathAction.POP_MPLS, type));
    setType(type);
    if (bottom && !mpls) {
      t.lookAt(LABEL_WORD, BEHIND_MASK);
      if ((t.key[LABEL_WORD] & BEHIND_MASK) >>> BEHIND_SHIFT == kind()) {
        reveal();
      }
    }
    return true;
  }

  private long entry(int i) {
    long word = t.key[LABEL_WORD + (i + 1) / 2];
    return (i == 2 ? word : word >>> 32) & 0xffffffffL;
  }

  private void setEntry(int i, long value) {
    int word = LABEL_WORD + (i + 1) / 2;
    int shift = i == 2 ? 0 : 32;
    t.key[word] = t.key[word] & ~(0xffffffffL << shift) | value << shift;
    t.written[word] |= 0xffffffffL << shift;
  }

  private void lookAtEntries(int from, int to) {
    for (int i = from; i < to; i++) {
      t.lookAt(LABEL_WORD + (i + 1) / 2, i == 2 ? 0xffffffffL : -1L << 32);
    }
  }

  /** Sets two bits that tell of the stack. */
  private void setKnown(int shift, int value) {
    t.key[LABEL_WORD] = t.key[LABEL_WORD] & ~(3L << shift) | (long) value << shift;
    t.written[LABEL_WORD] |= 3L << shift;
  }

  private void setType(int type) {
    Field.DL_TYPE.set(t.key, 0, type);
    t.wrote(Field.DL_TYPE, 0, -1L);
  }

  /** What is behind the labels, to come back to. */
  record Saved(long[] behind, long[] written) {}

  Saved save() {
    return new Saved(behind.clone(), behindWritten.clone());
  }

  void restore(Saved s) {
    behind = s.behind;
    behindWritten = s.written;
  }
}
