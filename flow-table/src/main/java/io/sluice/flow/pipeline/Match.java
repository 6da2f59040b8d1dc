package io.sluice.flow.pipeline;

import java.util.Arrays;

/**
 * A value and a mask over the key. Immutable; the value has no bits outside the mask. Prerequisites
 * (dl_type, nw_proto) are ordinary bits of it. Only words with bits in the mask are kept.
 */
public final class Match {
  public static final Match ALL = new Builder().build();

  private final MatchMask mask;
  private final long[] value; // of each of mask.used

  private Match(MatchMask mask, long[] value) {
    this.mask = mask;
    this.value = value;
  }

  private static Match of(long[] value, MatchMask mask) {
    long[] v = new long[mask.used.length];
    for (int i = 0; i < v.length; i++) {
      v[i] = value[mask.used[i]] & mask.words[mask.used[i]];
    }
    return new Match(mask, v);
  }

  /** The same with an equal mask that others have too. */
  Match sharing(MatchMask equal) {
    return equal == mask ? this : new Match(equal, value);
  }

  MatchMask matchMask() {
    return mask;
  }

  public long value(int word) {
    for (int i = 0; i < value.length && mask.used[i] <= word; i++) {
      if (mask.used[i] == word) {
        return value[i];
      }
    }
    return 0;
  }

  public long mask(int word) {
    return mask.words[word];
  }

  /** The mask; a copy. */
  public long[] maskWords() {
    return mask.words.clone();
  }

  /** The value; a copy. */
  public long[] valueWords() {
    long[] all = new long[PipelineKey.WORDS];
    copyValueTo(all);
    return all;
  }

  /** Writes the value's words that have bits. */
  void copyValueTo(long[] key) {
    for (int i = 0; i < value.length; i++) {
      key[mask.used[i]] = value[i];
    }
  }

  /** Value of a narrow field; of a wide one the low half. */
  public long value(Field field) {
    return field.wide() ? value(field.word + 1) : value(field.word) >>> field.shift & field.ones();
  }

  /** Mask of a narrow field; of a wide one the low half. */
  public long mask(Field field) {
    return field.get(mask.words, 0);
  }

  /** Whether all bits of the field are matched. */
  public boolean isExact(Field field) {
    return mask(field) == field.ones() && field.getHigh(mask.words, 0) == field.onesHigh();
  }

  /** Whether any bit of the field is matched. */
  public boolean uses(Field field) {
    return mask(field) != 0 || field.getHigh(mask.words, 0) != 0;
  }

  /** Whether a key matches; it needs only have the words that are looked at. */
  public boolean matches(long[] key, int base) {
    int[] used = mask.used;
    long difference = 0;
    for (int i = 0; i < used.length; i++) {
      difference |= key[base + used[i]] & mask.words[used[i]] ^ value[i];
    }
    return difference == 0;
  }

  /** Whether everything that {@code other} matches is matched by this too. */
  public boolean covers(Match other) {
    for (int i = 0; i < value.length; i++) {
      int w = mask.used[i];
      long m = mask.words[w];
      if ((m & ~other.mask.words[w]) != 0 || (other.value(w) & m) != value[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether some packet is matched by both. */
  public boolean overlaps(Match other) {
    for (int i = 0; i < value.length; i++) {
      int w = mask.used[i];
      if (((value[i] ^ other.value(w)) & mask.words[w] & other.mask.words[w]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** Ors this match's mask into another, as far as that one goes. */
  public void addMaskTo(long[] into) {
    for (int w : mask.used) {
      if (w < into.length) {
        into[w] |= mask.words[w];
      }
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Match m && mask.equals(m.mask) && Arrays.equals(value, m.value);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(value) + mask.hashCode();
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("Match[");
    for (Field f : Field.values()) {
      if (uses(f)) {
        s.append(f.label).append("=0x").append(Long.toHexString(value(f)));
        s.append("/0x").append(Long.toHexString(mask(f))).append(' ');
      }
    }
    return s.append(']').toString();
  }

  /** Collects a match. */
  public static final class Builder {
    private final long[] value = new long[PipelineKey.WORDS];
    private final long[] mask = new long[PipelineKey.WORDS];

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

    /** Matches bits of a field of any width. */
    public Builder bits(Field field, long hi, long lo, long maskHi, long maskLo) {
      return field.wide() ? masked128(field, hi, lo, maskHi, maskLo) : masked(field, lo, maskLo);
    }

    /** Matches whole words of a key, as megaflows have them. */
    public Builder words(long[] words, long[] masks) {
      for (int w = 0; w < words.length; w++) {
        mask[w] |= masks[w];
        value[w] = value[w] & ~masks[w] | words[w] & masks[w];
      }
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
      return Match.of(value, new MatchMask(mask.clone()));
    }
  }
}
