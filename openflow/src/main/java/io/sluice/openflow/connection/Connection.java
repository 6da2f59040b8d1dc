package io.sluice.openflow.connection;

import io.sluice.log.EventLog;
import io.sluice.openflow.message.AsyncConfig;
import io.sluice.openflow.message.Bundle;
import io.sluice.openflow.message.Envelope;
import io.sluice.openflow.message.FlowMod;
import io.sluice.openflow.message.GroupMod;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.Message;
import io.sluice.openflow.message.MeterMod;
import io.sluice.openflow.message.NiciraMessage;
import io.sluice.openflow.message.OpenFlowCodec;
import io.sluice.openflow.message.PacketOut;
import io.sluice.openflow.message.PortMod;
import io.sluice.openflow.message.Role;
import io.sluice.openflow.message.TableMod;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.WireException;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * One peer. Its reading thread carries out its requests one after the other and writes the answers;
 * its writing thread sends what others have for the peer, and probes a silent one. Any thread may
 * send.
 */
public final class Connection {
  private static final EventLog LOG = EventLog.of(Connection.class);
  private static final Pattern PORT = Pattern.compile(":[0-9]+$");

  /** How often the writing thread looks round when it has no silent peer to ask. */
  private static final long SELDOM_MILLIS = 60_000;

  private final ByteStream stream;
  private final boolean service;
  private final long probeNanos;
  private final Roles roles;
  private final MessageHandler handler;
  private final SendQueue queue;
  private final AsyncWishes wishes;
  private final RateLimit packetIns;
  private final AtomicLong xids = new AtomicLong(1);
  private final AtomicLong received = new AtomicLong();
  private final Silence silence = new Silence();

  private volatile OfVersion version;
  private volatile long agreedNanos;

  /** Null while it lasts. */
  private volatile String ended;

  private Thread reader;
  private IOException tlsFailure;

  /**
   * @param service whether the peer came to us: it gets unasked messages only when it asks for them
   */
  Connection(
      ByteStream stream,
      boolean service,
      ControllerSettings settings,
      Roles roles,
      MessageHandler handler) {
    this.stream = stream;
    this.queue = new SendQueue(stream);
    this.service = service;
    this.probeNanos = settings.probeSeconds() * 1_000_000_000L;
    this.wishes = new AsyncWishes(service);
    this.packetIns = new RateLimit(settings.packetInsPerSecond(), System.nanoTime());
    this.roles = roles;
    this.handler = handler;
  }

  /** Greets, then carries out requests until the end; on the reading thread. */
  void run() {
    reader = Thread.currentThread();
    Thread writer =
        Thread.ofPlatform().daemon().name("openflow-write " + peer()).start(this::write);
    boolean agreed = false;
    try {
      queue.put(OpenFlowCodec.encode(OfVersion.V13, nextXid(), HelloExchange.OFFER));
      queue.flush();
      FrameReader frames = new FrameReader(stream);
      byte[] greeting = frames.next();
      if (greeting != null) {
        OfVersion spoken = HelloExchange.agree(greeting, queue);
        agreedNanos = System.nanoTime();
        version = spoken;
        agreed = version != null;
        queue.flush();
      }
      if (agreed) {
        if (!service) {
          LOG.info("openflow-connected", "controller", peer(), "version", version.text);
        }
        handler.connected(this);
        serve(frames);
      }
      ends(whyEnded(greeting != null, agreed));
      if (greeting == null && stream instanceof TlsStream) {
        tlsFailure = new EOFException("ended before its greeting");
      }
    } catch (IOException e) {
      LOG.debug("openflow-connection-ended", "host", host(), "peer", peer(), "why", e.getMessage());
      ends(stream instanceof TlsStream && !agreed ? TlsTrouble.words(e) : e.getMessage());
      tlsFailure = !agreed && stream instanceof TlsStream ? e : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      defect(e);
    } finally {
      queue.close();
      if (agreed) {
        closed();
      }
      join(writer);
      stream.close();
    }
  }

  private void closed() {
    roles.remove(this);
    if (!service) {
      LOG.info("openflow-disconnected", "controller", peer(), "why", ended());
    }
    try {
      handler.closed(this);
    } catch (RuntimeException e) {
      defect(e);
    }
  }

  private void defect(RuntimeException e) {
    LOG.defect(e, "openflow-message-defect", "host", host(), "peer", peer());
  }

  /** Sends an answer; waits where the peer does not read. */
  public void send(long xid, Message message) {
    byte[] bytes = OpenFlowCodec.encode(version, xid, message);
    try {
      if (Thread.currentThread() == reader) {
        silence.beginsWriting();
        queue.put(bytes);
        silence.endsWriting();
      } else {
        queue.hand(bytes);
      }
    } catch (IOException e) {
      LOG.debug("openflow-connection-ended", "host", host(), "peer", peer(), "why", e.getMessage());
      close(); // the reading thread finds the end of the stream
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers a refused request. */
  public void refuse(byte[] request, OfError error) {
    send(
        OpenFlowCodec.xid(request, 0),
        Handshake.ErrorMessage.of(error, version, Bytes.of(request)));
  }

  /**
   * Sends what nobody asked for, if the peer wants it. Never waits: it is dropped and counted when
   * the peer reads too slowly.
   */
  public void tell(Message message) {
    OfVersion agreed = version;
    if (wishes.wants(agreed, role(), message)) {
      queue.offer(OpenFlowCodec.encode(agreed, 0, message));
    }
  }

  /**
   * Whether the peer wants to hear of such a packet.
   *
   * @param reason as in {@link io.sluice.flow.cache.Punt}
   */
  public boolean wantsPacketIn(int reason, int controllerId) {
    return wishes.wantsPacketIn(version, role(), reason, controllerId);
  }

  /** The number that the peer gave itself, at first 0. */
  public int controllerId() {
    return wishes.controllerId();
  }

  /** What of its set-config is about packets that it hears of; version 1.0 only. */
  public int configFlags() {
    return wishes.configFlags(version);
  }

  /** In which form it gets packets: 0 the version's, 1 NXT_PACKET_IN, 2 NXT_PACKET_IN2. */
  public int packetInFormat() {
    return wishes.packetInFormat();
  }

  /**
   * Sends a packet that the peer wants. Never waits: it is dropped and counted when the peer gets
   * too many, or reads too slowly.
   */
  public void packetIn(Message message) {
    if (packetIns.take(System.nanoTime())) {
      queue.offer(OpenFlowCodec.encode(version, 0, message));
    }
  }

  /**
   * Sends what the peer has asked to be told of. Never waits.
   *
   * @return false when there was no room for it
   * @throws IllegalArgumentException when it is too long for one message; nothing was sent
   */
  public boolean offer(Message message) {
    return queue.offer(OpenFlowCodec.encode(version, 0, message));
  }

  /** How many bytes wait until the peer reads. */
  public int waitingBytes() {
    return queue.waiting();
  }

  /** All messages, of both directions, are offered to another queue too; it ends with this. */
  void copyTo(SendQueue onlooker) {
    queue.copyTo(onlooker);
  }

  void copyNoMoreTo(SendQueue onlooker) {
    queue.copyNoMoreTo(onlooker);
  }

  public OfVersion version() {
    return version;
  }

  /** When the version was agreed on, as {@link System#nanoTime}; only when it was. */
  long agreedNanos() {
    return agreedNanos;
  }

  /** After {@link #run}: why there is no connection any more, for people. */
  String ended() {
    String why = ended;
    return why == null ? "the connection was closed" : why;
  }

  /** The first reason counts: the others follow from it. */
  private void ends(String why) {
    if (ended == null) {
      ended = why;
    }
  }

  private static String whyEnded(boolean greeted, boolean agreed) {
    if (!greeted) {
      return "the peer closed the connection before its greeting";
    }
    return agreed ? "the peer closed the connection" : "it speaks neither OpenFlow 1.0 nor 1.3";
  }

  /** Ends it for a reason. */
  void giveUp(String why) {
    ends(why);
    close();
  }

  /** Who it is, for people. */
  public String peer() {
    return stream.peer();
  }

  /** Says what of this peer, at the rate of its host: one that comes again has another port. */
  void log(String event, String key, Object value) {
    LOG.info(event, "host", host(), "peer", peer(), key, value);
  }

  private String host() {
    return host(peer());
  }

  /** A peer without the port that it happens to have, {@code tcp:10.0.0.1}. */
  static String host(String peer) {
    return PORT.matcher(peer).replaceFirst("");
  }

  /** Whether the peer came to us. */
  public boolean service() {
    return service;
  }

  /** {@link Role#EQUAL}, {@link Role#MASTER} or {@link Role#SLAVE}. */
  public long role() {
    return roles.of(this);
  }

  /** After {@link #run}: why there was no greeting under TLS, or null. */
  IOException tlsFailure() {
    return tlsFailure;
  }

  public long received() {
    return received.get();
  }

  /** How many messages nobody asked for were dropped: too many, or the peer read too slowly. */
  public long dropped() {
    return queue.dropped() + packetIns.refused();
  }

  public void close() {
    queue.close();
    stream.close();
  }

  /**
   * Whether nothing has come for so long that even the writing thread, which should have given the
   * peer up by now, must be stuck: the peer does not read either.
   */
  boolean dead(long nowNanos) {
    return probeNanos != 0 && silence.nanos(nowNanos) > 3 * probeNanos;
  }

  private long nextXid() {
    return xids.getAndIncrement() & 0xffffffffL;
  }

  private void serve(FrameReader frames) throws IOException, InterruptedException {
    for (byte[] frame = frames.next(); frame != null; frame = frames.next()) {
      silence.broken();
      received.incrementAndGet();
      queue.copy(frame);
      try {
        receive(frame);
      } catch (WireException e) {
        LOG.debug("openflow-refused", "host", host(), "peer", peer(), "why", e.getMessage());
        // An answer to an error could be answered in turn, without end.
        if (frame[1] != HelloExchange.TYPE_ERROR) {
          refuse(frame, e.error());
        }
      } catch (RuntimeException e) {
        defect(e);
        refuse(frame, OfError.OFPBRC_EPERM);
      }
      if (!frames.hasNext()) {
        handler.idle(this);
        silence.beginsWriting();
        queue.flush();
        silence.endsWriting();
        handler.drained(this);
      }
      silence.begins();
    }
  }

  private void receive(byte[] frame) {
    if (frame[0] != version.number) {
      throw new WireException(
          OfError.OFPBRC_BAD_VERSION, "version " + frame[0] + " after agreeing on " + version);
    }
    Envelope request = OpenFlowCodec.decode(frame);
    switch (request.message()) {
      case Handshake.Hello hello -> {}
      case Handshake.EchoReply reply -> {}
      case Handshake.EchoRequest echo -> send(request.xid(), new Handshake.EchoReply(echo.data()));
      case Handshake.ErrorMessage error -> log("openflow-error-from-peer", "error", error);
      case Role.RoleRequest role -> {
        handler.idle(this);
        send(request.xid(), roles.request(this, role));
        handler.wishesChanged(this);
      }
      case Role.NiciraRoleRequest role -> {
        handler.idle(this);
        send(request.xid(), roles.request(this, role));
        handler.wishesChanged(this);
      }
      case AsyncConfig.GetAsyncRequest get ->
          send(request.xid(), new AsyncConfig.GetAsyncReply(wishes.masks()));
      case AsyncConfig.SetAsync set -> {
        wishes.set(set.masks());
        handler.wishesChanged(this);
      }
      case AsyncConfig.SetAsync2 set -> {
        wishes.set(set);
        handler.wishesChanged(this);
      }
      case NiciraMessage.SetControllerId id -> {
        wishes.set(id);
        handler.wishesChanged(this);
      }
      case NiciraMessage.SetPacketInFormat format -> wishes.set(format);
      default -> handle(request, frame);
    }
  }

  private void handle(Envelope request, byte[] frame) {
    if (role() == Role.SLAVE && changes(request.message())) {
      throw new WireException(OfError.OFPBRC_IS_SECONDARY, "a slave's " + request.message());
    }
    handler.handle(this, request, frame);
    if (request.message() instanceof Handshake.SetConfig config) {
      wishes.set(config, version);
      handler.wishesChanged(this);
    }
  }

  private static boolean changes(Message message) {
    return message instanceof FlowMod
        || message instanceof GroupMod
        || message instanceof MeterMod
        || message instanceof PortMod
        || message instanceof TableMod
        || message instanceof PacketOut
        || message instanceof Bundle;
  }

  private void write() {
    long askedNanos = 0;
    try {
      while (queue.writeNext(probeNanos == 0 ? SELDOM_MILLIS : tickMillis())) {
        if (version != null && queue.waiting() == 0) {
          handler.drained(this);
        }
        long silent = silence.nanos(System.nanoTime());
        if (probeNanos == 0 || silent < probeNanos || !silence.mayBeAsked()) {
          askedNanos = 0;
        } else if (askedNanos == 0) {
          askedNanos = System.nanoTime();
          queue.offer(
              OpenFlowCodec.encode(
                  version == null ? OfVersion.V13 : version,
                  nextXid(),
                  new Handshake.EchoRequest(Bytes.EMPTY)));
        } else if (System.nanoTime() - askedNanos >= probeNanos) {
          log("openflow-peer-silent", "silent_s", silent / 1_000_000_000);
          ends("silent for %d s, an echo request not answered".formatted(silent / 1_000_000_000));
          return;
        }
      }
    } catch (IOException e) {
      LOG.debug("openflow-connection-ended", "host", host(), "peer", peer(), "why", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      queue.close();
      // Ends the reading thread too, when it is the writing that failed.
      stream.close();
    }
  }

  private long tickMillis() {
    return Math.max(10, probeNanos / 1_000_000 / 4);
  }

  private static void join(Thread writer) {
    try {
      writer.join(2000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
