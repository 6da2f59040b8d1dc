package io.sluice.flow.text;

import java.util.List;
import java.util.Set;

/** What actions are called: those that are read, and those of ovs-actions(7) that are not. */
final class ActionNames {
  static final List<String> NAMES =
      List.of(
          "output",
          "drop",
          "NORMAL",
          "FLOOD",
          "ALL",
          "IN_PORT",
          "LOCAL",
          "controller",
          "group",
          "mod_dl_src",
          "mod_dl_dst",
          "mod_nw_src",
          "mod_nw_dst",
          "mod_nw_tos",
          "mod_nw_ecn",
          "mod_nw_ttl",
          "mod_tp_src",
          "mod_tp_dst",
          "mod_vlan_vid",
          "mod_vlan_pcp",
          "set_vlan_vid",
          "set_vlan_pcp",
          "strip_vlan",
          "pop_vlan",
          "push_vlan",
          "set_field",
          "load",
          "move",
          "push",
          "pop",
          "set_tunnel",
          "set_tunnel64",
          "dec_ttl",
          "push_mpls",
          "pop_mpls",
          "set_mpls_label",
          "set_mpls_tc",
          "set_mpls_ttl",
          "dec_mpls_ttl",
          "set_queue",
          "pop_queue",
          "enqueue",
          "resubmit",
          "exit",
          "clone",
          "note",
          "conjunction",
          "multipath",
          "bundle",
          "bundle_load",
          "learn",
          "fin_timeout",
          "meter",
          "write_actions",
          "apply_actions",
          "clear_actions",
          "write_metadata",
          "goto_table");

  /** Known to ovs-actions(7), not done here. */
  static final Set<String> REFUSED =
      Set.of(
          "ct",
          "ct_clear",
          "nat",
          "sample",
          "encap",
          "decap",
          "dec_nsh_ttl",
          "check_pkt_larger",
          "delete_field",
          "debug_recirc",
          "debug_slow",
          "unroll_xlate");

  private ActionNames() {}

  /** There is nothing of that name. */
  static FlowSyntaxException unknown(Tokens.Token name) {
    return name.error(
        "there is no action or port '" + name.text() + "'" + Suggestion.of(name.text(), NAMES));
  }
}
