package io.sluice.daemon.api;

import io.sluice.ring.device.DropReason;

/** What a reason to drop packets means and what to do about it, in a line for people. */
public final class DropAdvice {
  private DropAdvice() {}

  /** As docs/operations.md has it, shorter. */
  public static String of(DropReason reason) {
    return switch (reason) {
      case NO_RULE -> "no flow covers it: see dump-flows; add one of priority 0";
      case RULE_DROP -> "a flow drops it, or outputs to nothing: intended, or see dump-flows";
      case QUEUE_FULL -> "the receiver does not keep up: more queues, a larger ring, or CPU";
      case NOT_READY -> "no queue of the output port runs: show says what it waits for";
      case RX_DISABLED -> "the guest has this queue off: ethtool -L in the guest";
      case MTU -> "longer than a frame can be, or than the device takes: lower the sender's MTU";
      case BUFFER_TOO_SMALL ->
          "longer than what the guest offers: mrg_rxbuf=on there, or a smaller MTU";
      case BAD_OFFLOAD -> "checksum or segment fields make no sense: the sending guest's driver";
      case TOO_SHORT -> "no Ethernet header: the sending guest's driver";
      case TOO_MANY_SEGMENTS -> "in more pieces than a burst can hold: the sending guest's driver";
      case NO_SUCH_PORT -> "a flow outputs to a number that no port has: see show, dump-flows";
      case SAME_PORT -> "its only output is where it came from: output in_port, if that is wanted";
      case NO_OTHER_PORT -> "flooded, and no other port is in its VLAN: intended, or see show";
      case NO_BUCKET -> "no bucket of its group is alive: see dump-groups, and show for the ports";
      case RESERVED_ADDRESS ->
          "NORMAL does not forward 01:80:c2:00:00:00 to 0f (STP, LACP, LLDP): a flow can";
      case LOOP -> "tables lead to each other without end: see trace";
      case TOO_MANY_TAGS -> "actions push over 8 VLAN tags: fewer push_vlan";
      case TOO_MANY_LABELS -> "actions push over 3 MPLS labels, or pop below them: fewer of these";
      case METER -> "over a meter's rate: intended, or see dump-meters";
      case TTL -> "dec_ttl met 1 or 0: a routing loop, or traceroute";
      case VLAN_FILTER -> "its VLAN is not among the port's tag or trunks: see show";
      case PORT_CONFIG -> "a controller forbids it to the port (mod-port): see show --json";
      case EXCHANGE_FULL -> "the output's lane does not keep up: see top; move-queue, rebalance";
      case NO_CONTROLLER -> "no controller is connected that wants such packets: see show";
      case CONTROLLER_BUSY -> "only the packet-in is lost: fewer flows to controllers, or a meter";
      case IO_ERROR -> "a write failed (disk full, interface down): show has the last failure";
      case BAD_DESCRIPTOR -> "a guest breaks its ring's rules: its driver; the port starts again";
      case MEMORY_GONE -> "a guest's memory went under its packets: is its QEMU dead, or hostile?";
    };
  }
}
