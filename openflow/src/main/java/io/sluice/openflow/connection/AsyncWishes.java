package io.sluice.openflow.connection;

import io.sluice.flow.cache.Punt;
import io.sluice.openflow.message.AsyncConfig;
import io.sluice.openflow.message.AsyncConfig.Masks;
import io.sluice.openflow.message.FlowRemoved;
import io.sluice.openflow.message.Handshake;
import io.sluice.openflow.message.Message;
import io.sluice.openflow.message.NiciraMessage;
import io.sluice.openflow.message.PortStatus;
import io.sluice.openflow.message.Role;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.Property;
import io.sluice.openflow.wire.WireException;

/**
 * What one peer wants to hear unasked, and how. Its reading thread writes, any thread reads.
 *
 * <p>A peer that came to us is taken for a tool: it hears nothing before it asks, by set-config
 * with a length or by set-async.
 */
final class AsyncWishes {
  private static final int INVALID_TTL_TO_CONTROLLER = 1 << 2;

  // Version 1.4's types of properties.
  private static final int PACKET_IN_SLAVE = 0;
  private static final int PACKET_IN = 1;
  private static final int PORT_STATUS_SLAVE = 2;
  private static final int PORT_STATUS = 3;
  private static final int FLOW_REMOVED_SLAVE = 4;
  private static final int FLOW_REMOVED = 5;

  /**
   * Which bits a property of each type may have; those from the sixth on are of what is never told
   * here, as roles and tables by 1.4's messages.
   */
  private static final long[] ALLOWED = {
    AsyncMasks.PACKET_INS,
    AsyncMasks.PACKET_INS,
    AsyncMasks.PORT_STATUSES,
    AsyncMasks.PORT_STATUSES,
    AsyncMasks.FLOWS_REMOVED,
    AsyncMasks.FLOWS_REMOVED,
    0b111,
    0b111,
    0b11000,
    0b11000,
    0b11,
    0b11
  };

  private final boolean service;
  private volatile Masks masks = AsyncMasks.DEFAULT;
  private volatile boolean wanted;
  private volatile int packetInFormat;
  private volatile int controllerId;

  AsyncWishes(boolean service) {
    this.service = service;
    wanted = !service;
  }

  Masks masks() {
    return masks;
  }

  /** 0: the version's, 1: NXT_PACKET_IN, 2: NXT_PACKET_IN2. */
  int packetInFormat() {
    return packetInFormat;
  }

  int controllerId() {
    return controllerId;
  }

  int configFlags(OfVersion version) {
    boolean asked = AsyncMasks.bit(masks.packetIn(), Punt.INVALID_TTL);
    return version == OfVersion.V10 && asked ? INVALID_TTL_TO_CONTROLLER : 0;
  }

  void set(Masks now) {
    masks = AsyncMasks.known(now);
    wanted = true;
  }

  void set(NiciraMessage.SetPacketInFormat format) {
    packetInFormat = (int) format.format();
  }

  void set(NiciraMessage.SetControllerId id) {
    controllerId = id.id();
  }

  void set(AsyncConfig.SetAsync2 set) {
    Masks m = masks;
    for (Property p : set.properties()) {
      Bytes value = p.value();
      if (p.type() >= ALLOWED.length) {
        throw new WireException(OfError.OFPACFC_UNSUPPORTED, "property " + p);
      }
      if (value.length() != Integer.BYTES) {
        throw new WireException(OfError.OFPBPC_BAD_LEN, "property " + p);
      }
      if ((value.toLong() & ~ALLOWED[p.type()]) != 0) {
        throw new WireException(OfError.OFPACFC_INVALID, "property " + p);
      }
      m = with(m, p.type(), value.toLong());
    }
    set(m);
  }

  private static Masks with(Masks m, int type, long mask) {
    return new Masks(
        type == PACKET_IN ? mask : m.packetIn(),
        type == PACKET_IN_SLAVE ? mask : m.packetInSlave(),
        type == PORT_STATUS ? mask : m.portStatus(),
        type == PORT_STATUS_SLAVE ? mask : m.portStatusSlave(),
        type == FLOW_REMOVED ? mask : m.flowRemoved(),
        type == FLOW_REMOVED_SLAVE ? mask : m.flowRemovedSlave());
  }

  void set(Handshake.SetConfig config, OfVersion version) {
    if (service) {
      wanted = config.missSendLength() > 0;
    }
    if (version == OfVersion.V10) {
      Masks m = masks;
      long bit = 1L << Punt.INVALID_TTL;
      boolean on = (config.flags() & INVALID_TTL_TO_CONTROLLER) != 0;
      masks = with(m, PACKET_IN, on ? m.packetIn() | bit : m.packetIn() & ~bit);
    }
  }

  /**
   * Of misses without a rule only those hear whose version is older than 1.3.
   *
   * @param reason as in {@link Punt}
   * @param controller 0: of those that have given themselves no number
   */
  boolean wantsPacketIn(OfVersion version, long role, int reason, int controller) {
    if (!wanted || version == null || controller != controllerId) {
      return false;
    }
    int asked =
        switch (reason) {
          case Punt.EXPLICIT_MISS, Punt.IMPLICIT_MISS -> Punt.NO_MATCH;
          // Version 1.4 has divided what an action sends.
          case Punt.ACTION_SET, Punt.GROUP, Punt.PACKET_OUT -> Punt.ACTION;
          default -> reason;
        };
    return (reason != Punt.IMPLICIT_MISS || version == OfVersion.V10)
        && AsyncMasks.bit(role == Role.SLAVE ? masks.packetInSlave() : masks.packetIn(), asked);
  }

  /** Of messages that all peers get in the same form. A role that is lost is told of always. */
  boolean wants(OfVersion version, long role, Message message) {
    if (message instanceof Role.RoleStatus) {
      return version == OfVersion.V13;
    }
    Masks m = masks;
    boolean slave = role == Role.SLAVE;
    return wanted
        && version != null
        && switch (message) {
          case PortStatus status ->
              AsyncMasks.bit(slave ? m.portStatusSlave() : m.portStatus(), status.reason());
          case FlowRemoved removed ->
              AsyncMasks.bit(slave ? m.flowRemovedSlave() : m.flowRemoved(), removed.reason());
          default -> true;
        };
  }
}
