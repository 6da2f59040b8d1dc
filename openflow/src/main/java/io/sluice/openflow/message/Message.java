package io.sluice.openflow.message;

/** A message without its header. Which exist depends on the version: {@link MessageTables}. */
public sealed interface Message
    permits Handshake,
        AsyncConfig,
        Bundle,
        FlowMod,
        FlowRemoved,
        GroupMod,
        MeterMod,
        Multipart,
        NiciraMessage,
        PacketIn,
        PacketOut,
        PortMod,
        PortStatus,
        QueueConfig,
        Role,
        TableMod {}
