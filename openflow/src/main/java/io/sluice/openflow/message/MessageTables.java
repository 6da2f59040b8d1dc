package io.sluice.openflow.message;

import io.sluice.openflow.wire.Choice;
import io.sluice.openflow.wire.OfVersion;

/** The tables of the messages: by type, and for experimenters' by their subtype. */
final class MessageTables {
  /** The type of an experimenter's message, called vendor in 1.0. */
  static final int EXPERIMENTER = 4;

  private static final Choice<Message> V10 =
      common()
          .on(10, PacketIn.Standard.class, PacketIn.Standard.V10)
          .on(11, FlowRemoved.class, FlowRemoved::hasMatch10, FlowRemoved.V10)
          .on(14, FlowMod.class, FlowMod::hasMatch10, FlowMod.V10)
          .on(15, PortMod.class, PortMod.LAYOUT)
          .on(16, Multipart.MultipartRequest.class, Multipart.MultipartRequest.LAYOUT)
          .on(17, Multipart.MultipartReply.class, Multipart.MultipartReply.LAYOUT)
          .on(18, new Handshake.BarrierRequest())
          .on(19, new Handshake.BarrierReply())
          .on(20, QueueConfig.QueueConfigRequest.class, QueueConfig.QueueConfigRequest.LAYOUT)
          .on(21, QueueConfig.QueueConfigReply.class, QueueConfig.QueueConfigReply.LAYOUT);

  private static final Choice<Message> V13 =
      common()
          .on(10, PacketIn.Standard.class, PacketIn.Standard.V13)
          .on(11, FlowRemoved.class, FlowRemoved.V13)
          .on(14, FlowMod.class, FlowMod.V13)
          .on(15, GroupMod.class, GroupMod.LAYOUT)
          .on(16, PortMod.class, PortMod.LAYOUT)
          .on(17, TableMod.class, TableMod.LAYOUT)
          .on(18, Multipart.MultipartRequest.class, Multipart.MultipartRequest.LAYOUT)
          .on(19, Multipart.MultipartReply.class, Multipart.MultipartReply.LAYOUT)
          .on(20, new Handshake.BarrierRequest())
          .on(21, new Handshake.BarrierReply())
          .on(22, QueueConfig.QueueConfigRequest.class, QueueConfig.QueueConfigRequest.LAYOUT)
          .on(23, QueueConfig.QueueConfigReply.class, QueueConfig.QueueConfigReply.LAYOUT)
          .on(24, Role.RoleRequest.class, Role.RoleRequest.LAYOUT)
          .on(25, Role.RoleReply.class, Role.RoleReply.LAYOUT)
          .on(26, new AsyncConfig.GetAsyncRequest())
          .on(27, AsyncConfig.GetAsyncReply.class, AsyncConfig.GetAsyncReply.LAYOUT)
          .on(28, AsyncConfig.SetAsync.class, m -> !m.nicira(), AsyncConfig.SetAsync.STANDARD)
          .on(29, MeterMod.class, MeterMod.LAYOUT);

  private static final Choice<Message> NICIRA_10 =
      nicira()
          .on(12, NiciraMessage.SetFlowFormat.class, NiciraMessage.SetFlowFormat.LAYOUT)
          .on(
              21,
              NiciraMessage.FlowMonitorCancel.class,
              m -> !m.onf(),
              NiciraMessage.FlowMonitorCancel.NICIRA)
          .on(22, new NiciraMessage.FlowMonitorPaused())
          .on(23, new NiciraMessage.FlowMonitorResumed())
          .on(13, FlowMod.class, FlowMod.NICIRA)
          .on(14, FlowRemoved.class, FlowRemoved.NICIRA)
          .on(31, GroupMod.class, GroupMod.NICIRA);

  private static final Choice<Message> NICIRA_13 = nicira();

  private static final Choice<Message> ONF_13 =
      new Choice<Message>()
          .on(
              1870,
              NiciraMessage.FlowMonitorCancel.class,
              NiciraMessage.FlowMonitorCancel::onf,
              NiciraMessage.FlowMonitorCancel.ONF)
          .on(1871, new NiciraMessage.FlowMonitorPaused())
          .on(1872, new NiciraMessage.FlowMonitorResumed())
          .on(1911, Role.RoleStatus.class, Role.RoleStatus.LAYOUT)
          .on(2300, Bundle.BundleControl.class, Bundle.BundleControl.LAYOUT)
          .on(2301, Bundle.BundleAdd.class, Bundle.BundleAdd.LAYOUT);

  private static final Choice<Message> NONE = new Choice<>();

  private MessageTables() {}

  static Choice<Message> standard(OfVersion version) {
    return version == OfVersion.V10 ? V10 : V13;
  }

  static Choice<Message> nicira(OfVersion version) {
    return version == OfVersion.V10 ? NICIRA_10 : NICIRA_13;
  }

  static Choice<Message> onf(OfVersion version) {
    return version == OfVersion.V10 ? NONE : ONF_13;
  }

  private static Choice<Message> common() {
    return new Choice<Message>()
        .on(0, Handshake.Hello.class, Handshake.Hello.LAYOUT)
        .on(1, Handshake.ErrorMessage.class, Handshake.ErrorMessage.LAYOUT)
        .on(2, Handshake.EchoRequest.class, Handshake.EchoRequest.LAYOUT)
        .on(3, Handshake.EchoReply.class, Handshake.EchoReply.LAYOUT)
        .on(5, new Handshake.FeaturesRequest())
        .on(6, Handshake.FeaturesReply.class, Handshake.FeaturesReply.LAYOUT)
        .on(7, new Handshake.GetConfigRequest())
        .on(8, Handshake.GetConfigReply.class, Handshake.GetConfigReply.LAYOUT)
        .on(9, Handshake.SetConfig.class, Handshake.SetConfig.LAYOUT)
        .on(12, PortStatus.class, PortStatus.LAYOUT)
        .on(13, PacketOut.class, PacketOut.LAYOUT);
  }

  private static Choice<Message> nicira() {
    return new Choice<Message>()
        .on(10, Role.NiciraRoleRequest.class, Role.NiciraRoleRequest.LAYOUT)
        .on(11, Role.NiciraRoleReply.class, Role.NiciraRoleReply.LAYOUT)
        .on(15, NiciraMessage.FlowModTableId.class, NiciraMessage.FlowModTableId.LAYOUT)
        .on(16, NiciraMessage.SetPacketInFormat.class, NiciraMessage.SetPacketInFormat.LAYOUT)
        .on(17, PacketIn.Nicira.class, PacketIn.Nicira.LAYOUT)
        .on(18, new NiciraMessage.FlowAge())
        .on(
            19,
            AsyncConfig.SetAsync.class,
            AsyncConfig.SetAsync::nicira,
            AsyncConfig.SetAsync.NICIRA)
        .on(20, NiciraMessage.SetControllerId.class, NiciraMessage.SetControllerId.LAYOUT)
        .on(24, NiciraMessage.TlvTableMod.class, NiciraMessage.TlvTableMod.LAYOUT)
        .on(25, new NiciraMessage.TlvTableRequest())
        .on(26, NiciraMessage.TlvTableReply.class, NiciraMessage.TlvTableReply.LAYOUT)
        .on(27, AsyncConfig.SetAsync2.class, AsyncConfig.SetAsync2.LAYOUT)
        .on(28, NiciraMessage.Resume.class, NiciraMessage.Resume.LAYOUT)
        .on(29, NiciraMessage.CtFlushZone.class, NiciraMessage.CtFlushZone.LAYOUT)
        .on(30, PacketIn.Nicira2.class, PacketIn.Nicira2.LAYOUT)
        .on(32, NiciraMessage.CtFlush.class, NiciraMessage.CtFlush.LAYOUT);
  }
}
