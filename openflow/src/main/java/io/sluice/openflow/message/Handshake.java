package io.sluice.openflow.message;

import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.OfVersion;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/** Setting up, watching and configuring a connection. OpenFlow 1.3.5, 7.3.1, 7.3.2, 7.4.4, 7.5. */
public sealed interface Handshake extends Message {

  /**
   * The first message of each side. Its contents are kept as they are: what cannot be understood of
   * them must be ignored ({@link HelloVersions}).
   */
  record Hello(Bytes elements) implements Handshake {
    static final Struct<Hello> LAYOUT = (w, m) -> new Hello(w.rest(m, Hello::elements));
  }

  /**
   * @param data what follows type and code: at least the first 64 bytes of the request, after the
   *     experimenter's number when there is one
   */
  record ErrorMessage(int type, int code, Bytes data) implements Handshake {
    static final Struct<ErrorMessage> LAYOUT =
        (w, m) ->
            new ErrorMessage(
                w.u16(m, ErrorMessage::type),
                w.u16(m, ErrorMessage::code),
                w.rest(m, ErrorMessage::data));

    /** Bytes of an error's header, type and code. */
    private static final int OVERHEAD = OpenFlowCodec.HEADER + 4;

    /**
     * The answer to a request that is refused; it has all its bytes, as Open vSwitch's do (OpenFlow
     * demands 64), or as many as a message can have.
     */
    public static ErrorMessage of(OfError error, OfVersion version, Bytes request) {
      OfError.Code code = error.code(version);
      Bytes data = code.prefix().plus(request);
      return new ErrorMessage(code.type(), code.code(), data.first(0xffff - OVERHEAD));
    }
  }

  record EchoRequest(Bytes data) implements Handshake {
    static final Struct<EchoRequest> LAYOUT =
        (w, m) -> new EchoRequest(w.rest(m, EchoRequest::data));
  }

  record EchoReply(Bytes data) implements Handshake {
    static final Struct<EchoReply> LAYOUT = (w, m) -> new EchoReply(w.rest(m, EchoReply::data));
  }

  record FeaturesRequest() implements Handshake {}

  /**
   * @param auxiliary the number of this connection, 0 for the main one; 1.3 only
   * @param actions bits of actions that there are; 1.0 only
   * @param ports 1.0 only
   */
  record FeaturesReply(
      long datapathId,
      long buffers,
      int tables,
      int auxiliary,
      long capabilities,
      long actions,
      List<PortDesc> ports)
      implements Handshake {
    static final Struct<FeaturesReply> LAYOUT =
        (w, m) ->
            new FeaturesReply(
                w.u64(m, FeaturesReply::datapathId),
                w.u32(m, FeaturesReply::buffers),
                w.u8(m, FeaturesReply::tables),
                w.u8(m, FeaturesReply::auxiliary),
                w.pad(2).u32(m, FeaturesReply::capabilities),
                w.u32(m, FeaturesReply::actions),
                w.is10() ? w.list(m, FeaturesReply::ports, PortDesc.LAYOUT) : List.of());
  }

  record GetConfigRequest() implements Handshake {}

  /**
   * @param flags how IP fragments are treated: 0 normal, 1 drop, 2 reassemble, 3 Nicira's match
   * @param missSendLength how many bytes of a packet without a flow go to the controller
   */
  record GetConfigReply(int flags, int missSendLength) implements Handshake {
    static final Struct<GetConfigReply> LAYOUT =
        (w, m) ->
            new GetConfigReply(
                w.u16(m, GetConfigReply::flags), w.u16(m, GetConfigReply::missSendLength));
  }

  /** See {@link GetConfigReply}. */
  record SetConfig(int flags, int missSendLength) implements Handshake {
    private static final int FRAGMENTS = 3;

    /** Version 1.0 also has Open vSwitch's: packets without TTL come to the controller. */
    private static final int FRAGMENTS_AND_INVALID_TTL = 7;

    static final Struct<SetConfig> LAYOUT =
        (w, m) -> {
          int flags = w.u16(m, SetConfig::flags);
          int known = w.is10() ? FRAGMENTS_AND_INVALID_TTL : FRAGMENTS;
          w.check((flags & ~known) == 0, OfError.OFPSCFC_BAD_FLAGS, () -> "flags " + flags);
          return new SetConfig(flags, w.u16(m, SetConfig::missSendLength));
        };
  }

  /** Answered when all requests before it have been carried out. */
  record BarrierRequest() implements Handshake {}

  record BarrierReply() implements Handshake {}
}
