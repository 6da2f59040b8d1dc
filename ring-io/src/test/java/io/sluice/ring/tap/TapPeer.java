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
 * The kernel's side of a TAP interface: the interface itself (made first, without IPv6, so that the
 * kernel sends nothing of its own) and a process with a packet socket on it.
 */
final class TapPeer implements AutoCloseable {
  private static final String SCRIPT =
      """
      import socket, sys
      s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
      s.setsockopt(socket.SOL_SOCKET, 33, 1 << 25)
      s.bind((sys.argv[1], 3))
      s.settimeout(10)
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
  private final Process process;
  private final BufferedReader answers;

  private TapPeer(String name) {
    this.name = name;
    Commands.run("ip", "tuntap", "add", "dev", name, "mode", "tap", "vnet_hdr");
    Commands.attempt("ip", "link", "set", "dev", name, "addrgenmode", "none");
    Commands.attempt("ip", "link", "set", "dev", name, "multicast", "off");
    Commands.run("ip", "link", "set", "dev", name, "up");
    try {
      process =
          new ProcessBuilder("python3", "-c", SCRIPT, name)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      answers = process.inputReader(StandardCharsets.US_ASCII);
      expect("ready");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
    Commands.attempt("ip", "link", "del", name);
  }
}
