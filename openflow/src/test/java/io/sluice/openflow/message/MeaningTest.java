package io.sluice.openflow.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.openflow.action.Action;
import io.sluice.openflow.action.ConntrackAction;
import io.sluice.openflow.action.Instruction;
import io.sluice.openflow.action.LearnAction;
import io.sluice.openflow.action.NatAction;
import io.sluice.openflow.action.NiciraAction;
import io.sluice.openflow.action.StandardAction;
import io.sluice.openflow.match.Match;
import io.sluice.openflow.match.Match10;
import io.sluice.openflow.match.MatchField;
import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.match.OxmMatch;
import io.sluice.openflow.message.Recordings.Recorded;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfVersion;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is read is what ovs-ofctl was told to send, and what ofp-print sees in it. */
class MeaningTest {
  private static final OxmHeader IN_PORT = OxmHeader.of(OxmField.NXM_OF_IN_PORT);
  private static final OxmHeader REG0 = OxmHeader.of(OxmField.NXM_NX_REG0);

  @Test
  void shouldReadTheNumbersOfFlowModsAsOfpPrintDoes() {
    int seen = 0;
    for (Recorded recorded : Recordings.all()) {
      Message message = OpenFlowCodec.decode(recorded.bytes()).message();
      if (!(message instanceof FlowMod mod)) {
        continue;
      }
      seen++;
      String text = recorded.text().replaceFirst("(?s)actions=.*", "");
      boolean nicira = text.startsWith("NXT_");
      assertEquals(number(text, "priority=(\\d+)", 0x8000), mod.priority(), text);
      assertEquals(number(text, "idle:(\\d+)", 0), mod.idleSeconds(), text);
      assertEquals(number(text, "hard:(\\d+)", 0), mod.hardSeconds(), text);
      assertEquals(number(text, " table:(\\d+)", tableless(mod)), mod.table(), text);
      String[] commands = {"ADD", "MOD", "MOD_STRICT", "DEL", "DEL_STRICT"};
      assertTrue(text.contains(": " + commands[mod.command()] + " "), text);
      if (!nicira && mod.cookieMask() == 0) {
        assertEquals(hex(text, "cookie:0x([0-9a-f]+)"), mod.cookie(), text);
      }
      assertEquals(text.contains("send_flow_rem"), (mod.flags() & 1) != 0, text);
      assertEquals(text.contains("check_overlap"), (mod.flags() & 2) != 0, text);
    }
    assertTrue(seen > 200, seen + " flow-mods");
  }

  @Test
  void shouldReadMatches() {
    assertEquals(
        OxmMatch.of(MatchField.of(OxmField.OXM_OF_IN_PORT, 0xfffffffeL)),
        match("'in_port=LOCAL,", OfVersion.V13));
    assertEquals(
        OxmMatch.of(
            MatchField.masked(OxmField.OXM_OF_ETH_SRC, 0x001122000000L, 0xffffff000000L),
            MatchField.masked(OxmField.OXM_OF_ETH_DST, 0x010000000000L, 0x010000000000L)),
        match("dl_src=00:11:22:33:44:55/", OfVersion.V13));
    assertEquals(
        OxmMatch.of(
            MatchField.of(OxmField.OXM_OF_VLAN_VID, 0x1005),
            MatchField.of(OxmField.OXM_OF_VLAN_PCP, 3)),
        match("dl_vlan=5,dl_vlan_pcp=3", OfVersion.V13));
    assertEquals(
        OxmMatch.of(
            MatchField.of(OxmField.OXM_OF_ETH_TYPE, 0x800),
            MatchField.masked(OxmField.OXM_OF_IPV4_SRC, 0x0a000000L, 0xff000000L),
            MatchField.of(OxmField.OXM_OF_IPV4_DST, 0xc0a80101L),
            MatchField.of(OxmField.OXM_OF_IP_DSCP, 8)),
        match("nw_tos=32", OfVersion.V13));
    assertEquals(
        OxmMatch.of(
            MatchField.of(OxmField.OXM_OF_ETH_TYPE, 0x800),
            MatchField.of(OxmField.OXM_OF_IP_PROTO, 6),
            MatchField.masked(OxmField.ONFOXM_ET_TCP_FLAGS, 2, 0x12)),
        match("tcp_flags=+syn-ack", OfVersion.V13));
    // ovs-ofctl writes an extended register as its two halves.
    assertEquals(
        OxmMatch.of(
            MatchField.of(OxmField.NXM_NX_REG2, 1),
            MatchField.of(OxmField.NXM_NX_REG3, 0x23456789L)),
        match("xreg1=0x123456789", OfVersion.V13));
    assertEquals(
        OxmMatch.of(
            MatchField.masked(OxmField.NXM_NX_CT_STATE, 0x21, 0x21),
            MatchField.of(OxmField.NXM_NX_CT_ZONE, 5),
            MatchField.masked(OxmField.NXM_NX_CT_MARK, 1, 3),
            MatchField.of(OxmField.NXM_NX_CT_LABEL, 0x1234)),
        match("ct_state=+trk+new", OfVersion.V13));
  }

  @Test
  void shouldReadTheMatchOfVersion10() {
    Match10 match = (Match10) match("nw_tos=32", OfVersion.V10);
    assertEquals(8, match.nwSrcPrefix());
    assertEquals(32, match.nwDstPrefix());
    assertEquals(0x0a000000L, match.nwSrc());
    assertEquals(0xc0a80101L, match.nwDst());
    assertEquals(32, match.nwTos());
    assertTrue(match.wild(Match10.IN_PORT) && !match.wild(Match10.NW_TOS));
    assertEquals(0xfffffffeL, ((Match10) match("'in_port=LOCAL,", OfVersion.V10)).inPort());
    assertEquals(
        OxmMatch.of(
            MatchField.of(OxmField.NXM_NX_REG0, 1),
            MatchField.masked(OxmField.NXM_NX_REG3, 0x10, 0xf0),
            MatchField.of(OxmField.NXM_NX_REG15, 7)),
        match("reg0=1,reg3", OfVersion.V10));
  }

  @Test
  void shouldReadActions() {
    for (OfVersion version : OfVersion.values()) {
      assertEquals(
          List.of(new StandardAction.Output(2, 0)),
          actions("'in_port=1,actions=output:2'", version));
      assertEquals(
          List.of(new StandardAction.Output(0xfffffffdL, 128)),
          actions("actions=CONTROLLER:128", version));
      assertEquals(
          List.of(new NiciraAction.ResubmitTable(0xfffffff8L, 5)),
          actions("actions=resubmit(,5)", version));
      assertEquals(
          List.of(new NiciraAction.RegMove(16, 0, 0, IN_PORT, REG0)),
          actions("actions=move:NXM_OF_IN_PORT", version));
      assertEquals(
          List.of(
              new ConntrackAction(
                  1,
                  1,
                  null,
                  255,
                  0,
                  List.of(
                      new NatAction(
                          17, Bytes.ofHex("0a000001"), Bytes.ofHex("0a000009"), 1000, 2000)))),
          actions("nat(src=10.0.0.1-10.0.0.9:1000-2000,random)", version));
      LearnAction learn = (LearnAction) actions("learn(table=1,idle_timeout=5", version).getFirst();
      assertEquals(5, learn.idleSeconds());
      assertEquals(3, learn.specs().size());
      assertEquals(12, learn.specs().getFirst().bits());
      assertEquals(OxmField.NXM_OF_ETH_DST, learn.specs().get(1).target().field().field());
      assertEquals(IN_PORT, learn.specs().get(2).source().field());
      assertEquals(null, learn.specs().get(2).target());
    }
    assertEquals(
        List.of(
            new StandardAction.PushVlan(0x8100),
            new StandardAction.SetField(MatchField.of(OxmField.OXM_OF_VLAN_VID, 4101)),
            new StandardAction.Output(2, 0)),
        actions("push_vlan:0x8100", OfVersion.V13));
  }

  @Test
  void shouldReadInstructions() {
    assertEquals(
        List.of(new Instruction.WriteMetadata(5, 15), new Instruction.GotoTable(3)),
        mod("write_metadata:5/0xf,goto_table:3", OfVersion.V13).instructions());
    assertEquals(
        List.of(
            new Instruction.Meter(2),
            new Instruction.ApplyActions(List.of(new StandardAction.Output(1, 0)))),
        mod("actions=meter:2,output:1", OfVersion.V13).instructions());
  }

  private static int tableless(FlowMod mod) {
    // Not shown: table 0, or any table.
    return mod.table() == 255 ? 255 : 0;
  }

  private static long number(String text, String pattern, long missing) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? Long.parseLong(matcher.group(1)) : missing;
  }

  private static long hex(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    return matcher.find() ? Long.parseUnsignedLong(matcher.group(1), 16) : 0;
  }

  private static Match match(String command, OfVersion version) {
    return mod(command, version).match();
  }

  private static List<Action> actions(String command, OfVersion version) {
    return ((Instruction.ApplyActions) mod(command, version).instructions().getFirst()).actions();
  }

  private static FlowMod mod(String command, OfVersion version) {
    return Recordings.all().stream()
        .filter(recorded -> recorded.command().contains(command))
        .map(recorded -> OpenFlowCodec.decode(recorded.bytes()))
        .filter(e -> e.version() == version && e.message() instanceof FlowMod)
        .map(e -> (FlowMod) e.message())
        .findFirst()
        .orElseThrow(() -> new AssertionError("nothing recorded of " + command));
  }
}
