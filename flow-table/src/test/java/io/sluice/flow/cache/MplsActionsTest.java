package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.Subfield;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Labels in the pipeline: programs, and what they depend on. */
class MplsActionsTest {
  private static final byte[] UDP = Packets.v4(17, 0x0a000001, 0x0a000002, 5, 9);

  private final LookupRig rig = new LookupRig().ports(9);

  private long seen(Field field) {
    return field.get(rig.out[0].mask, 0);
  }

  /** The frame with an entry in front of what it has. */
  private static byte[] label(byte[] b, int entry) {
    byte[] labelled = new byte[b.length + 4];
    System.arraycopy(b, 0, labelled, 0, 14);
    Packets.put16(labelled, 12, 0x8847);
    Packets.put32(labelled, 14, entry);
    System.arraycopy(b, 14, labelled, 18, b.length - 14);
    return labelled;
  }

  @Test
  void shouldPushWithTheTtlAndClassOfIp() {
    byte[] b = UDP.clone();
    b[15] = (byte) (0x2e << 2);
    rig.flows("ip,actions=push_mpls:0x8847,set_field:77->mpls_label,output:2");
    // Class: the low bits of DSCP 0x2e; TTL of IP; the last of the stack.
    assertEquals("[push_mpls:884700000d40, set_mpls:fffff000:4d000, output:2]", rig.program(b, 1));
    assertEquals(0x3f, seen(Field.IP_DSCP));
    assertEquals(0xff, seen(Field.NW_TTL));
    assertEquals(0, seen(Field.NW_DST));
  }

  @Test
  void shouldMatchBehindLabelsThatWerePopped() {
    rig.flows(
        "mpls,mpls_label=16,mpls_bos=1,actions=pop_mpls:0x0800,goto_table:1",
        "mpls,mpls_label=17,actions=pop_mpls:0x8847,resubmit(,0)",
        "priority=1,actions=drop",
        "table=1,udp,nw_dst=10.0.0.0/24,tp_dst=9,actions=dec_ttl,output:3",
        "table=1,priority=1,actions=output:4");
    byte[] one = label(UDP, 16 << 12 | 0x140);
    assertEquals("[pop_mpls:800, dec_ttl:0, output:3]", rig.program(one, 1));
    assertEquals(
        "[pop_mpls:8847, pop_mpls:800, dec_ttl:0, output:3]",
        rig.program(label(one, 17 << 12 | 0x40), 1));
    byte[] other = label(Packets.v4(17, 1, 0x0a000102, 5, 9), 16 << 12 | 0x140);
    assertEquals("[pop_mpls:800, output:4]", rig.program(other, 1));
    assertEquals(FlowKey.BEHIND_MASK, rig.out[0].mask[13] & FlowKey.BEHIND_MASK);
    assertEquals(0, seen(Field.NW_SRC));
    // The same packets again, out of the caches.
    assertEquals("[pop_mpls:800, dec_ttl:0, output:3]", rig.program(one, 1));
  }

  @Test
  void shouldNotSeeIpWhileThereAreLabels() {
    rig.flows("mpls,actions=resubmit(,2)", "ip,actions=push_mpls:0x8847,resubmit(,2)");
    // No text says this: the match would have to promise the address.
    FlowAction read =
        new FlowAction.Move(Subfield.all(Field.NW_DST), Subfield.all(Field.byNxm("NXM_NX_REG0")));
    List<FlowAction> actions = List.of(read, new FlowAction.Resubmit(-1, 1));
    rig.tables.apply(List.of(FlowMod.add(2, 1, Match.ALL, actions)), rig.nowNs);
    rig.flows("table=1,reg0=0,actions=output:5", "table=1,priority=1,actions=output:6");
    assertEquals("[output:5]", rig.program(label(UDP, 16 << 12 | 0x140), 1));
    assertEquals("[push_mpls:884700000140, output:5]", rig.program(UDP, 1));
    assertEquals(0, seen(Field.NW_DST));
  }

  @Test
  void shouldNotTakeOtherBytesForIp() {
    rig.flows(
        "mpls,actions=pop_mpls:0x0800,resubmit(,1)",
        "table=1,ip,nw_proto=0,nw_ttl=0,actions=output:5",
        "table=1,priority=1,actions=output:6");
    byte[] b = label(UDP, 16 << 12 | 0x140);
    assertEquals("[pop_mpls:800, output:6]", rig.program(b, 1));
    b[18] = 0x65; // IPv6's version
    assertEquals("[pop_mpls:800, output:5]", rig.program(b, 1));
    // A label that was not the last: what follows is no IP packet.
    assertEquals("[pop_mpls:800, output:5]", rig.program(label(label(UDP, 0x10140), 0x11040), 1));
  }

  @Test
  void shouldPushAndPopWithoutLosingWhatIsKnown() {
    rig.flows(
        "ip,actions=mod_nw_dst:1.2.3.4,push_mpls:0x8847,pop_mpls:0x0800,resubmit(,1)",
        "table=1,ip,nw_dst=1.2.3.4,nw_src=10.0.0.1,actions=output:5",
        "table=1,priority=1,actions=output:6");
    assertEquals(
        "[set_nw_dst:1020304, push_mpls:884700000140, pop_mpls:800, output:5]",
        rig.program(UDP, 1));
    assertEquals(0, seen(Field.NW_DST));
    assertEquals(0xffffffffL, seen(Field.NW_SRC));
  }

  @Test
  void shouldDropWhereMoreLabelsThanThreeWouldBeNeeded() {
    rig.flows("actions=push_mpls:0x8847,output:2");
    byte[] three = label(label(label(UDP, 0x140), 0x40), 0x40);
    assertEquals("drop: TOO_MANY_LABELS", rig.program(three, 1));
    rig.flows("priority=40000,mpls,actions=pop_mpls:0x8847,output:2");
    assertEquals("[pop_mpls:8847, output:2]", rig.program(three, 1));
    assertEquals("drop: TOO_MANY_LABELS", rig.program(label(three, 0x40), 1));
  }

  @Test
  void shouldBringLabelsBackAfterAClone() {
    rig.flows(
        "mpls,actions=clone(pop_mpls:0x0800,output:2),dec_mpls_ttl,resubmit(,1)",
        "table=1,mpls,mpls_label=16,mpls_ttl=63,actions=output:3");
    byte[] b = label(UDP, 16 << 12 | 0x140);
    assertEquals(
        "[save:0, pop_mpls:800, output:2, restore:0, dec_mpls_ttl:0, output:3]", rig.program(b, 1));
    assertEquals(0xff, seen(Field.MPLS_TTL));
  }

  @Test
  void shouldRunAnActionSetInItsOrder() {
    rig.flows("mpls,actions=write_actions(output:2,dec_mpls_ttl,push_mpls:0x8847,pop_mpls:0x8847)");
    byte[] two = label(label(UDP, 16 << 12 | 0x140), 17 << 12 | 0x40);
    assertEquals(
        "[pop_mpls:8847, push_mpls:884700010040, dec_mpls_ttl:0, output:2]", rig.program(two, 1));
  }

  @Test
  void shouldLookAtTheTypeThatHidesIp() {
    rig.flows("priority=9,ipv6,ipv6_dst=fe00::/64,actions=output:5", "priority=1,actions=output:6");
    assertEquals("[output:6]", rig.program(label(UDP, 16 << 12 | 0x140), 1));
    assertEquals(0xffff, seen(Field.DL_TYPE), "else the megaflow would be IPv6's too");
  }

  @Test
  void shouldTruncateAndGoOn() {
    rig.flows("actions=output(port=2,max_len=64),output:3");
    assertEquals("[output_truncated:40:2, output:3]", rig.program(UDP, 1));
    assertEquals("[output:3]", rig.program(UDP, 2));
    rig.flows("priority=40000,actions=set_queue:5,enqueue:2:7,pop_queue,output:3");
    assertEquals("[output:2, output:3]", rig.program(UDP, 1));
  }
}
