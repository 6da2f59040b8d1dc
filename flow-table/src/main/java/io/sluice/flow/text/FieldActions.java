package io.sluice.flow.text;

import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.Subfield;
import io.sluice.flow.text.Tokens.Token;

/** Reads the actions that set and copy fields. */
final class FieldActions {
  private FieldActions() {}

  /** A token before "->" and one behind it. */
  record Arrow(Token from, Token to) {
    static Arrow of(Token v, String example) throws FlowSyntaxException {
      int arrow = v.text().indexOf("->");
      if (arrow < 0) {
        throw v.error("write it as " + example);
      }
      return new Arrow(v.from(0, arrow), v.from(arrow + 2));
    }
  }

  static FlowAction move(Token v) throws FlowSyntaxException {
    Arrow a = Arrow.of(v, "move:FIELD[]->FIELD[]");
    return new FlowAction.Move(SubfieldReader.read(a.from), SubfieldReader.read(a.to));
  }

  static FlowAction load(Token v) throws FlowSyntaxException {
    Arrow a = Arrow.of(v, "load:VALUE->FIELD[]");
    Subfield to = SubfieldReader.read(a.to);
    long max = to.bits() >= 64 ? -1L : (1L << to.bits()) - 1;
    return FlowAction.SetField.load(to, Values.number(a.from, max, "the value"));
  }

  static FlowAction setField(Token v) throws FlowSyntaxException {
    Arrow a = Arrow.of(v, "set_field:VALUE[/MASK]->FIELD");
    int slash = a.from.text().indexOf('/');
    Token value = slash < 0 ? a.from : a.from.from(0, slash);
    Token mask = slash < 0 ? null : a.from.from(slash + 1);
    FieldSyntax syntax = FieldSyntax.FIELDS.get(a.to.text());
    if (syntax == null) {
      Subfield whole = SubfieldReader.read(a.to); // by its NXM name
      return masked(
          whole.field(),
          number(whole.field(), value),
          mask == null ? null : number(whole.field(), mask));
    }
    Field f = syntax.settable();
    return switch (syntax.kind()) {
      case VLAN -> new FlowAction.SetVlan((int) Values.number(value, 4095, "the VLAN"), 0xfff);
      case VLAN_VID -> vid(value, mask);
      case VLAN_PCP -> masked(Field.VLAN_PCP, narrow(value, 7, "vlan_pcp"), bits(mask, 7));
      case TOS, DSCP -> masked(f, narrow(value, f.ones(), a.to.text()), tosMask(syntax, mask));
      case FRAG, TCP_FLAGS, CT_STATE -> throw a.to.error(a.to.text() + " cannot be set");
      default -> masked(f, value(syntax, value), mask == null ? null : mask(syntax, mask));
    };
  }

  private static FlowAction vid(Token value, Token mask) throws FlowSyntaxException {
    long v = Values.number(value, 0x1fff, "vlan_vid") & 0xfff;
    long m = mask == null ? 0xfff : Values.number(mask, 0x1fff, "a mask of vlan_vid") & 0xfff;
    return masked(Field.VLAN_VID, new long[] {0, v}, new long[] {0, m});
  }

  private static long[] tosMask(FieldSyntax syntax, Token mask) throws FlowSyntaxException {
    long all = syntax.kind() == FieldSyntax.Kind.TOS ? 0xfc : 0x3f;
    return mask == null ? new long[] {0, all} : bits(mask, all);
  }

  private static long[] bits(Token mask, long max) throws FlowSyntaxException {
    return mask == null ? null : narrow(mask, max, "the mask");
  }

  private static long[] narrow(Token t, long max, String what) throws FlowSyntaxException {
    return new long[] {0, Values.number(t, max, what)};
  }

  private static long[] number(Field f, Token t) throws FlowSyntaxException {
    return f.wide() ? Values.number128(t) : narrow(t, f.ones(), f.label);
  }

  private static FlowAction masked(Field f, long[] value, long[] mask) {
    return mask == null
        ? new FlowAction.SetField(f, value[0], value[1])
        : new FlowAction.SetField(f, value[0], value[1], mask[0], mask[1]);
  }

  /** A mask, of an address also by the length of a prefix. */
  private static long[] mask(FieldSyntax syntax, Token t) throws FlowSyntaxException {
    return switch (syntax.kind()) {
      case IPV4 -> new long[] {0, MatchReader.mask4(t)};
      case IPV6 -> MatchReader.mask6(t);
      default -> value(syntax, t);
    };
  }

  /** A value of a field as the field is written. */
  static long[] value(FieldSyntax syntax, Token t) throws FlowSyntaxException {
    return switch (syntax.kind()) {
      case MAC -> new long[] {0, Values.mac(t)};
      case IPV4 -> new long[] {0, Values.ipv4(t)};
      case IPV6 -> Values.ipv6(t);
      default -> number(syntax.settable(), t);
    };
  }
}
