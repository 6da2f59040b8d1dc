package io.sluice.flow.pipeline;

/** An action as a rule names it. A rule without actions drops. */
public sealed interface FlowAction {
  /** OpenFlow's number of the port "the switch itself". */
  int PORT_LOCAL = 0xfffe;

  /** OpenFlow's number of the port "where it came from". */
  int PORT_IN_PORT = 0xfff8;

  /** To one port; output to the port it came from is dropped, as OpenFlow says. */
  record Output(int ofport) implements FlowAction {}

  /** Back to where it came from. */
  record InPort() implements FlowAction {}

  /** As a learning switch does. */
  record Normal() implements FlowAction {}

  /** To all ports but the one it came from, VLANs aside. */
  record Flood() implements FlowAction {}

  /** The same as FLOOD here: no port is excluded from flooding. */
  record All() implements FlowAction {}

  /** Sets a whole field; a wide field has {@code hi} too. No effect on packets without it. */
  record SetField(Field field, long hi, long lo) implements FlowAction {
    public SetField(Field field, long value) {
      this(field, 0, value);
    }
  }

  /** Sets bits of the TOS or traffic class byte. */
  record SetTos(int value, int mask) implements FlowAction {}

  /** Sets bits of the outer tag's TCI, adding a tag when there is none. */
  record SetVlan(int value, int mask) implements FlowAction {}

  record PopVlan() implements FlowAction {}

  /** Adds a tag with VLAN 0, or what the outer tag had. */
  record PushVlan(int tpid) implements FlowAction {}

  /** One less; the packet ends here when nothing is left. */
  record DecTtl() implements FlowAction {}

  /**
   * Looks the packet up again, then goes on behind it.
   *
   * @param inPort matched in place of the real one; -1: the same
   * @param table -1: the same
   */
  record Resubmit(int inPort, int table) implements FlowAction {}

  /** Looks the packet up in a later table; the last action of a rule. */
  record GotoTable(int table) implements FlowAction {}
}
