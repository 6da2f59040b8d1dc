package io.sluice.perf;

import io.sluice.openflow.action.Instruction;
import io.sluice.openflow.action.StandardAction;
import io.sluice.openflow.match.Match;
import io.sluice.openflow.match.Match10;
import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.message.Bundle;
import io.sluice.openflow.message.Bundle.BundleAdd;
import io.sluice.openflow.message.Bundle.BundleControl;
import io.sluice.openflow.message.Envelope;
import io.sluice.openflow.message.FlowMod;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.HelloVersions;
import io.sluice.openflow.message.Message;
import io.sluice.openflow.message.Multipart.MultipartReply;
import io.sluice.openflow.message.Multipart.MultipartRequest;
import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.message.StatsRequest.FlowFilter;
import io.sluice.openflow.message.StatsRequest.FlowRequest;
import io.sluice.openflow.message.StatsRequest.PortDescRequest;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfVersion;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * What a controller does with a switch, so that a JVM which learns from it what to load and to
 * compile learns that too: flows one by one with a barrier behind each, as ovs-ofctl and most
 * controllers send them, a bundle of them, questions. In each version. Run by {@code ./sluice} when
 * it has built, against a switch of its own.
 */
final class Training implements AutoCloseable {
  /** As many as make the methods on their way hot. */
  private static final int FLOWS = 5000;

  private static final int BUNDLED = 100;
  private static final long ALL_PORTS = 0xffffffffL;
  private static final int ALL_TABLES = 255;
  private static final int IP = 0x0800;
  private static final int TCP = 6;

  private final SocketChannel channel;
  private final DataInputStream in;
  private final OutputStream out;
  private final OfVersion version;
  private long xid;

  private Training(Path socket, OfVersion version) throws IOException {
    this.version = version;
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    in = new DataInputStream(Channels.newInputStream(channel));
    out = Channels.newOutputStream(channel);
  }

  /**
   * @param args the bridge's socket
   */
  public static void main(String[] args) throws IOException {
    for (OfVersion version : List.of(OfVersion.V10, OfVersion.V13)) {
      try (Training training = new Training(Path.of(args[0]), version)) {
        training.run();
      }
    }
  }

  private void run() throws IOException {
    send(HelloVersions.offer(version));
    read();
    ask(new Handshake.FeaturesRequest());
    for (int i = 0; i < FLOWS; i++) {
      send(flow(FlowMod.ADD, i));
      ask(new Handshake.BarrierRequest());
    }
    Match any = version == OfVersion.V10 ? Match10.ANY : OxmMatch.ANY;
    ask(
        new MultipartRequest(
            0, new FlowRequest(new FlowFilter(ALL_TABLES, ALL_PORTS, FlowMod.ANY, 0, 0, any))));
    if (version == OfVersion.V13) {
      ask(new MultipartRequest(0, new PortDescRequest()));
      bundle();
    }
    for (int i = 0; i < FLOWS; i++) {
      send(flow(FlowMod.DELETE_STRICT, i));
    }
    ask(new Handshake.BarrierRequest());
  }

  private void bundle() throws IOException {
    int flags = Bundle.ATOMIC | Bundle.ORDERED;
    ask(new BundleControl(1, Bundle.OPEN_REQUEST, flags));
    for (int i = 0; i < BUNDLED; i++) {
      byte[] flow = OpenFlowCodec.encode(version, ++xid, flow(FlowMod.ADD, FLOWS - i));
      send(new BundleAdd(1, flags, Bytes.of(flow)));
    }
    ask(new BundleControl(1, Bundle.COMMIT_REQUEST, flags));
  }

  private FlowMod flow(int command, int i) {
    long source = 10L << 24 | i << 8;
    long destination = 192L << 24 | 168 << 16 | i;
    int port = 1 + i;
    Match match =
        version == OfVersion.V10
            ? match10(source, destination, port)
            : OxmMatch.of(
                MatchField.of(OxmField.OXM_OF_ETH_TYPE, IP),
                MatchField.of(OxmField.OXM_OF_IP_PROTO, TCP),
                MatchField.masked(OxmField.OXM_OF_IPV4_SRC, source, 0xffffff00L),
                MatchField.of(OxmField.OXM_OF_IPV4_DST, destination),
                MatchField.of(OxmField.OXM_OF_TCP_DST, port));
    return new FlowMod(
        i,
        0,
        0,
        command,
        0,
        0,
        100 + i % 50,
        ALL_PORTS,
        ALL_PORTS,
        FlowMod.ANY,
        0,
        0,
        match,
        List.of(new Instruction.ApplyActions(List.of(new StandardAction.Output(1, 0)))));
  }

  private static Match10 match10(long source, long destination, int port) {
    long wild =
        Match10.ALL
            & ~(Match10.DL_TYPE
                | Match10.NW_PROTO
                | Match10.TP_DST
                | 0x3f << Match10.NW_SRC_SHIFT
                | 0x3f << Match10.NW_DST_SHIFT);
    long prefix = 8L << Match10.NW_SRC_SHIFT;
    return new Match10(wild | prefix, 0, 0, 0, 0, 0, IP, 0, TCP, source, destination, 0, port);
  }

  private void send(Message message) throws IOException {
    out.write(OpenFlowCodec.encode(version, ++xid, message));
  }

  /** Sends a question and waits for its answer, to the last part of it. */
  private void ask(Message question) throws IOException {
    send(question);
    Envelope answer = read();
    while (answer.xid() != xid
        || answer.message() instanceof MultipartReply reply && reply.more()) {
      if (answer.message() instanceof Handshake.ErrorMessage error) {
        throw new IOException("refused: " + error);
      }
      answer = read();
    }
  }

  private Envelope read() throws IOException {
    byte[] header = new byte[OpenFlowCodec.HEADER];
    in.readFully(header);
    byte[] message = Arrays.copyOf(header, OpenFlowCodec.length(header, 0));
    in.readFully(message, OpenFlowCodec.HEADER, message.length - OpenFlowCodec.HEADER);
    return OpenFlowCodec.decode(message);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
