package io.sluice.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Every benchmark still does what it claims; how fast is no test's business. */
class MicrobenchmarksTest {
  @Test
  void shouldRunEachForAMoment() throws RunnerException {
    Set<String> classes = new TreeSet<>();
    for (RunResult result :
        new Runner(
                new OptionsBuilder()
                    .include("io.sluice.perf.micro")
                    .forks(0)
                    .warmupIterations(0)
                    .measurementIterations(1)
                    .measurementTime(TimeValue.milliseconds(20))
                    .verbosity(VerboseMode.SILENT)
                    .shouldFailOnError(true)
                    .build())
            .run()) {
      String[] name = result.getParams().getBenchmark().split("\\.");
      classes.add(name[name.length - 2]);
      assertTrue(result.getPrimaryResult().getScore() > 0, result.toString());
    }
    assertEquals(
        "[CrossingBenchmark, ExactHitBenchmark, HeadCopyBenchmark, HeaderParseBenchmark,"
            + " ManyFlowsBenchmark, MegaflowHitBenchmark, SplitRingBenchmark]",
        classes.toString());
  }

  @Test
  void shouldSayWhatIsWrongWithAPattern() {
    assertTrue(failure("nosuch").contains("no benchmark is called nosuch"));
    assertTrue(failure("(").contains("( is no regular expression: Unclosed group"));
  }

  private static String failure(String pattern) {
    Microbenchmarks none = new Microbenchmarks(pattern, 1, 1);
    return assertThrows(PerfException.class, none::run).getMessage();
  }
}
