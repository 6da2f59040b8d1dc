package io.sluice.openflow.connection;

import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.message.Role;
import io.sluice.openflow.wire.OfVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets others look on: who connects to {@code BRIDGE.snoop} gets a copy of every message between
 * the bridge and its controller, of several the one that may do most, as {@code ovs-ofctl snoop}
 * wants. Where there is no controller, or this one goes, the connection ends. One thread accepts;
 * each onlooker has one that writes and one that waits for its end.
 */
final class Snooping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Snooping.class);

  /** As many as Open vSwitch lets look on. */
  private static final int MOST = 8;

  private static final int HOUR_MILLIS = 3_600_000;
  private static final String MGMT = ".mgmt";

  private final Acceptor acceptor;
  private final Supplier<Connection> controller;
  private final Set<ByteStream> onlookers = ConcurrentHashMap.newKeySet();

  private Snooping(Acceptor acceptor, Supplier<Connection> controller) {
    this.acceptor = acceptor;
    this.controller = controller;
  }

  /** Where one can look on at the bridge of a socket, or null: only beside BRIDGE.mgmt. */
  static Target beside(Target target) {
    if (target.kind() != Target.Kind.PUNIX || !target.path().toString().endsWith(MGMT)) {
      return null;
    }
    String path = target.path().toString();
    String snoop = path.substring(0, path.length() - MGMT.length()) + ".snoop";
    return new Target(Target.Kind.PUNIX, null, 0, Path.of(snoop));
  }

  /**
   * Listens.
   *
   * @param controller whom to look at now; null: nobody
   */
  static Snooping listen(Target at, Supplier<Connection> controller) throws IOException {
    return new Snooping(Sockets.listen(at, null), controller);
  }

  /** Whom to look at of several: the greater. */
  static int preference(Connection controller) {
    long role = controller.role();
    return role == Role.MASTER ? 2 : role == Role.EQUAL ? 1 : 0;
  }

  /** Accepts until it is closed; on a thread of its own. */
  void run() {
    while (true) {
      try {
        ByteStream stream = acceptor.accept();
        Thread.ofPlatform().daemon().name("openflow-snoop").start(() -> serve(stream));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(ByteStream stream) {
    Connection looked = onlookers.size() < MOST ? controller.get() : null;
    if (looked == null) {
      stream.close();
      return;
    }
    onlookers.add(stream);
    SendQueue copies = new SendQueue(stream);
    try {
      copies.put(OpenFlowCodec.encode(OfVersion.V13, 1, HelloExchange.OFFER));
      looked.copyTo(copies); // before it is greeted: it misses nothing from then on
      Thread.ofPlatform().daemon().name("openflow-snoop-write").start(() -> write(copies, stream));
      copies.flush();
      byte[] greetings = new byte[256];
      while (stream.read(greetings, 0, greetings.length) >= 0) {
        // What it says is of no interest: it looks on.
      }
    } catch (IOException e) {
      LOG.debug("an onlooker went: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      looked.copyNoMoreTo(copies);
      copies.close();
      stream.close();
      onlookers.remove(stream);
    }
  }

  private static void write(SendQueue copies, ByteStream stream) {
    try {
      while (copies.writeNext(HOUR_MILLIS)) {
        // The next ones.
      }
    } catch (IOException e) {
      LOG.debug("an onlooker went: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      copies.close();
      stream.close();
    }
  }

  @Override
  public void close() {
    acceptor.close();
    onlookers.forEach(ByteStream::close);
  }
}
