package io.sluice.openflow.message;

import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Property;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;
import java.util.List;

/**
 * How a select group chooses its bucket: a property of Netronome's that Open vSwitch has.
 *
 * @param method hash or dp_hash
 * @param parameter of the hash
 * @param fields what is hashed, as they came; empty: what the switch thinks best
 */
public record SelectionMethod(String method, long parameter, Bytes fields) {
  private static final long NETRONOME = 0x154d;
  private static final long SELECTION_METHOD = 1;
  private static final int SELECT = 1;
  private static final int TEXT = 16;

  static final Struct<SelectionMethod> LAYOUT =
      (w, s) ->
          w.reporting(
              OfError.OFPBPC_BAD_LEN,
              () -> {
                int start = w.position();
                int type = w.u16(s, x -> Property.EXPERIMENTER);
                w.check(
                    type == Property.EXPERIMENTER,
                    OfError.OFPBPC_BAD_TYPE,
                    () -> "property " + type);
                SelectionMethod read = w.span(w.length(), 4, () -> body(w, s));
                w.align(start);
                return read;
              });

  private static SelectionMethod body(Wire w, SelectionMethod s) {
    long vendor = w.u32(s, x -> NETRONOME);
    w.check(vendor == NETRONOME, OfError.OFPBPC_BAD_EXPERIMENTER, () -> "experimenter " + vendor);
    long number = w.u32(s, x -> SELECTION_METHOD);
    w.check(number == SELECTION_METHOD, OfError.OFPBPC_BAD_EXP_TYPE, () -> "property " + number);
    String method = w.pad(4).text(TEXT, s, SelectionMethod::method);
    w.check(
        method.equals("hash") || method.equals("dp_hash"),
        OfError.OFPBPC_BAD_VALUE,
        () -> "selection method " + method);
    return new SelectionMethod(
        method, w.u64(s, SelectionMethod::parameter), w.rest(s, SelectionMethod::fields));
  }

  /** Those of a group, up to the end of it. */
  static List<SelectionMethod> of(Wire w, int groupType, List<SelectionMethod> methods) {
    List<SelectionMethod> read = w.list(methods, m -> m, LAYOUT);
    w.check(
        read.isEmpty() || groupType == SELECT,
        OfError.OFPBPC_BAD_VALUE,
        "a selection method of a group that does not select");
    return read;
  }
}
