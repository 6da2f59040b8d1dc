package io.sluice.ring.os;

import static io.sluice.ring.os.Native.INT;
import static io.sluice.ring.os.Native.POINTER;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * pcap/pcap.h: filter expressions. The library is looked for at the first use.
 *
 * @see <a href="https://www.tcpdump.org/manpages/pcap_compile.3pcap.html">pcap_compile(3PCAP)</a>
 */
public final class Libpcap {
  private static final String LIBRARY = "libpcap.so.0.8";
  private static final int DLT_EN10MB = 1;
  private static final int SNAPLEN = 262144;

  // A port has no network: "ip broadcast" is then 255.255.255.255, as tcpdump has it with a file.
  private static final int NO_NETMASK = 0;
  private static final int PCAP_ERRBUF_SIZE = 256;

  /** The most characters an expression may have; libpcap's parser goes deep into a long one. */
  private static final int MAX_EXPRESSION = 4096;

  static final StructLayout BPF_PROGRAM =
      MemoryLayout.structLayout(
          INT.withName("bf_len"), MemoryLayout.paddingLayout(4), POINTER.withName("bf_insns"));
  static final StructLayout BPF_INSN =
      MemoryLayout.structLayout(
          ValueLayout.JAVA_SHORT.withName("code"),
          ValueLayout.JAVA_BYTE.withName("jt"),
          ValueLayout.JAVA_BYTE.withName("jf"),
          INT.withName("k"));

  private Libpcap() {}

  /** The handles, made when the library is first wanted. */
  private static final class Handles {
    static final MethodHandle OPEN_DEAD =
        Native.of(LIBRARY, "pcap_open_dead", FunctionDescriptor.of(POINTER, INT, INT));
    static final MethodHandle COMPILE =
        Native.of(
            LIBRARY,
            "pcap_compile",
            FunctionDescriptor.of(INT, POINTER, POINTER, POINTER, INT, INT));
    static final MethodHandle GETERR =
        Native.of(LIBRARY, "pcap_geterr", FunctionDescriptor.of(POINTER, POINTER));
    static final MethodHandle FREECODE =
        Native.of(LIBRARY, "pcap_freecode", FunctionDescriptor.ofVoid(POINTER));
    static final MethodHandle CLOSE =
        Native.of(LIBRARY, "pcap_close", FunctionDescriptor.ofVoid(POINTER));

    private Handles() {}
  }

  /**
   * Compiles an expression for Ethernet frames, optimised. Not for lanes: it may look a host's name
   * up.
   *
   * @return an instruction in each word, as {@code struct bpf_insn} lies in memory: code in bits 0
   *     to 15, jt, jf, and k in the upper half
   * @throws IllegalArgumentException in libpcap's words; or when the library is not here
   */
  public static synchronized long[] compile(String expression) {
    if (expression.length() > MAX_EXPRESSION || expression.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "a filter has at most " + MAX_EXPRESSION + " characters, and no zero byte");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocateFrom(expression);
      MemorySegment program = arena.allocate(BPF_PROGRAM);
      return compile(text, program);
    } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new IllegalArgumentException(
          "filters are compiled by "
              + LIBRARY
              + ", which is not on this machine; as root: apt-get install libpcap0.8",
          e);
    } catch (Throwable t) {
      throw Native.impossible(t);
    }
  }

  private static long[] compile(MemorySegment text, MemorySegment program) throws Throwable {
    long pcap = (long) Handles.OPEN_DEAD.invokeExact(DLT_EN10MB, SNAPLEN);
    if (pcap == 0) {
      throw new OsException("pcap_open_dead(DLT_EN10MB)", Errno.ENOMEM);
    }
    try {
      int r =
          (int) Handles.COMPILE.invokeExact(pcap, program.address(), text.address(), 1, NO_NETMASK);
      if (r != 0) {
        long error = (long) Handles.GETERR.invokeExact(pcap);
        throw new IllegalArgumentException(Native.memory(error, PCAP_ERRBUF_SIZE).getString(0));
      }
      int count = program.get(INT, BPF_PROGRAM.byteOffset(Native.field("bf_len")));
      long at = program.get(POINTER, BPF_PROGRAM.byteOffset(Native.field("bf_insns")));
      long[] words =
          Native.memory(at, count * BPF_INSN.byteSize()).toArray(ValueLayout.JAVA_LONG_UNALIGNED);
      Handles.FREECODE.invokeExact(program.address());
      return words;
    } finally {
      Handles.CLOSE.invokeExact(pcap);
    }
  }
}
