package io.sluice.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./sluice} in a checkout of its own, with a JDK and a Maven that only say they were called.
 */
class LauncherTest {
  private static final List<String> NEEDED =
      List.of(
          "bash",
          "readlink",
          "dirname",
          "find",
          "mkdir",
          "flock",
          "touch",
          "mv",
          "rm",
          "grep",
          "sleep",
          "timeout",
          "cat",
          "env");

  private static final String BASH = "#!/usr/bin/env bash\n";

  @TempDir private Path temp;
  private Path checkout;
  private Path launcher;
  private Path bin;
  private Path jdk;

  @BeforeEach
  void checkout() throws IOException {
    checkout = Files.createDirectories(temp.resolve("a check out"));
    Files.createDirectory(checkout.resolve("bin"));
    for (String file : List.of("sluice", "bin/jdk.sh")) {
      Files.copy(Path.of("..", file), checkout.resolve(file));
    }
    launcher = checkout.resolve("sluice");
    Files.createDirectories(checkout.resolve("daemon/src/main"));
    for (String file : List.of("pom.xml", "daemon/pom.xml", "daemon/src/main/A.java")) {
      Files.writeString(checkout.resolve(file), "");
    }
    bin = Files.createDirectory(temp.resolve("bin"));
    for (String program : NEEDED) {
      script(bin.resolve(program), "#!/bin/sh\nexec " + find(program) + " \"$@\"\n");
    }
    jdk = jdk("jdk25", "25.0.1");
    script(
        bin.resolve("mvn"),
        """
        #!/usr/bin/env bash
        echo call >>"$OLDPWD/calls"
        sleep 0.5
        mkdir -p daemon/target/lib
        echo >daemon/target/sluice.jar
        """);
  }

  private static Path find(String program) {
    for (String dir : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(dir, program))) {
        return Path.of(dir, program);
      }
    }
    return fail("no " + program + " on the path");
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = Files.createDirectories(temp.resolve(name));
    Files.createDirectory(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), BASH + "echo \"" + name + " ${@: -2}\"\n");
    return home;
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(String... before) throws IOException {
    List<String> command = new java.util.ArrayList<>(List.of(before));
    command.addAll(List.of(launcher.toString(), "show", "--json"));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(temp.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("JAVA_HOME", jdk.toString());
    return builder.start();
  }

  private String end(Process p, int code) throws IOException, InterruptedException {
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!p.waitFor(60, TimeUnit.SECONDS)) {
      p.destroyForcibly();
      fail("the launcher hangs: " + said);
    }
    assertEquals(code, p.exitValue(), said);
    return said;
  }

  private int builds() throws IOException {
    return Files.readAllLines(temp.resolve("calls")).size();
  }

  @Test
  void shouldBuildOnceForTwoFirstStarts() throws Exception {
    Process one = start();
    Process two = start();
    String said = end(one, 0) + end(two, 0);
    assertEquals(1, builds());
    assertEquals(2, said.lines().filter("jdk25 show --json"::equals).count(), said);
  }

  @Test
  void shouldBuildAgainOnlyWhenASourceIsNewer() throws Exception {
    end(start(), 0);
    assertEquals("jdk25 show --json\n", end(start(), 0));
    Files.setLastModifiedTime(
        checkout.resolve("daemon/src/main/A.java"), FileTime.from(Instant.now().plusSeconds(5)));
    assertTrue(end(start(), 0).contains("building"));
    assertEquals(2, builds());
  }

  @Test
  void shouldPassOverAnOldJdk() throws Exception {
    Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
    jdk = jdk("jdk17", "17.0.9");
    assertTrue(end(start(), 0).endsWith("jdk25 show --json\n"));
  }

  @Test
  void shouldFindItsCheckoutThroughALink() throws Exception {
    launcher = Files.createSymbolicLink(temp.resolve("linked"), checkout.resolve("sluice"));
    assertTrue(end(start(), 0).endsWith("jdk25 show --json\n"));
    Files.delete(checkout.resolve("bin/jdk.sh"));
    assertTrue(end(start(), 1).contains("sluice: this checkout is not whole: "));
  }

  @Test
  void shouldSayWhatIsMissingOrBroken() throws Exception {
    script(bin.resolve("mvn"), BASH + "echo '[ERROR] A.java:[3,1] no such thing'; exit 1\n");
    String said = end(start(), 1);
    assertTrue(said.contains("[ERROR] A.java:[3,1] no such thing"), said);
    assertTrue(said.contains("sluice: the build failed; see "), said);

    Files.delete(bin.resolve("mvn"));
    assertEquals(
        "sluice: must build, but there is no mvn here; install it (apt-get install maven)\n",
        end(start(), 1));
  }

  @Test
  void shouldBuildAgainAfterAnInterruptedBuild() throws Exception {
    String quick = Files.readString(bin.resolve("mvn"));
    // As Ctrl-C: to the launcher and to what it started. Maven has written half of a jar by then.
    script(bin.resolve("mvn"), quick + "sleep 600\n");
    Process building = start("timeout", "600");
    Path jar = checkout.resolve("daemon/target/sluice.jar");
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!Files.exists(jar)) {
      assertTrue(System.nanoTime() < deadline, "nothing is built");
      Thread.sleep(20);
    }
    // timeout hands the signal on to all of its group, as a terminal does.
    String pid = Long.toString(building.pid());
    assertEquals(0, new ProcessBuilder("kill", "-s", "INT", pid).start().waitFor());
    String said = end(building, 130);
    assertTrue(said.contains("the build was interrupted; the next start builds again"), said);
    assertTrue(Files.exists(checkout.resolve("daemon/target/sluice.jar")));
    assertFalse(Files.exists(checkout.resolve("daemon/target/sluice.built")));

    script(bin.resolve("mvn"), quick);
    assertTrue(end(start(), 0).endsWith("jdk25 show --json\n"));
    assertEquals(2, builds());
  }
}
