package io.sluice.ring.os;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * What all bindings share: making handles, this thread's place for errno, and this thread's scratch
 * memory for structs and strings (valid until the same thread's next call).
 */
final class Native {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  /** Pointers and size_t travel as longs: the registers are the same and nothing is allocated. */
  static final ValueLayout.OfLong POINTER = ValueLayout.JAVA_LONG;

  /** Scratch bytes for structs; strings and message bytes have their own part behind. */
  static final int STRUCT_BYTES = 4096;

  static final int DATA_BYTES = 8192;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

  private Native() {}

  /** One thread's memory; freed when the thread is collected. */
  static final class Scratch {
    final MemorySegment capture;
    final MemorySegment struct;
    final MemorySegment data;

    private Scratch() {
      Arena arena = Arena.ofAuto();
      capture = arena.allocate(CAPTURE);
      struct = arena.allocate(STRUCT_BYTES, 16);
      data = arena.allocate(DATA_BYTES, 16);
    }

    int errno() {
      return capture.get(ValueLayout.JAVA_INT, ERRNO);
    }

    /** The struct part, zeroed. */
    MemorySegment zeroed(long bytes) {
      return struct.asSlice(0, bytes).fill((byte) 0);
    }

    /** The address of a C string in the data part. */
    long string(String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      if (bytes.length + 1 > DATA_BYTES || value.indexOf('\0') >= 0) {
        throw new IllegalArgumentException(
            "not usable as a path or name (longer than "
                + (DATA_BYTES - 1)
                + " bytes, or holds a zero byte): "
                + value);
      }
      MemorySegment.copy(bytes, 0, data, ValueLayout.JAVA_BYTE, 0, bytes.length);
      data.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
      return data.address();
    }
  }

  static Scratch scratch() {
    return SCRATCH.get();
  }

  /** A function that reports failure through errno; its handle takes the capture segment first. */
  static MethodHandle function(String name, FunctionDescriptor type) {
    return link(name, type, Linker.Option.captureCallState("errno"));
  }

  /** The same with C varargs after the first {@code fixed} arguments. */
  static MethodHandle variadic(String name, int fixed, FunctionDescriptor type) {
    return link(
        name, type, Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(fixed));
  }

  /**
   * A function of another library, which reports failure in its own way.
   *
   * @throws IllegalArgumentException when the library is not on this machine
   */
  @SuppressWarnings("restricted")
  static MethodHandle of(String library, String name, FunctionDescriptor type) {
    return link(SymbolLookup.libraryLookup(library, Arena.global()), library, name, type);
  }

  /** What lies behind an address that a library returned. */
  @SuppressWarnings("restricted")
  static MemorySegment memory(long address, long bytes) {
    return MemorySegment.ofAddress(address).reinterpret(bytes);
  }

  private static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
    return link(LINKER.defaultLookup(), "the C library", name, type, options);
  }

  @SuppressWarnings("restricted") // this package is where native calls are made
  private static MethodHandle link(
      SymbolLookup lookup,
      String library,
      String name,
      FunctionDescriptor type,
      Linker.Option... options) {
    MemorySegment symbol =
        lookup.find(name).orElseThrow(() -> new UnsatisfiedLinkError(library + " has no " + name));
    return LINKER.downcallHandle(symbol, type, options);
  }

  /** For the catch clause around invokeExact, which never throws what it declares. */
  static RuntimeException impossible(Throwable thrown) {
    if (thrown instanceof RuntimeException e) {
      return e;
    }
    if (thrown instanceof Error e) {
      throw e;
    }
    return new IllegalStateException(thrown);
  }

  static MemoryLayout.PathElement field(String name) {
    return MemoryLayout.PathElement.groupElement(name);
  }
}
