package io.sluice.ring.tap;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.ring.testing.Commands;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A TAP device and the kernel's side of it: the interface in a namespace of its own, where nothing
 * else on the machine sends, and a process there with a packet socket on it.
 */
final class TapPeer implements AutoCloseable {
  private static final String SCRIPT =
      """
      import socket, sys
      s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
      s.setsockopt(socket.SOL_SOCKET, 33, 1 << 25)
      s.bind((sys.argv[1], 3))
      s.settimeout(60)
      print("ready", flush=True)
      for line in sys.stdin:
          word, value = line.split()
          if word == "send":
              s.send(bytes.fromhex(value))
              print("sent", flush=True)
          else:
              left = int(value)
              while left:
                  frame, source = s.recvfrom(1 << 17)
                  if source[2] != socket.PACKET_OUTGOING:
                      print(frame.hex(), flush=True)
                      left -= 1
      """;

  final String name;
  final TapDevice device;
  private final Process process;
  private final BufferedReader answers;

  private TapPeer(String name) {
    this.name = name;
    Commands.run("ip", "netns", "add", name);
    try {
      // It goes up only there: a DHCP client of the machine would send as soon as it is.
      device = new TapDevice(name, 1, false);
      Commands.run("ip", "link", "set", "dev", name, "netns", name);
      in("ip", "link", "set", "dev", name, "addrgenmode", "none");
      in("ip", "link", "set", "dev", name, "multicast", "off");
      in("ip", "link", "set", "dev", name, "up");
      process =
          new ProcessBuilder("ip", "netns", "exec", name, "python3", "-c", SCRIPT, name)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      answers = process.inputReader(StandardCharsets.US_ASCII);
      expect("ready");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void in(String... command) {
    List<String> line = new ArrayList<>(List.of("ip", "netns", "exec", name));
    line.addAll(List.of(command));
    Commands.run(line.toArray(String[]::new));
  }

  static void assumePossible() {
    assumeTrue("0\n".equals(Commands.attempt("id", "-u")), "TAP interfaces need root");
    assumeTrue(Commands.attempt("ip", "-V") != null, "needs ip (package iproute2)");
    assumeTrue(Commands.attempt("python3", "-V") != null, "needs python3");
  }

  static TapPeer create() {
    assumePossible();
    return new TapPeer(freeName());
  }

  static String freeName() {
    return "sl"
        + Long.toString(ProcessHandle.current().pid(), 36)
        + "x"
        + Long.toString(System.nanoTime() & 0xfffff, 36);
  }

  void send(byte[] frame) {
    command("send " + HexFormat.of().formatHex(frame));
    expect("sent");
  }

  List<byte[]> receive(int count) {
    command("receive " + count);
    List<byte[]> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String line = answer();
      if (line == null) {
        throw new AssertionError("the peer got " + i + " of " + count + " frames");
      }
      frames.add(HexFormat.of().parseHex(line));
    }
    return frames;
  }

  private void command(String line) {
    try {
      process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String answer() {
    try {
      return answers.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void expect(String word) {
    String line = answer();
    if (!word.equals(line)) {
      throw new AssertionError("the peer says " + line + ", not " + word);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    device.close();
    Commands.attempt("ip", "netns", "del", name);
  }
}
