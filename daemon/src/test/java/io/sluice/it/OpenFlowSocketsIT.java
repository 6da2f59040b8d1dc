package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.daemon.MainCommand;
import io.sluice.daemon.api.ApiClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a switch speaks OpenFlow: the sockets of bridges that come and go, and TLS. */
class OpenFlowSocketsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir Path dir;
  private final List<Child> children = new ArrayList<>();
  private Child sluice;

  @BeforeEach
  void needs() {
    Peers.program("ovs-ofctl", "openvswitch-common");
  }

  @AfterEach
  void end() {
    children.reversed().forEach(Child::close);
  }

  private void start(String openFlow, String controllers) throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("conf"),
            """
            sluice {
              run-dir = "%s/run"
              lanes = [ { cpu = 0 } ]
              idle = backoff
              openflow { %s }
              bridges.br0 { ports { p1 { type = sink, ofport = 1 } }, controllers = [ %s ] }
            }
            """
                .formatted(dir, openFlow, controllers));
    List<String> command = new ArrayList<>(MainCommand.line());
    command.addAll(List.of("run", "--config", file.toString()));
    sluice = Child.start(dir.resolve("sluice.log"), command);
    children.add(sluice);
    sluice.awaitOutput("ready", LIMIT);
  }

  /** What the switch answers to a request of the command line. */
  private String ask(int code, String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
    int got = ApiClient.call(dir.resolve("run"), List.of(words), to, to);
    assertEquals(code, got, out.toString(StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String ofctl(String... words) {
    List<String> command = new ArrayList<>(List.of("ovs-ofctl", "-O", "OpenFlow13", "-t", "60"));
    command.addAll(List.of(words));
    return Child.run(LIMIT, command, Map.of());
  }

  @Test
  void shouldHaveASocketForEachBridgeAsLongAsThereIsTheBridge() throws Exception {
    start("", "");
    Path socket = dir.resolve("run/br1.mgmt");
    ask(0, "add-br", "br1");
    ofctl("add-flow", "unix:" + socket, "in_port=1,actions=drop");
    assertTrue(ofctl("dump-flows", "unix:" + socket).contains("in_port=1 actions=drop"));
    assertFalse(ask(0, "dump-flows", "br0", "").contains("in_port=1"), "of the other bridge");
    try (SocketChannel open = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      open.connect(UnixDomainSocketAddress.of(socket));
      ask(0, "del-br", "br1");
      assertFalse(Files.exists(socket));
      while (open.read(ByteBuffer.allocate(100)) >= 0) {
        // Its greeting; then the end.
      }
    }
    ask(0, "add-br", "br1");
    assertTrue(ofctl("dump-flows", "unix:" + socket).contains("actions=NORMAL"));
    ask(0, "del-br", "br0");
    assertFalse(Files.exists(dir.resolve("run/br0.mgmt")), "the file's bridge goes as others do");
  }

  @Test
  void shouldAddNoBridgeWhoseSocketCannotBe() throws Exception {
    start("", "");
    Files.createDirectories(dir.resolve("run/br1.mgmt/in-the-way"));
    String said = ask(1, "add-br", "br1");
    assertTrue(said.contains("bridge br1") && said.contains("br1.mgmt"), said);
    assertTrue(ask(1, "dump-flows", "br1", "").contains("no bridge br1"));
  }

  // ---- TLS --------------------------------------------------------------------------------------

  private String file(String name) {
    return dir.resolve(name).toString();
  }

  private static void openssl(String... words) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    Child.run(LIMIT, command, Map.of());
  }

  private void authority(String name) {
    Peers.program("openssl", "openssl");
    openssl(
        ("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=%1$s -keyout %2$s-key.pem -out %2$s.pem")
            .formatted(name, file(name))
            .split(" "));
  }

  /** A key and a certificate that the authority signed. */
  private void certificate(String name, String authority) {
    openssl(
        "req -newkey rsa:2048 -nodes -subj /CN=%1$s -keyout %2$s-key.pem -out %2$s.csr"
            .formatted(name, file(name))
            .split(" "));
    openssl(
        "x509 -req -days 2 -in %1$s.csr -CA %2$s.pem -CAkey %2$s-key.pem -CAcreateserial -out %1$s.pem"
            .formatted(file(name), file(authority))
            .split(" "));
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private String tls(String listen) {
    return "listen = [%s], private-key = \"%s\", certificate = \"%s\", ca-cert = \"%s\""
        .formatted(listen, file("sw-key.pem"), file("sw.pem"), file("ca.pem"));
  }

  private String[] as(String name, String ca, String... words) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--private-key=" + file(name + "-key.pem"),
                "--certificate=" + file(name + ".pem"),
                "--ca-cert=" + file(ca + ".pem")));
    all.addAll(List.of(words));
    return all.toArray(String[]::new);
  }

  private void refused(String why, String... words) {
    List<String> command = new ArrayList<>(List.of("ovs-ofctl", "-O", "OpenFlow13", "-t", "60"));
    command.addAll(List.of(words));
    try (Child child = Child.start(dir.resolve("refused.log"), command)) {
      assertTrue(child.awaitExit(LIMIT) != 0, "came in: " + String.join(" ", words));
    }
    sluice.awaitOutput(why, LIMIT);
  }

  @Test
  void shouldLetInWhoseCertificateTheCaSignedAndTellOthersApart() throws Exception {
    authority("ca");
    authority("other");
    certificate("sw", "ca");
    certificate("tool", "ca");
    certificate("stranger", "other");
    int port = freePort();
    start(tls("\"pssl:" + port + ":127.0.0.1\""), "");
    String target = "ssl:127.0.0.1:" + port;
    ofctl(as("tool", "ca", "add-flow", target, "in_port=1,actions=drop"));
    assertTrue(ofctl(as("tool", "ca", "dump-flows", target)).contains("in_port=1 actions=drop"));

    refused("the peer's certificate is not valid here", as("stranger", "ca", "show", target));
    // It may close before its alert has arrived.
    refused("(ovs-ofctl: --ca-cert)", as("tool", "other", "show", target));
    refused("the peer does not speak TLS", "show", "tcp:127.0.0.1:" + port);
    try (Child bare =
        Child.start(
            dir.resolve("bare.log"),
            List.of("openssl", "s_client", "-connect", "127.0.0.1:" + port))) {
      bare.awaitExit(LIMIT);
    }
    sluice.awaitOutput("the peer shows no certificate", LIMIT);
    // And the listener goes on.
    ofctl(as("tool", "ca", "dump-flows", target));
    assertFalse(sluice.output().contains("Exception"), sluice.output());
  }

  private Child controller(int port, String name, String ca) {
    Child child =
        Child.start(
            dir.resolve(name + "-controller.log"),
            List.of(
                "openssl",
                "s_server",
                "-quiet",
                "-accept",
                "127.0.0.1:" + port,
                "-key",
                file(name + "-key.pem"),
                "-cert",
                file(name + ".pem"),
                "-CAfile",
                file(ca + ".pem"),
                "-Verify",
                "1",
                "-verify_return_error"));
    children.add(child);
    return child;
  }

  @Test
  void shouldConnectToAControllerWhoseCertificateTheCaSigned() throws Exception {
    authority("ca");
    authority("other");
    certificate("sw", "ca");
    certificate("good", "ca");
    certificate("bad", "other");
    int port = freePort();
    try (Child bad = controller(port, "bad", "ca")) {
      start(tls(""), "\"ssl:127.0.0.1:" + port + "\"");
      sluice.awaitOutput("the peer's certificate is not valid here", LIMIT);
      assertFalse(bad.output().contains("\u0004\u0000\u0000\u0010"), "greeted");
    }
    // The greeting, of version 1.3 and 16 bytes, once the right one is there.
    controller(port, "good", "ca").awaitOutput("\u0004\u0000\u0000\u0010", LIMIT);
    assertFalse(sluice.output().contains("Exception"), sluice.output());
  }
}
