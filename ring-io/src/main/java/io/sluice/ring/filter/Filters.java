package io.sluice.ring.filter;

import io.sluice.ring.os.Libpcap;
import java.util.ArrayList;
import java.util.List;

/** The door: an expression in tcpdump's language becomes a filter. */
public final class Filters {
  private Filters() {}

  /**
   * The program of an expression for Ethernet frames; an empty one lets all pass.
   *
   * @throws FilterException when it is no expression, in libpcap's words, or libpcap is not here
   * @see <a href="https://www.tcpdump.org/manpages/pcap-filter.7.html">pcap-filter(7)</a>
   */
  public static FilterProgram parse(String expression) {
    long[] words;
    try {
      words = Libpcap.compile(expression);
    } catch (IllegalArgumentException e) {
      throw new FilterException(e.getMessage());
    }
    List<Instruction> program = new ArrayList<>(words.length);
    for (long w : words) {
      program.add(
          new Instruction(
              (int) w & 0xffff,
              (int) (w >>> 16) & 0xff,
              (int) (w >>> 24) & 0xff,
              (int) (w >>> 32)));
    }
    return new FilterProgram(program);
  }

  /** A filter for one lane. */
  public static BurstFilter filter(FilterProgram program) {
    return BurstLoop.of(FilterCompiler.compile(program), program.reach());
  }
}
