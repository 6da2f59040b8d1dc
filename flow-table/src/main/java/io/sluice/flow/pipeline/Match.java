package io.sluice.flow.pipeline;

import io.sluice.flow.packet.FlowKey;
import java.util.Arrays;

/**
 * A value and a mask over the flow key. Immutable; the value has no bits outside the mask.
 * Prerequisites (dl_type, nw_proto) are ordinary bits of it.
 */
public final class Match {
  public static final Match ALL = new Builder().build();

  private final long[] value;
  private final long[] mask;
  private final int hash;

  private Match(long[] value, long[] mask) {
    this.value = value;
    this.mask = mask;
    this.hash = 31 * Arrays.hashCode(value) + Arrays.hashCode(mask);
  }

  public long value(int word) {
    return value[word];
  }

  public long mask(int word) {
    return mask[word];
  }

  /** The mask; a copy. */
  public long[] maskWords() {
    return mask.clone();
  }

  /** The value; a copy. */
  public long[] valueWords() {
    return value.clone();
  }

  /** Value of a narrow field. */
  public long value(Field field) {
    return field.get(value, 0);
  }

  /** Mask of a narrow field. */
  public long mask(Field field) {
    return field.get(mask, 0);
  }

  /** Whether all bits of the field are matched. */
  public boolean isExact(Field field) {
    return mask[field.word] >>> field.shift == field.ones()
        || (mask[field.word] >>> field.shift & field.ones()) == field.ones()
            && (!field.wide() || mask[field.word + 1] == -1L);
  }

  /** Whether any bit of the field is matched. */
  public boolean uses(Field field) {
    return (mask[field.word] & field.ones() << field.shift) != 0
        || field.wide() && mask[field.word + 1] != 0;
  }

  /** Whether a key matches. */
  public boolean matches(long[] key, int base) {
    for (int w = 0; w < FlowKey.WORDS; w++) {
      if ((key[base + w] & mask[w]) != value[w]) {
        return false;
      }
    }
    return true;
  }

  /** Whether everything that {@code other} matches is matched by this too. */
  public boolean covers(Match other) {
    for (int w = 0; w < FlowKey.WORDS; w++) {
      if ((mask[w] & ~other.mask[w]) != 0 || (other.value[w] & mask[w]) != value[w]) {
        return false;
      }
    }
    return true;
  }

  /** Ors this match's mask into another. */
  public void addMaskTo(long[] into) {
    for (int w = 0; w < FlowKey.WORDS; w++) {
      into[w] |= mask[w];
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Match m
        && hash == m.hash
        && Arrays.equals(value, m.value)
        && Arrays.equals(mask, m.mask);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("Match[");
    for (Field f : Field.values()) {
      if (uses(f)) {
        s.append(f.label)
            .append("=0x")
            .append(Long.toHexString(value[f.word] >>> f.shift & f.ones()));
        s.append("/0x").append(Long.toHexString(mask[f.word] >>> f.shift & f.ones())).append(' ');
      }
    }
    return s.append(']').toString();
  }

  /** Collects a match. */
  public static final class Builder {
    private final long[] value = new long[FlowKey.WORDS];
    private final long[] mask = new long[FlowKey.WORDS];

    /** Matches a narrow field exactly. */
    public Builder exact(Field field, long v) {
      return masked(field, v, field.ones());
    }

    /** Matches a narrow field's bits of {@code m}. */
    public Builder masked(Field field, long v, long m) {
      long bits = m & field.ones();
      mask[field.word] |= bits << field.shift;
      value[field.word] = value[field.word] & ~(bits << field.shift) | (v & bits) << field.shift;
      return this;
    }

    /** Matches a wide field. */
    public Builder masked128(Field field, long hi, long lo, long maskHi, long maskLo) {
      mask[field.word] |= maskHi;
      mask[field.word + 1] |= maskLo;
      value[field.word] = value[field.word] & ~maskHi | hi & maskHi;
      value[field.word + 1] = value[field.word + 1] & ~maskLo | lo & maskLo;
      return this;
    }

    /** What was matched of a narrow field so far. */
    public long mask(Field field) {
      return field.get(mask, 0);
    }

    public long value(Field field) {
      return field.get(value, 0);
    }

    /** Forgets what was said about a field. */
    public Builder clear(Field field) {
      mask[field.word] &= ~(field.ones() << field.shift);
      value[field.word] &= ~(field.ones() << field.shift);
      if (field.wide()) {
        mask[field.word + 1] = 0;
        value[field.word + 1] = 0;
      }
      return this;
    }

    public Match build() {
      return new Match(value.clone(), mask.clone());
    }
  }
}
