package io.sluice.openflow.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same bytes, right and wrong ones, to a Sluice and to a real Open vSwitch beside it: the same
 * errors come back, with the same of the request in them, and the same flows are there afterwards.
 * Needs the package openvswitch-switch and root.
 */
class SameBytesIT {
  private static final int ERROR = 1;
  private static final int GET_ASYNC_REPLY_13 = 27;
  private static final int BARRIER_XID = 0xbbbb;

  /** Deletes all flows, groups and meters. */
  private static final String EMPTY =
      "040e003800000007"
          + "00000000000000000000000000000000ff03000000000005ffffffffffffffffffffffff00000000"
          + "0001000400000000"
          + "040f00100000000700020000fffffffc"
          + "041d00100000000700020000ffffffff";

  /** Asks for all flows. */
  private static final String FLOWS =
      "0412003800000007"
          + "0001000000000000"
          + "ff000000ffffffffffffffff0000000000000000000000000000000000000000"
          + "0001000400000000";

  @TempDir Path dir;

  @Test
  @Timeout(300)
  void shouldRefuseAsOpenVSwitchDoes() throws Exception {
    List<String> requests;
    try (var in = SameBytesIT.class.getResourceAsStream("/requests/same.txt")) {
      requests = new String(in.readAllBytes()).lines().filter(l -> !l.startsWith("#")).toList();
    }
    List<String> differences = new ArrayList<>();
    int errors = 0;
    try (TwoSwitches both = TwoSwitches.start(dir)) {
      for (String line : requests) {
        String[] request = line.split("; ");
        int version = Integer.parseInt(request[1]);
        byte[] messages = HexFormat.of().parseHex(request[2].replace(" ", ""));
        List<String> theirs = answers(both.ovs, version, messages);
        List<String> ours = answers(both.sluice, version, messages);
        errors += theirs.stream().anyMatch(a -> !a.startsWith("flow")) ? 1 : 0;
        if (!theirs.equals(ours)) {
          differences.add(line + "\n  theirs: " + theirs + "\n  ours:   " + ours);
        }
      }
    }
    assertEquals("", String.join("\n", differences));
    assertTrue(errors > 250, "refused by both: " + errors);
  }

  /** The errors and what is told of asynchronous messages, and the flows that are left. */
  private static List<String> answers(String where, int version, byte[] messages)
      throws IOException {
    List<String> answers = new ArrayList<>();
    try (Wire wire = new Wire(where, 4)) {
      wire.until(HexFormat.of().parseHex(EMPTY));
    }
    try (Wire wire = new Wire(where, version)) {
      for (byte[] answer : wire.until(messages)) {
        if (answer[1] == ERROR || version == 4 && answer[1] == GET_ASYNC_REPLY_13) {
          answers.add(HexFormat.of().formatHex(answer));
        }
      }
    }
    try (Wire wire = new Wire(where, 4)) {
      List<String> flows = new ArrayList<>();
      for (byte[] reply : wire.until(HexFormat.of().parseHex(FLOWS))) {
        flows.addAll(flows(ByteBuffer.wrap(reply).position(16)));
      }
      flows.stream().sorted().forEach(answers::add);
    }
    return answers;
  }

  /** Flows as they are told of, without what depends on time. */
  private static List<String> flows(ByteBuffer reply) {
    List<String> flows = new ArrayList<>();
    while (reply.hasRemaining()) {
      int at = reply.position();
      byte[] flow = new byte[reply.getShort(at)];
      reply.get(flow);
      Arrays.fill(flow, 4, 12, (byte) 0); // duration
      Arrays.fill(flow, 32, 48, (byte) 0); // packets and bytes
      flows.add("flow: " + HexFormat.of().formatHex(flow));
    }
    return flows;
  }

  /** A connection. */
  private static final class Wire implements AutoCloseable {
    private final SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    private final int version;

    Wire(String where, int version) throws IOException {
      this.version = version;
      channel.connect(UnixDomainSocketAddress.of(where.substring("unix:".length())));
      write(new byte[] {(byte) version, 0, 0, 8, 0, 0, 0, 1});
      read();
    }

    /** All that comes for these, before the answer to a barrier behind them. */
    List<byte[]> until(byte[] messages) throws IOException {
      write(messages);
      int barrier = version == 1 ? 18 : 20;
      write(
          ByteBuffer.allocate(8)
              .put((byte) version)
              .put((byte) barrier)
              .putShort((short) 8)
              .putInt(BARRIER_XID)
              .array());
      List<byte[]> all = new ArrayList<>();
      for (byte[] m = read(); ; m = read()) {
        if (m[1] == barrier + 1 && ByteBuffer.wrap(m).getInt(4) == BARRIER_XID) {
          return all;
        }
        all.add(m);
      }
    }

    private void write(byte[] bytes) throws IOException {
      for (ByteBuffer b = ByteBuffer.wrap(bytes); b.hasRemaining(); ) {
        channel.write(b);
      }
    }

    private byte[] read() throws IOException {
      byte[] head = read(8);
      byte[] rest = read((head[2] & 0xff) << 8 | head[3] & 0xff, 8);
      System.arraycopy(head, 0, rest, 0, 8);
      return rest;
    }

    private byte[] read(int length) throws IOException {
      return read(length, 0);
    }

    private byte[] read(int length, int from) throws IOException {
      ByteBuffer b = ByteBuffer.allocate(length).position(from);
      while (b.hasRemaining()) {
        if (channel.read(b) < 0) {
          throw new EOFException();
        }
      }
      return b.array();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
