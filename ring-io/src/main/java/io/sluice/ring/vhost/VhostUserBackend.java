package io.sluice.ring.vhost;

import io.sluice.ring.virtqueue.GuestMemory;
import io.sluice.ring.virtqueue.VringConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The vhost-user protocol engine of one connection: holds the device's whole state, reads and
 * writes no socket. Owned by the session's thread; the rings run elsewhere, so the driver does, for
 * each message:
 *
 * <pre>
 *   for ring in ringsToStop(message): stop it on its lane, then ringStopped(ring, its indices)
 *   reply = handle(message)
 *   for ring in startable(): start it with runnable(ring), then ringStarted(ring)
 * </pre>
 *
 * <p>Invariant: a descriptor is closed and memory unmapped only while no ring that could use it
 * runs; handling a message before its rings stopped throws IllegalStateException.
 */
public final class VhostUserBackend implements AutoCloseable {
  /** Most regions with CONFIGURE_MEM_SLOTS; each descriptor's address is looked for among them. */
  static final int MAX_MEM_SLOTS = 32;

  private final VhostDeviceConfig config;
  private final VringState[] rings;
  private final VringRequests vringRequests;
  private final GuestMemoryMapper mapper = new GuestMemoryMapper(MAX_MEM_SLOTS);
  private final MemoryRequests memoryRequests = new MemoryRequests(mapper);
  private long features;
  private long protocolFeatures;
  private int frontEndMtu;
  private int status;
  private String lastRefusal = "";

  public VhostUserBackend(VhostDeviceConfig config) {
    this.config = config;
    rings = new VringState[config.rings()];
    for (int i = 0; i < rings.length; i++) {
      rings[i] = new VringState();
    }
    vringRequests = new VringRequests(rings, mapper);
  }

  // ---- what the driver asks -------------------------------------------------------------------

  /** The running rings that must stop before this message is handled. */
  public BitSet ringsToStop(VhostMessage message) {
    VhostRequest request = VhostRequest.of(message.request());
    if (request == null) {
      return new BitSet();
    }
    return switch (request) {
      case SET_FEATURES, SET_MEM_TABLE, ADD_MEM_REG, REM_MEM_REG, RESET_OWNER, RESET_DEVICE ->
          running();
      // Status 0 resets the device; every other status leaves the rings alone.
      case SET_STATUS ->
          message.payloadSize() == 8 && message.u64(0) == 0 ? running() : new BitSet();
      case SET_VRING_NUM,
          SET_VRING_ADDR,
          SET_VRING_BASE,
          GET_VRING_BASE,
          SET_VRING_KICK,
          SET_VRING_CALL,
          SET_VRING_ENABLE ->
          runningOf(vringRequests.ringOf(request, message));
      default -> new BitSet();
    };
  }

  /** The rings that run now. */
  public BitSet running() {
    BitSet set = new BitSet();
    for (int i = 0; i < rings.length; i++) {
      set.set(i, rings[i].running);
    }
    return set;
  }

  private BitSet runningOf(int ring) {
    BitSet set = new BitSet();
    if (ring >= 0 && rings[ring].running) {
      set.set(ring);
    }
    return set;
  }

  /** The lane runs this ring now, with what {@link #runnable} gave. */
  public void ringStarted(int ring) {
    rings[ring].running = true;
    rings[ring].indicesUnproven = false;
  }

  /** The lane let go of this ring; it left off at these indices. */
  public void ringStopped(int ring, int availIndex, int usedIndex) {
    VringState r = rings[ring];
    r.running = false;
    r.availIndex = availIndex & 0xffff;
    r.usedIndex = usedIndex & 0xffff;
  }

  /** The stopped rings that may run now. */
  public BitSet startable() {
    BitSet set = new BitSet();
    for (int i = 0; i < rings.length; i++) {
      set.set(i, !rings[i].running && runnable(i) != null);
    }
    return set;
  }

  /** What to run this ring with, or null when it may not run (see {@link #whyNotRunnable}). */
  public VringConfig runnable(int ring) {
    return vringRequests.runnable(ring, features);
  }

  /** For people: what a ring waits for; empty when it may run. */
  public String whyNotRunnable(int ring) {
    return vringRequests.whyNot(ring);
  }

  /** The rings of which the front end has said something. Owning thread only. */
  public List<VringView> rings() {
    List<VringView> views = new ArrayList<>();
    for (int i = 0; i < rings.length; i++) {
      if (rings[i].size > 0 || rings[i].started) {
        views.add(rings[i].view(i, whyNotRunnable(i)));
      }
    }
    return views;
  }

  /** The ring's interrupt was replaced while it had work done: tell the guest again. */
  private void interrupt(int ring) {
    if (rings[ring].started && rings[ring].call != null) {
      rings[ring].call.signal();
    }
  }

  /**
   * Tells the front end through the ring's error descriptor, if it gave one, that the ring failed.
   */
  public void reportError(int ring) {
    if (rings[ring].err != null) {
      rings[ring].err.signal();
    }
  }

  public VhostDeviceConfig config() {
    return config;
  }

  /** The virtio features in force, 0 before SET_FEATURES. */
  public long features() {
    return features;
  }

  public long protocolFeatures() {
    return protocolFeatures;
  }

  /** The MTU that the front end announced, 0 when it did not. */
  public int frontEndMtu() {
    return frontEndMtu;
  }

  /** The virtio device status that the front end reported, 0 when it did not. */
  public int status() {
    return status;
  }

  public GuestMemory memory() {
    return mapper.memory();
  }

  /** For people: the last request that was refused and why; empty when none was. */
  public String lastRefusal() {
    return lastRefusal;
  }

  /** Whether a file behind the guest's memory is now shorter than its mapping. */
  public boolean memoryShrunk() {
    return mapper.shrunk();
  }

  /**
   * Whether a file behind the guest's memory may have been shorter than its mapping for a moment:
   * asked when a fault has no other explanation, as files that only changed otherwise count too.
   * Any thread.
   */
  public boolean memoryMayHaveShrunk() {
    return mapper.mayHaveShrunk();
  }

  /** Makes every further access to the guest's memory harmless; only to end the device. */
  public void neutralise() {
    mapper.neutralise();
  }

  /** Closes every descriptor and unmaps the memory; every ring must have stopped. */
  @Override
  public void close() {
    requireStopped(running(), "closing");
    for (VringState ring : rings) {
      ring.reset();
    }
    mapper.close();
  }

  private static void requireStopped(BitSet running, String before) {
    if (!running.isEmpty()) {
      throw new IllegalStateException("rings " + running + " still run before " + before);
    }
  }

  // ---- messages -------------------------------------------------------------------------------

  /**
   * Does what a message asks and closes the message.
   *
   * @return the bytes to send back, or null when nothing is to be sent
   * @throws VhostProtocolException when the connection must end: a malformed message, or a request
   *     refused that asked for no answer (the front end would take it for done)
   */
  public byte[] handle(VhostMessage message) throws VhostProtocolException {
    requireStopped(ringsToStop(message), message.toString());
    boolean acknowledge =
        message.needsReply() && (protocolFeatures & ProtocolFeature.REPLY_ACK) != 0;
    try (message) {
      byte[] reply = dispatch(message);
      if (reply == null && acknowledge) {
        return VhostMessage.reply(message.request(), 0);
      }
      return reply;
    } catch (VhostRefusedException e) {
      lastRefusal = VhostRequest.name(message.request()) + ": " + e.getMessage();
      if (acknowledge && !hasReplyOfItsOwn(message.request())) {
        return VhostMessage.reply(message.request(), 1);
      }
      throw new VhostProtocolException(lastRefusal);
    }
  }

  private static boolean hasReplyOfItsOwn(int code) {
    VhostRequest request = VhostRequest.of(code);
    return request != null
        && switch (request) {
          case GET_FEATURES,
              GET_PROTOCOL_FEATURES,
              GET_QUEUE_NUM,
              GET_VRING_BASE,
              GET_INFLIGHT_FD,
              GET_MAX_MEM_SLOTS,
              GET_STATUS ->
              true;
          default -> false;
        };
  }

  private byte[] dispatch(VhostMessage m) throws VhostRefusedException, VhostProtocolException {
    VhostRequest request = VhostRequest.of(m.request());
    if (request == null) {
      throw new VhostRefusedException("this back end does not know it");
    }
    if (request.payloadSize() != VhostRequest.ANY_SIZE
        && m.payloadSize() != request.payloadSize()) {
      throw new VhostProtocolException(
          "%s has a payload of %d bytes, expected %d"
              .formatted(request, m.payloadSize(), request.payloadSize()));
    }
    switch (request) {
      case GET_FEATURES -> {
        return VhostMessage.reply(m.request(), config.features());
      }
      case GET_PROTOCOL_FEATURES -> {
        return VhostMessage.reply(m.request(), config.protocolFeatures());
      }
      case GET_QUEUE_NUM -> {
        return VhostMessage.reply(m.request(), config.queuePairs());
      }
      case GET_MAX_MEM_SLOTS -> {
        return VhostMessage.reply(m.request(), MAX_MEM_SLOTS);
      }
      case GET_STATUS -> {
        return VhostMessage.reply(m.request(), status);
      }
      case GET_VRING_BASE -> {
        return stopRing(m);
      }
      case SET_OWNER, SET_LOG_FD -> {}
      case SET_FEATURES -> features = offered(m.u64(0), config.features(), "virtio features");
      case SET_PROTOCOL_FEATURES ->
          protocolFeatures = offered(m.u64(0), config.protocolFeatures(), "protocol features");
      case SET_MEM_TABLE, ADD_MEM_REG, REM_MEM_REG -> memoryRequests.handle(request, m);
      case SET_LOG_BASE -> {
        // The dirty log is not built, so LOG_SHMFD is not offered. Whoever passes a descriptor all
        // the same waits for an (empty) answer.
        return m.fdCount() > 0 ? VhostMessage.reply(m.request(), new byte[0]) : null;
      }
      case SET_VRING_CALL -> interrupt(vringRequests.handle(request, m));
      case SET_VRING_NUM,
          SET_VRING_ADDR,
          SET_VRING_BASE,
          SET_VRING_KICK,
          SET_VRING_ERR,
          SET_VRING_ENABLE ->
          vringRequests.handle(request, m);
      case NET_SET_MTU -> setMtu(m.u64(0));
      case SET_STATUS -> setStatus(m.u64(0));
      case RESET_OWNER -> {
        // Deprecated; the spec recommends to disable the rings and keep all else.
        for (VringState ring : rings) {
          ring.enabled = false;
        }
      }
      case RESET_DEVICE -> {
        for (VringState ring : rings) {
          ring.reset();
        }
        status = 0;
      }
      case SEND_RARP, GET_INFLIGHT_FD, SET_INFLIGHT_FD ->
          throw new VhostRefusedException("its protocol feature was not offered");
    }
    return null;
  }

  private static long offered(long wanted, long offered, String what) throws VhostRefusedException {
    long rest = wanted & ~offered;
    if (rest != 0) {
      throw new VhostRefusedException("%s 0x%x were not offered".formatted(what, rest));
    }
    return wanted;
  }

  private byte[] stopRing(VhostMessage m) throws VhostRefusedException {
    int index = vringRequests.handle(VhostRequest.GET_VRING_BASE, m);
    return VhostMessage.reply(
        m.request(),
        ByteBuffer.allocate(8)
            .order(ByteOrder.nativeOrder())
            .putInt(index)
            .putInt(rings[index].availIndex)
            .array());
  }

  private void setMtu(long mtu) throws VhostRefusedException {
    int most = config.mtu().orElse(65535);
    if (mtu < 68 || mtu > most) {
      throw new VhostRefusedException(
          "an mtu of " + Long.toUnsignedString(mtu) + ", expected 68 to " + most);
    }
    frontEndMtu = (int) mtu;
  }

  private void setStatus(long value) throws VhostRefusedException {
    if ((value & ~0xffL) != 0) {
      throw new VhostRefusedException("a status of 0x" + Long.toHexString(value));
    }
    status = (int) value;
    if (status == 0) {
      for (VringState ring : rings) {
        ring.stopForGood();
      }
    }
  }
}
