package io.sluice.openflow.action;

import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.wire.Struct;

/**
 * The specification's actions: OpenFlow 1.0.2 section 5.2.4, 1.3.5 section 7.2.5. Ether types, tags
 * and the like are as on the wire; ports as {@link io.sluice.openflow.wire.Wire#port(Object,
 * java.util.function.ToLongFunction)} has them.
 */
public sealed interface StandardAction extends Action {

  /**
   * @param maxLength how many bytes of the packet a controller gets; 0xffff: all
   */
  record Output(long port, int maxLength) implements StandardAction {
    static final Struct<Output> LAYOUT =
        (w, a) -> new Output(w.port(a, Output::port), w.u16(a, Output::maxLength));
  }

  /** Version 1.0 only. */
  record Enqueue(long port, long queue) implements StandardAction {
    static final Struct<Enqueue> LAYOUT =
        (w, a) -> new Enqueue(w.port16(a, Enqueue::port), w.pad(6).u32(a, Enqueue::queue));
  }

  record SetVlanVid(int vid) implements StandardAction {
    static final Struct<SetVlanVid> LAYOUT = (w, a) -> new SetVlanVid(w.u16(a, SetVlanVid::vid));
  }

  record SetVlanPcp(int pcp) implements StandardAction {
    static final Struct<SetVlanPcp> LAYOUT = (w, a) -> new SetVlanPcp(w.u8(a, SetVlanPcp::pcp));
  }

  /** In version 1.0 called STRIP_VLAN. */
  record PopVlan() implements StandardAction {}

  record SetDlSrc(long address) implements StandardAction {
    static final Struct<SetDlSrc> LAYOUT = (w, a) -> new SetDlSrc(w.u48(a, SetDlSrc::address));
  }

  record SetDlDst(long address) implements StandardAction {
    static final Struct<SetDlDst> LAYOUT = (w, a) -> new SetDlDst(w.u48(a, SetDlDst::address));
  }

  record SetNwSrc(long address) implements StandardAction {
    static final Struct<SetNwSrc> LAYOUT = (w, a) -> new SetNwSrc(w.u32(a, SetNwSrc::address));
  }

  record SetNwDst(long address) implements StandardAction {
    static final Struct<SetNwDst> LAYOUT = (w, a) -> new SetNwDst(w.u32(a, SetNwDst::address));
  }

  record SetNwTos(int tos) implements StandardAction {
    static final Struct<SetNwTos> LAYOUT = (w, a) -> new SetNwTos(w.u8(a, SetNwTos::tos));
  }

  record SetTpSrc(int port) implements StandardAction {
    static final Struct<SetTpSrc> LAYOUT = (w, a) -> new SetTpSrc(w.u16(a, SetTpSrc::port));
  }

  record SetTpDst(int port) implements StandardAction {
    static final Struct<SetTpDst> LAYOUT = (w, a) -> new SetTpDst(w.u16(a, SetTpDst::port));
  }

  record CopyTtlOut() implements StandardAction {}

  record CopyTtlIn() implements StandardAction {}

  record SetMplsTtl(int ttl) implements StandardAction {
    static final Struct<SetMplsTtl> LAYOUT = (w, a) -> new SetMplsTtl(w.u8(a, SetMplsTtl::ttl));
  }

  record DecMplsTtl() implements StandardAction {}

  record PushVlan(int etherType) implements StandardAction {
    static final Struct<PushVlan> LAYOUT = (w, a) -> new PushVlan(w.u16(a, PushVlan::etherType));
  }

  record PushMpls(int etherType) implements StandardAction {
    static final Struct<PushMpls> LAYOUT = (w, a) -> new PushMpls(w.u16(a, PushMpls::etherType));
  }

  record PopMpls(int etherType) implements StandardAction {
    static final Struct<PopMpls> LAYOUT = (w, a) -> new PopMpls(w.u16(a, PopMpls::etherType));
  }

  record PushPbb(int etherType) implements StandardAction {
    static final Struct<PushPbb> LAYOUT = (w, a) -> new PushPbb(w.u16(a, PushPbb::etherType));
  }

  record PopPbb() implements StandardAction {}

  record SetQueue(long queue) implements StandardAction {
    static final Struct<SetQueue> LAYOUT = (w, a) -> new SetQueue(w.u32(a, SetQueue::queue));
  }

  record Group(long group) implements StandardAction {
    static final Struct<Group> LAYOUT = (w, a) -> new Group(w.u32(a, Group::group));
  }

  record SetNwTtl(int ttl) implements StandardAction {
    static final Struct<SetNwTtl> LAYOUT = (w, a) -> new SetNwTtl(w.u8(a, SetNwTtl::ttl));
  }

  record DecNwTtl() implements StandardAction {}

  record SetField(MatchField field) implements StandardAction {
    static final Struct<SetField> LAYOUT =
        (w, a) -> new SetField(w.part(a, SetField::field, MatchField.IN_ACTION));
  }
}
