package io.sluice.openflow.connection;

import io.sluice.openflow.message.Envelope;
import io.sluice.openflow.message.FlowMod;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.Handshake.FeaturesReply;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A switch that answers features and barriers, takes flow-mods, and refuses the rest. */
final class TestHandler implements MessageHandler {
  final BlockingQueue<Connection> connected = new LinkedBlockingQueue<>();
  final BlockingQueue<Connection> closed = new LinkedBlockingQueue<>();
  final BlockingQueue<FlowMod> mods = new LinkedBlockingQueue<>();

  /** What a barrier takes. */
  volatile Runnable barrierWork = () -> {};

  @Override
  public void connected(Connection connection) {
    connected.add(connection);
  }

  @Override
  public void handle(Connection connection, Envelope request, byte[] bytes) {
    switch (request.message()) {
      case Handshake.FeaturesRequest features ->
          connection.send(request.xid(), new FeaturesReply(0xaa, 0, 254, 0, 0x4f, 0, List.of()));
      case Handshake.BarrierRequest barrier -> {
        barrierWork.run();
        connection.send(request.xid(), new Handshake.BarrierReply());
      }
      case Handshake.SetConfig config -> {}
      case FlowMod mod -> mods.add(mod);
      default -> throw new WireException(OfError.OFPBRC_BAD_TYPE, request.message().toString());
    }
  }

  @Override
  public void idle(Connection connection) {}

  @Override
  public void wishesChanged(Connection connection) {}

  @Override
  public void closed(Connection connection) {
    closed.add(connection);
  }

  static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
    T next = queue.poll(60, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing within a minute");
    }
    return next;
  }
}
