package io.sluice.openflow.message;

import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Property;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/** Nicira's smaller messages. */
public sealed interface NiciraMessage extends Message {

  /**
   * @param format 0: OpenFlow 1.0, 2: NXM
   */
  record SetFlowFormat(long format) implements NiciraMessage {
    static final Struct<SetFlowFormat> LAYOUT =
        (w, m) -> new SetFlowFormat(w.u32(m, SetFlowFormat::format));
  }

  /** Whether the commands of flow-mods of version 1.0 have a table's number in their high byte. */
  record FlowModTableId(int on) implements NiciraMessage {
    static final Struct<FlowModTableId> LAYOUT =
        (w, m) -> {
          FlowModTableId read = new FlowModTableId(w.u8(m, FlowModTableId::on));
          w.pad(7);
          return read;
        };
  }

  /**
   * @param format 0: the version's, 1: NXT_PACKET_IN, 2: NXT_PACKET_IN2
   */
  record SetPacketInFormat(long format) implements NiciraMessage {
    static final Struct<SetPacketInFormat> LAYOUT =
        (w, m) -> {
          long format = w.u32(m, SetPacketInFormat::format);
          w.check(format <= 2, OfError.OFPBRC_EPERM, () -> "packet-in format " + format);
          return new SetPacketInFormat(format);
        };
  }

  /** Flow statistics tell when a flow was last used and changed. */
  record FlowAge() implements NiciraMessage {}

  record SetControllerId(int id) implements NiciraMessage {
    static final Struct<SetControllerId> LAYOUT =
        (w, m) -> new SetControllerId(w.pad(6).u16(m, SetControllerId::id));
  }

  /**
   * @param onf whether it is ONF's message, of version 1.3
   */
  record FlowMonitorCancel(long monitor, boolean onf) implements NiciraMessage {
    static final Struct<FlowMonitorCancel> NICIRA =
        (w, m) -> new FlowMonitorCancel(w.u32(m, FlowMonitorCancel::monitor), false);
    static final Struct<FlowMonitorCancel> ONF =
        (w, m) -> new FlowMonitorCancel(w.u32(m, FlowMonitorCancel::monitor), true);
  }

  record FlowMonitorPaused() implements NiciraMessage {}

  record FlowMonitorResumed() implements NiciraMessage {}

  /** An option of tunnels and the field it is seen as. */
  record TlvMap(int optionClass, int optionType, int optionLength, int index) {
    static final Struct<TlvMap> LAYOUT =
        (w, m) -> {
          TlvMap read =
              new TlvMap(
                  w.u16(m, TlvMap::optionClass),
                  w.u8(m, TlvMap::optionType),
                  w.u8(m, TlvMap::optionLength),
                  w.u16(m, TlvMap::index));
          w.check(
              read.optionLength > 0 && read.optionLength <= 124 && (read.optionLength & 3) == 0,
              OfError.NXTTMFC_BAD_OPT_LEN,
              () -> "option of " + read.optionLength + " bytes");
          w.pad(2);
          return read;
        };
  }

  /**
   * @param command 0 add, 1 delete, 2 clear
   */
  record TlvTableMod(int command, List<TlvMap> maps) implements NiciraMessage {
    static final Struct<TlvTableMod> LAYOUT =
        (w, m) -> {
          int command = w.u16(m, TlvTableMod::command);
          w.check(command <= 2, OfError.NXTTMFC_BAD_COMMAND, () -> "command " + command);
          return new TlvTableMod(command, w.pad(6).list(m, TlvTableMod::maps, TlvMap.LAYOUT));
        };
  }

  record TlvTableRequest() implements NiciraMessage {}

  record TlvTableReply(long maxSpace, int maxFields, List<TlvMap> maps) implements NiciraMessage {
    static final Struct<TlvTableReply> LAYOUT =
        (w, m) ->
            new TlvTableReply(
                w.u32(m, TlvTableReply::maxSpace),
                w.u16(m, TlvTableReply::maxFields),
                w.pad(10).list(m, TlvTableReply::maps, TlvMap.LAYOUT));
  }

  /** A paused packet goes on. The properties are those of {@link PacketIn.Nicira2}. */
  record Resume(List<Property> properties) implements NiciraMessage {
    static final Struct<Resume> LAYOUT =
        (w, m) -> new Resume(w.list(m, Resume::properties, Property.LAYOUT));
  }

  record CtFlushZone(int zone) implements NiciraMessage {
    static final Struct<CtFlushZone> LAYOUT =
        (w, m) -> new CtFlushZone(w.pad(6).u16(m, CtFlushZone::zone));
  }

  /** Forgets connections. */
  record CtFlush(int protocol, List<Property> properties) implements NiciraMessage {
    static final Struct<CtFlush> LAYOUT =
        (w, m) ->
            new CtFlush(
                w.u8(m, CtFlush::protocol), w.pad(7).list(m, CtFlush::properties, Property.LAYOUT));
  }
}
