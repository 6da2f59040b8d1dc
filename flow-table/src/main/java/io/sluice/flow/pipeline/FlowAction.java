package io.sluice.flow.pipeline;

import java.util.List;

/**
 * An action or, at the end of a list, an instruction as a rule names it. A rule without actions
 * drops. The words are those of ovs-actions(7).
 */
public sealed interface FlowAction {
  /** OpenFlow's number of the port "the switch itself". */
  int PORT_LOCAL = 0xfffe;

  /** OpenFlow's number of the port "where it came from". */
  int PORT_IN_PORT = 0xfff8;

  /** OpenFlow's number of "the tables": only packets that a controller hands in go there. */
  int PORT_TABLE = 0xfff9;

  /** OpenFlow 1.0's number of "as a learning switch does". */
  int PORT_NORMAL = 0xfffa;

  /** OpenFlow 1.0's number of "flood". */
  int PORT_FLOOD = 0xfffb;

  /** OpenFlow 1.0's number of "all ports". */
  int PORT_ALL = 0xfffc;

  /** OpenFlow 1.0's number of "the controllers". */
  int PORT_CONTROLLER = 0xfffd;

  /** "No output in the action set". */
  int PORT_UNSET = 0xfff7;

  /** OpenFlow 1.0's number of "no port". */
  int PORT_NONE = 0xffff;

  /**
   * To one port; output to the port it came from is dropped, as OpenFlow says.
   *
   * @param maxLength what OpenFlow has for controllers, here only to be shown again: as in {@link
   *     InPort}, {@link Normal}, {@link Flood} and {@link All}
   */
  record Output(int ofport, int maxLength) implements FlowAction {
    public Output(int ofport) {
      this(ofport, 0);
    }
  }

  /**
   * To one port, the beginning of the packet only.
   *
   * @param maxLength bytes, at least an Ethernet header
   */
  record OutputTruncated(int ofport, long maxLength) implements FlowAction {}

  /** To the port whose number these bits hold; 0xfff8 is where it came from. */
  record OutputReg(Subfield source, int maxLength) implements FlowAction {}

  /** Back to where it came from. */
  record InPort(int maxLength) implements FlowAction {
    public InPort() {
      this(0);
    }
  }

  /** As a learning switch does. */
  record Normal(int maxLength) implements FlowAction {
    public Normal() {
      this(0);
    }
  }

  /** To all ports but the one it came from, VLANs aside. */
  record Flood(int maxLength) implements FlowAction {
    public Flood() {
      this(0);
    }
  }

  /** The same as FLOOD here: no port is excluded from flooding. */
  record All(int maxLength) implements FlowAction {
    public All() {
      this(0);
    }
  }

  /**
   * To the controllers.
   *
   * @param maxLength bytes of the packet; 0xffff: all
   * @param reason OpenFlow's number: 0 no match, 1 action, 2 invalid TTL, ...
   * @param controllerId 0: to all
   * @param userdata hex digits
   * @param meter that limits what is told; 0: {@link MeterMod#CONTROLLER}. One that there is not
   *     limits nothing
   */
  record Controller(int maxLength, int reason, int controllerId, String userdata, int meter)
      implements FlowAction {
    public Controller(int maxLength) {
      this(maxLength, 1, 0, "", 0);
    }
  }

  /** By a group. */
  record Group(int id) implements FlowAction {}

  /**
   * Sets the bits of a field that are in the mask; a wide field has high halves too. No effect on
   * packets without the field.
   *
   * @param as the same in another spelling
   */
  record SetField(Field field, long hi, long lo, long maskHi, long maskLo, Spelling as)
      implements FlowAction {
    /** How it is written. */
    public enum Spelling {
      SET_FIELD,
      LOAD,
      /** By an action for this field alone, with a number of its own. */
      OWN
    }

    public SetField {
      maskHi &= field.onesHigh();
      maskLo &= field.ones();
      hi &= maskHi;
      lo &= maskLo;
    }

    public SetField(Field field, long hi, long lo, long maskHi, long maskLo) {
      this(field, hi, lo, maskHi, maskLo, Spelling.SET_FIELD);
    }

    public SetField(Field field, long hi, long lo) {
      this(field, hi, lo, -1L, -1L);
    }

    public SetField(Field field, long value) {
      this(field, 0, value);
    }

    /** As {@code load} does. */
    public static SetField load(Subfield to, long value) {
      return new SetField(
          to.field(),
          to.high(0, value),
          to.placeLo(value),
          to.maskHi(),
          to.maskLo(),
          Spelling.LOAD);
    }

    /** As an action for the field alone does. */
    public static SetField own(Field field, long value) {
      return new SetField(field, 0, value, -1L, -1L, Spelling.OWN);
    }

    /** Whether all bits are set. */
    public boolean whole() {
      return maskHi == field.onesHigh() && maskLo == field.ones();
    }
  }

  /** Copies bits; both have the same number. */
  record Move(Subfield from, Subfield to) implements FlowAction {}

  /** Puts bits on a stack. */
  record StackPush(Subfield from) implements FlowAction {}

  /** Takes the newest from the stack; nothing when it is empty. */
  record StackPop(Subfield to) implements FlowAction {}

  /** Sets bits of the TOS or traffic class byte. */
  record SetTos(int value, int mask) implements FlowAction {}

  /** Sets bits of the outer tag's TCI, adding a tag when there is none. */
  record SetVlan(int value, int mask) implements FlowAction {}

  record PopVlan() implements FlowAction {}

  /** Adds a tag with VLAN 0, or what the outer tag had. */
  record PushVlan(int tpid) implements FlowAction {}

  /**
   * One less; the packet ends here when nothing is left.
   *
   * @param controllers who is told of such packets
   */
  record DecTtl(List<Integer> controllers) implements FlowAction {
    public DecTtl {
      controllers = List.copyOf(controllers);
    }

    public DecTtl() {
      this(List.of());
    }
  }

  /** Adds an MPLS entry: 0x8847 or 0x8848. */
  record PushMpls(int etherType) implements FlowAction {}

  /** Takes the outermost MPLS entry away; the packet is of this Ethernet type then. */
  record PopMpls(int etherType) implements FlowAction {}

  /** One less in the outermost MPLS entry; the packet ends here when nothing is left. */
  record DecMplsTtl() implements FlowAction {}

  /** Outputs that follow go to a queue of their port. */
  record SetQueue(int queue) implements FlowAction {}

  /** Outputs that follow go to the queue that they would have gone to at first. */
  record PopQueue() implements FlowAction {}

  /** To a queue of a port. */
  record Enqueue(int ofport, int queue) implements FlowAction {}

  /**
   * Looks the packet up again, then goes on behind it.
   *
   * @param inPort matched in place of the real one; -1: the same
   * @param table -1: the same
   */
  record Resubmit(int inPort, int table) implements FlowAction {}

  /** Nothing behind it is done, in this rule and those that resubmitted to it. */
  record Exit() implements FlowAction {}

  /** Does these, then goes on with the packet as it was before. */
  record Clone(List<FlowAction> actions) implements FlowAction {
    public Clone {
      actions = List.copyOf(actions);
    }
  }

  /** Does nothing; hex digits for whoever reads the rule. */
  record Note(String hex) implements FlowAction {}

  /**
   * Part of a conjunctive match: a packet that meets all clauses of {@code id} matches rules with
   * that conj_id.
   *
   * @param clause from 1 on
   */
  record Conjunction(int id, int clause, int clauses) implements FlowAction {}

  /** Chooses a link by a hash and writes its number. */
  record Multipath(
      HashFields fields, int basis, Algorithm algorithm, int links, int arg, Subfield to)
      implements FlowAction {}

  /**
   * Chooses one of some ports by a hash.
   *
   * @param to where the port is written; null: the packet is output to it
   */
  record Bundle(HashFields fields, int basis, Algorithm algorithm, List<Integer> ports, Subfield to)
      implements FlowAction {
    public Bundle {
      ports = List.copyOf(ports);
    }
  }

  /** What of a packet is hashed. */
  enum HashFields {
    ETH_SRC,
    SYMMETRIC_L4,
    SYMMETRIC_L3L4,
    SYMMETRIC_L3L4_UDP,
    SYMMETRIC_L3,
    NW_SRC,
    NW_DST
  }

  /** How a link is chosen by a hash; the last two are a bundle's. */
  enum Algorithm {
    MODULO_N,
    HASH_THRESHOLD,
    HRW,
    ITER_HASH,
    ACTIVE_BACKUP,
    BUNDLE_HRW
  }

  /** Adds rules made of the packet. */
  record Learn(LearnSpec spec) implements FlowAction {}

  /** Throttles by a meter, before all else. */
  record Meter(int id) implements FlowAction {}

  /**
   * A FIN or RST by this rule lowers its timeouts to these; nothing for packets without TCP.
   *
   * @param idle in seconds; 0: as it is
   * @param hard likewise
   */
  record FinTimeout(int idle, int hard) implements FlowAction {}

  /** Adds to the action set. */
  record WriteActions(List<FlowAction> actions) implements FlowAction {
    public WriteActions {
      actions = List.copyOf(actions);
    }
  }

  /** Empties the action set. */
  record ClearActions() implements FlowAction {}

  /** Sets bits of the metadata. */
  record WriteMetadata(long value, long mask) implements FlowAction {}

  /** Looks the packet up in a later table; the last action of a rule. */
  record GotoTable(int table) implements FlowAction {}
}
