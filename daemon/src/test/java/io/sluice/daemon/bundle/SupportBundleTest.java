package io.sluice.daemon.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.daemon.MainCommand;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle of a switch that runs, hangs, or is dead, unpacked by tar; and no secret in any. */
class SupportBundleTest {
  private static final String SECRET = "hunter2-hunter2";
  private static final String TOKEN =
      "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
  private static final String KEY_BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";

  @TempDir private Path temp;
  private Path runDir;
  private Path config;
  private String said = "";

  /** Secrets where they can be: in the file, one that it includes, files it names, and the log. */
  @BeforeEach
  void plant() throws IOException {
    runDir = Files.createDirectory(temp.resolve("run"));
    Files.setPosixFilePermissions(runDir, PosixFilePermissions.fromString("rwx------"));
    Path key =
        Files.writeString(
            temp.resolve("key.pem"),
            "-----BEGIN PRIVATE KEY-----\n" + KEY_BODY + "\n-----END PRIVATE KEY-----\n");
    Path token = Files.writeString(runDir.resolve("http.token"), TOKEN + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(
        runDir.resolve("log"),
        "2026-11-24T12:00:00.000Z WARN  planted password=\"%s\" token %s\n"
            .formatted(SECRET, TOKEN));
    Files.writeString(
        temp.resolve("more.conf"), "# token = " + SECRET + "\n# its key:\n# " + TOKEN + "\n");
    config = temp.resolve("sluice.conf");
    Files.writeString(
        config,
        """
        include "more.conf"
        # password = %2$s
        sluice {
          run-dir = "%1$s"
          idle = backoff
          pool { chunks = 1024 }
          http { address = "127.0.0.1:0" }
          # private-key = "%3$s"
          bridges.br0.ports.sink { type = sink }
          bridges.br0.flows = [ "priority=7,in_port=1,actions=drop" ]
        }
        """
            .formatted(runDir, SECRET, key));
  }

  private Path bundle(Path configFile, long patienceMs) throws Exception {
    Path file = temp.resolve("bundle-%d.tar.gz".formatted(System.nanoTime()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code = SupportBundle.run(runDir, configFile, file, "sluice test", patienceMs, print, print);
    said = out.toString(StandardCharsets.UTF_8);
    assertEquals(0, code, said);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    Path to = Files.createDirectory(temp.resolve(file.getFileName() + ".d"));
    Process tar =
        new ProcessBuilder("tar", "xzf", file.toString(), "-C", to.toString()).inheritIO().start();
    assertTrue(tar.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, tar.exitValue());
    assertNoSecret(to);
    return to.resolve("sluice-support");
  }

  private static void assertNoSecret(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(directory)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    assertTrue(files.size() > 3, files.toString());
    for (Path file : files) {
      String text = Files.readString(file);
      for (String secret : List.of(SECRET, TOKEN, KEY_BODY)) {
        assertFalse(text.contains(secret), file + " has " + secret);
      }
    }
  }

  private static void assertHas(Path file, String part) throws IOException {
    String text = Files.readString(file);
    assertTrue(text.contains(part), part + " is not in " + file + ":\n" + text);
  }

  private void assertMissing(Path bundle, String part) throws IOException {
    assertFalse(Files.exists(bundle.resolve(part)), part);
    assertHas(bundle.resolve("README.txt"), "  " + part + ": ");
    assertTrue(said.contains("missing: " + part + ": "), said);
  }

  @Test
  void shouldSayWhatThereIsOfADeadSwitch() throws Exception {
    Path bundle = bundle(config, 10_000);
    assertHas(bundle.resolve("config/sluice.conf"), "priority=7,in_port=1,actions=drop");
    assertHas(bundle.resolve("config/sluice.conf"), "private-key = \"" + temp.resolve("key.pem"));
    assertHas(bundle.resolve("config/2-more.conf"), "# its key:");
    assertHas(bundle.resolve("log/log"), "WARN  planted password=<removed>");
    assertFalse(said.contains("log/log.1"), "it was never there: " + said);
    assertHas(bundle.resolve("run-directory.txt"), "http.token");
    assertHas(bundle.resolve("doctor.txt"), "Java: ");
    assertHas(bundle.resolve("versions.txt"), "not running");
    for (String part :
        List.of(
            "counters.txt",
            "process/command-line.txt",
            "process/threads.txt",
            "switch/actors.txt",
            "switch/show.json")) {
      assertMissing(bundle, part);
    }
    assertHas(bundle.resolve("README.txt"), "no switch is running in " + runDir);
  }

  @Test
  void shouldSayThatTheFileOfADeadSwitchIsNotKnown() throws Exception {
    assertMissing(bundle(null, 10_000), "config");
  }

  @Test
  void shouldHoldTheLogBeforeThisOne() throws Exception {
    Files.writeString(runDir.resolve("log.1"), "INFO  older password=" + SECRET + "\n");
    Files.delete(runDir.resolve("log"));
    Path bundle = bundle(config, 10_000);
    assertHas(bundle.resolve("log/log.1"), "INFO  older password=<removed>");
    assertMissing(bundle, "log/log");
  }

  @Test
  void shouldLeaveAFileAloneThatIsThere() throws Exception {
    Path there = Files.writeString(temp.resolve("there"), "mine");
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
    assertEquals(1, SupportBundle.run(runDir, config, there, "sluice test", print, print));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("is there already"), err.toString());
    assertEquals("mine", Files.readString(there));
  }

  @Test
  void shouldHoldAllOfASwitchThatRunsAndTheRestOfOneThatHangs() throws Exception {
    List<String> command = new ArrayList<>(MainCommand.line());
    command.addAll(List.of("run", "--config", config.toString()));
    Process sluice =
        new ProcessBuilder(command).redirectError(temp.resolve("err").toFile()).start();
    try {
      awaitReady(sluice.inputReader());
      Path bundle = bundle(null, 60_000);
      assertFalse(said.contains("missing: switch/"), said);
      assertHas(bundle.resolve("process/threads.txt"), "\"sluice-lane-0\"");
      assertHas(bundle.resolve("process/files.txt"), "eventfd");
      assertHas(bundle.resolve("process/status.txt"), "VmRSS");
      assertHas(bundle.resolve("process/command-line.txt"), "--config");
      assertHas(bundle.resolve("config/sluice.conf"), "priority=7,in_port=1,actions=drop");
      assertHas(bundle.resolve("bridges/br0/flows.txt"), "priority=7,in_port=1 actions=drop");
      assertHas(bundle.resolve("switch/show.json"), "\"sink\"");
      assertHas(bundle.resolve("switch/show.txt"), "lane 0: ");
      assertHas(bundle.resolve("switch/actors.txt"), "switch/bridges/br0/sink/device/queue-0  ");
      assertHas(bundle.resolve("counters.txt"), "bridge br0 flows");
      assertHas(bundle.resolve("log/log"), "lane-started lane=0");

      signal(sluice, "STOP");
      try {
        Path hung = bundle(null, 2_000);
        assertHas(hung.resolve("counters.txt"), "bridge br0 flows");
        assertHas(hung.resolve("process/status.txt"), "VmRSS");
        assertMissing(hung, "switch/show.json");
        assertMissing(hung, "process/threads.txt");
        assertHas(hung.resolve("README.txt"), "did not answer within 2000 ms");
      } finally {
        signal(sluice, "CONT");
      }
    } finally {
      sluice.destroyForcibly();
      assertTrue(sluice.waitFor(60, TimeUnit.SECONDS));
    }
  }

  private void awaitReady(BufferedReader lines) throws IOException {
    String line;
    do {
      line = lines.readLine();
      assertNotNull(line, "it ended: " + Files.readString(temp.resolve("err")));
    } while (!line.equals("ready"));
  }

  private static void signal(Process process, String name) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    assertEquals(0, kill.waitFor());
  }
}
