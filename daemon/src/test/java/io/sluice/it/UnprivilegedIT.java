package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The switch as a user without any privilege runs it: {@code ./sluice} in a checkout that somebody
 * else has built and that this user can only read.
 */
class UnprivilegedIT {
  private static final String USER = "65534"; // nobody
  private static final String OTHER = "65533";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Path checkout;
  private Path home;

  @BeforeEach
  void prepare() throws IOException {
    Peers.root(); // only root can become somebody else
    Peers.program("setpriv", "util-linux");
    // JUnit's directory is for its owner alone.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    checkout = checkout();
    home = Files.createDirectory(directory.resolve("home"));
    Child.run(LIMIT, "chown", USER, home.toString());
  }

  /** What a build leaves and the launcher looks at. */
  private Path checkout() throws IOException {
    Path built = Path.of("..").toRealPath();
    Path copy = Files.createDirectory(directory.resolve("checkout"));
    Path target = Files.createDirectories(copy.resolve("daemon/target"));
    Files.createDirectories(copy.resolve("daemon/src/main"));
    Files.createDirectory(copy.resolve("bin"));
    for (String file :
        List.of("sluice", "bin/jdk.sh", "pom.xml", "daemon/pom.xml", "daemon/target/sluice.jar")) {
      Files.copy(built.resolve(file), copy.resolve(file));
    }
    String lib = built.resolve("daemon/target/lib").toString();
    Child.run(LIMIT, "cp", "-r", lib, target.toString());
    Child.run(LIMIT, "chmod", "-R", "u=rwX,go=rX", copy.toString());
    Files.createFile(target.resolve("sluice.built")); // newer than all of it
    return copy;
  }

  /** {@code ./sluice} as a user who is in no group and has no capability, and can get none. */
  private List<String> sluiceOf(String user) {
    return List.of(
        "env",
        "JAVA_HOME=" + System.getProperty("java.home"),
        "setpriv",
        "--reuid=" + user,
        "--regid=" + user,
        "--clear-groups",
        "--no-new-privs",
        checkout.resolve("sluice").toString());
  }

  private List<String> sluiceOf(String user, Path runDir, String... words) {
    List<String> command = new ArrayList<>(sluiceOf(user));
    command.addAll(List.of("--run-dir", runDir.toString()));
    command.addAll(List.of(words));
    return command;
  }

  @Test
  void shouldRunTheDemo() throws IOException {
    Path run = home.resolve("run");
    Path log = directory.resolve("demo.log");
    try (Child demo = Child.start(log, sluiceOf(USER, run, "demo"))) {
      demo.awaitOutput("Not root, so without network namespaces", LIMIT);
      demo.awaitOutput("ready", LIMIT);
      demo.awaitOutput("port sink0", LIMIT); // the first rates
      try (Child show = Child.start(directory.resolve("1.log"), sluiceOf(USER, run, "show"))) {
        assertEquals(0, show.awaitExit(LIMIT), show.output());
        String sink = show.output().split("port sink0")[1].split("port ")[0];
        assertTrue(sink.matches("(?s).* tx [1-9][0-9]+ packets.*"), show.output());
        assertFalse(show.output().contains("restarted"), show.output());
      }
      try (Child show = Child.start(directory.resolve("2.log"), sluiceOf(OTHER, run, "show"))) {
        assertNotEquals(0, show.awaitExit(LIMIT), "another user may ask: " + show.output());
        assertTrue(show.output().contains("permission denied to user "), show.output());
      }
      demo.terminate();
      assertEquals(0, demo.awaitExit(LIMIT), demo.output());
      assertFalse(demo.output().contains("Exception"), demo.output());
    }
    List<byte[]> frames = Pcap.read(run.resolve("demo.pcap"));
    assertFalse(frames.isEmpty());
    for (byte[] f : frames) {
      assertEquals(0x81000005, Pcap.word(f, 12), "a frame that is not of VLAN 5");
    }
  }

  @Test
  void shouldCarryFramesOfGuests() throws IOException {
    Path seen = home.resolve("seen.pcap");
    String ports =
        """
            vh0 { type = vhost-user, mode = server, path = "%s", ofport = 1 }
            vh1 { type = vhost-user, mode = server, path = "%s", ofport = 2 }
            gen { type = generator, rate = 1000, ofport = 3 }
            cap { type = pcap, output = "%s", ofport = 4 }
        """
            .formatted(home.resolve("vh0.sock"), home.resolve("vh1.sock"), seen);
    List<String> flows =
        List.of("in_port=1,actions=2", "in_port=2,actions=1", "in_port=3,actions=4");
    try (SluiceProcess sut = new SluiceProcess(home, flows, ports).withProgram(sluiceOf(USER));
        VirtioNic a = new VirtioNic(VirtioNic.Kind.MERGEABLE, 1);
        VirtioNic b = new VirtioNic(VirtioNic.Kind.PLAIN, 1)) {
      sut.start();
      a.connect(sut.socket("vh0"));
      b.connect(sut.socket("vh1"));
      Child.until(
          "both guests are served", LIMIT, () -> a.isPolled() && b.isPolled(), sut::describe);
      NumberedTraffic traffic = new NumberedTraffic(a, b, 4, 20_000, 60, 1518);
      traffic.run(20_000);
      traffic.finish();
      traffic.assertFlawless(sut.describe());
      assertEquals(40_000, traffic.received());
      sut.ask("del-port", "br0", "gen"); // the balance is of a switch at rest
      PacketBalance.check(sut);
      sut.stop();
    }
    assertTrue(Pcap.read(seen).size() > 1000);
  }
}
