package io.sluice.openflow.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * A position in bytes that are read or written by the same calls ({@link Struct}). All numbers are
 * unsigned and in network byte order. Used by one thread.
 *
 * <p>Invariant: never outside the innermost {@link #span}. Reading past its end is a {@link
 * WireException} with the length error of the place; a value that does not fit its field when
 * writing is a defect of ours and an {@link IllegalArgumentException}.
 */
public abstract sealed class Wire permits WireReader, WireWriter {
  /** Actions within actions (clone, ct): more are refused, as they would use up the stack. */
  private static final int MAX_NESTING = 32;

  private final OfVersion version;
  private OfError lengthError = OfError.OFPBRC_BAD_LEN;
  private int nesting;

  Wire(OfVersion version) {
    this.version = version;
  }

  public final OfVersion version() {
    return version;
  }

  /** Whether this is version 1.0, whose structures are often smaller. */
  public final boolean is10() {
    return version == OfVersion.V10;
  }

  public abstract boolean reading();

  /** Bytes from the start of the message. */
  public abstract int position();

  /** Whether the innermost span ends here; when writing: whether nothing more is to be written. */
  public abstract boolean atEnd();

  /** How many bytes the innermost span still has; 0 when writing. */
  public abstract int left();

  abstract long number(int size, long value);

  abstract void skip(int length);

  /** {@code length} negative: up to the end of the span. */
  abstract Bytes raw(int length, Bytes value);

  public final <T> int u8(T of, ToIntFunction<? super T> get) {
    return (int) number(1, of == null ? 0 : get.applyAsInt(of));
  }

  public final <T> int u16(T of, ToIntFunction<? super T> get) {
    return (int) number(2, of == null ? 0 : get.applyAsInt(of));
  }

  public final <T> long u32(T of, ToLongFunction<? super T> get) {
    return number(4, of == null ? 0 : get.applyAsLong(of));
  }

  /** An Ethernet address. */
  public final <T> long u48(T of, ToLongFunction<? super T> get) {
    return number(6, of == null ? 0 : get.applyAsLong(of));
  }

  public final <T> long u64(T of, ToLongFunction<? super T> get) {
    return number(8, of == null ? 0 : get.applyAsLong(of));
  }

  /**
   * A port's number: 32 bits, in version 1.0 16 bits. The reserved ones (from 0xff00 on) are always
   * seen as 1.3 has them (from 0xffffff00 on).
   */
  public final <T> long port(T of, ToLongFunction<? super T> get) {
    if (is10()) {
      return port16(of, get);
    }
    long port = u32(of, get);
    check(
        port < 0xff00 || port >= 0xffffff00L,
        OfError.OFPBAC_BAD_OUT_PORT,
        () -> "port " + port + " is beyond 16 bits");
    return port;
  }

  /** A port's number in 16 bits, as all versions have it in Nicira's structures. */
  public final <T> long port16(T of, ToLongFunction<? super T> get) {
    long port = of == null ? 0 : get.applyAsLong(of);
    long narrow = number(2, port >= 0xffffff00L ? port & 0xffff : port);
    return narrow >= 0xff00 ? narrow | 0xffff0000L : narrow;
  }

  /** Zeros. What a peer writes there is not looked at. */
  public final Wire pad(int length) {
    skip(length);
    return this;
  }

  public final <T> Bytes bytes(int length, T of, Function<? super T, Bytes> get) {
    return raw(length, of == null ? null : get.apply(of));
  }

  /** All bytes up to the end of the span. */
  public final <T> Bytes rest(T of, Function<? super T, Bytes> get) {
    return raw(-1, of == null ? null : get.apply(of));
  }

  /**
   * A text in a field of {@code size} bytes that ends at its first zero, at the last byte at
   * latest.
   */
  public final <T> String text(int size, T of, Function<? super T, String> get) {
    Bytes value = null;
    if (of != null) {
      Bytes text = Bytes.of(get.apply(of).getBytes(StandardCharsets.ISO_8859_1)).first(size - 1);
      value = text.plus(Bytes.of(new byte[size - text.length()]));
    }
    byte[] field = raw(size, value).toArray();
    int length = 0;
    while (length < size - 1 && field[length] != 0) {
      length++;
    }
    return new String(field, 0, length, StandardCharsets.ISO_8859_1);
  }

  public final <T, P> P part(T of, Function<? super T, P> get, Struct<P> struct) {
    return struct.wire(this, of == null ? null : get.apply(of));
  }

  /** Structures up to the end of the span. */
  public final <T, P> List<P> list(T of, Function<? super T, List<P>> get, Struct<P> struct) {
    return items(-1, of == null ? null : get.apply(of), struct);
  }

  /** Exactly {@code count} structures. */
  public final <T, P> List<P> list(
      int count, T of, Function<? super T, List<P>> get, Struct<P> struct) {
    return items(count, of == null ? null : get.apply(of), struct);
  }

  abstract <P> List<P> items(int count, List<P> value, Struct<P> struct);

  /** A field of 16 bits, here, for the length of a part that comes later: see {@link #span}. */
  public abstract int length();

  /**
   * The part whose length the field {@code mark} tells, with {@code counted} bytes before it that
   * count too. Reading never leaves it, and must use all of it.
   */
  public final <R> R span(int mark, int counted, Supplier<R> part) {
    if (++nesting > MAX_NESTING) {
      throw fail(OfError.OFPBAC_TOO_MANY, "more than " + MAX_NESTING + " levels");
    }
    R result = window(mark, counted, part);
    nesting--;
    return result;
  }

  abstract <R> R window(int mark, int counted, Supplier<R> part);

  /** Zeros up to a multiple of 8 bytes from {@code start} on. */
  public final void align(int start) {
    skip(start - position() & 7);
  }

  /** In {@code part}, bytes that are missing or too many are this error. */
  public final <R> R reporting(OfError error, Supplier<R> part) {
    OfError outer = lengthError;
    lengthError = error;
    R result = part.get();
    lengthError = outer;
    return result;
  }

  /** Refuses what was read here. */
  public final void check(boolean valid, OfError error, String what) {
    if (!valid && reading()) {
      throw fail(error, what);
    }
  }

  /** The same with words that are put together only when they are needed. */
  public final void check(boolean valid, OfError error, Supplier<String> what) {
    if (!valid && reading()) {
      throw fail(error, what.get());
    }
  }

  public final WireException fail(OfError error, String what) {
    return new WireException(error, what + " (byte " + position() + ")");
  }

  final WireException badLength(String what) {
    return fail(lengthError, what);
  }
}
