package io.sluice.perf;

import io.sluice.perf.micro.HeaderParseBenchmark;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the JMH benchmarks of {@code io.sluice.perf.micro} and says nanoseconds and bytes a packet.
 */
final class Microbenchmarks {
  private static final String PACKAGE = HeaderParseBenchmark.class.getPackageName();
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  /** One smallest object a burst is 0.5; less is what JMH itself allocates between two readings. */
  private static final double NONE = 0.25;

  private final String pattern;
  private final int iterations;
  private final int milliseconds;

  /**
   * @param pattern a regular expression that a benchmark's class and method contain
   * @param iterations counted, after as many to warm up
   * @param milliseconds of each
   */
  Microbenchmarks(String pattern, int iterations, int milliseconds) {
    this.pattern = pattern;
    this.iterations = iterations;
    this.milliseconds = milliseconds;
  }

  /**
   * @return the exit code: 1 when a benchmark allocated
   * @throws PerfException when there is no such benchmark, or one failed
   */
  int run() {
    System.out.println(Machine.describe());
    Collection<RunResult> results;
    try {
      results = new Runner(options()).run();
    } catch (NoBenchmarksException e) {
      throw new PerfException(
          "no benchmark is called "
              + pattern
              + "; try HeaderParse, ExactHit, MegaflowHit, ManyFlows, SplitRing,"
              + " Crossing or HeadCopy");
    } catch (RunnerException e) {
      throw new PerfException("a benchmark failed: " + e.getMessage());
    }
    System.out.printf(
        "%-44s %-18s %10s %8s %12s%n", "benchmark", "", "ns/packet", "+-", "B/packet");
    boolean allocated = false;
    for (RunResult result : results) {
      allocated |= say(result);
    }
    return allocated ? 1 : 0;
  }

  private Options options() {
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new PerfException(pattern + " is no regular expression: " + e.getDescription());
    }
    TimeValue time = TimeValue.milliseconds(milliseconds);
    return new OptionsBuilder()
        .include(Pattern.quote(PACKAGE + ".") + ".*" + "(?:" + pattern + ")")
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(1)
        .warmupIterations(iterations)
        .warmupTime(time)
        .measurementIterations(iterations)
        .measurementTime(time)
        .addProfiler(GCProfiler.class)
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true)
        .build();
  }

  private static boolean say(RunResult result) {
    String name = result.getParams().getBenchmark().substring(PACKAGE.length() + 1);
    StringBuilder parameters = new StringBuilder();
    for (String key : result.getParams().getParamsKeys()) {
      parameters.append(key).append('=').append(result.getParams().getParam(key)).append(' ');
    }
    Result<?> time = result.getPrimaryResult();
    Result<?> bytes = result.getSecondaryResults().get(ALLOCATED);
    System.out.printf(
        Locale.ROOT,
        "%-44s %-18s %10.2f %8.2f %12.3f%n",
        name,
        parameters,
        time.getScore(),
        time.getScoreError(),
        bytes.getScore());
    return bytes.getScore() >= NONE;
  }
}
