package io.sluice.daemon.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a demo that was killed leaves, and what is somebody else's. */
class DemoNamespacesIT {
  private final List<String> mine = new ArrayList<>();
  private Process living;

  @BeforeEach
  void root() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root for namespaces");
    assumeTrue(run("ip", "-V") == 0, "needs ip (package iproute2)");
    living = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void end() throws Exception {
    if (living != null) {
      living.destroyForcibly();
    }
    for (String name : mine) {
      run("ip", "netns", "del", name);
    }
  }

  private static int run(String... command) throws Exception {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private String add(String name) throws Exception {
    assertEquals(0, run("ip", "netns", "add", name), name);
    mine.add(name);
    return name;
  }

  private static List<String> present() throws IOException {
    Process list = new ProcessBuilder("ip", "netns", "list").start();
    String text = new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return text.lines().map(l -> l.split(" ")[0]).toList();
  }

  @Test
  void shouldRemoveWhatAKilledDemoLeftAndNothingElse() throws Exception {
    Process killed = new ProcessBuilder("sleep", "600").start();
    killed.destroyForcibly();
    killed.waitFor();
    String left = add("sluice-" + killed.pid() + "-0");
    String other = add("sluice-" + killed.pid() + "-1");
    List<String> foreign =
        List.of(
            add("sluice-" + living.pid() + "-0"),
            add("sluice-" + killed.pid() + "-2"),
            add("sluice-" + killed.pid() + "x-0"),
            add("x-sluice-" + killed.pid() + "-0"));
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (DemoNamespaces made =
        DemoNamespaces.ifPossible(new PrintStream(said, true, StandardCharsets.UTF_8))) {
      assertNotNull(made, said.toString(StandardCharsets.UTF_8));
      List<String> now = present();
      assertFalse(now.contains(left) || now.contains(other), now.toString());
      assertTrue(now.containsAll(foreign), now.toString());
    }
    assertEquals(
        2,
        said.toString(StandardCharsets.UTF_8)
            .lines()
            .filter(l -> l.startsWith("Removed network namespace sluice-" + killed.pid()))
            .count());
    List<String> then = present();
    assertTrue(then.containsAll(foreign), then.toString());
    String own = "sluice-" + ProcessHandle.current().pid() + "-";
    assertTrue(then.stream().noneMatch(n -> n.startsWith(own)), then.toString());
  }
}
