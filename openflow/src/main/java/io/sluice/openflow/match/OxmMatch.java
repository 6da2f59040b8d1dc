package io.sluice.openflow.match;

import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;
import java.util.ArrayList;
import java.util.List;

/** A match made of fields, in the order of the wire. */
public record OxmMatch(List<MatchField> fields) implements Match {
  private static final int OXM = 1;

  public static final OxmMatch ANY = new OxmMatch(List.of());

  /** The fields alone, as Nicira's messages have them after a length of their own. */
  public static final Struct<OxmMatch> NXM =
      (w, m) -> w.reporting(OfError.OFPBMC_BAD_LEN, () -> checked(w, fields(w, m)));

  /** The same where it says what was, not what shall match: prerequisites may be missing. */
  public static final Struct<OxmMatch> NXM_LENIENT =
      (w, m) -> w.reporting(OfError.OFPBMC_BAD_LEN, () -> fields(w, m));

  /** Type, length, fields, padding: {@code ofp_match}. */
  public static final Struct<OxmMatch> OXM_MATCH = (w, m) -> framed(w, m, NXM);

  public static final Struct<OxmMatch> OXM_LENIENT = (w, m) -> framed(w, m, NXM_LENIENT);

  /** Type, length and fields without the padding: where a length of its own has come before. */
  public static final Struct<OxmMatch> OXM_UNPADDED =
      (w, m) ->
          w.reporting(
              OfError.OFPBMC_BAD_LEN,
              () -> {
                int type = w.u16(m, match -> OXM);
                w.check(type == OXM, OfError.OFPBMC_BAD_TYPE, () -> "match of type " + type);
                return w.span(w.length(), 4, () -> NXM.wire(w, m));
              });

  public static OxmMatch of(MatchField... fields) {
    return new OxmMatch(List.of(fields));
  }

  /** The field with this header, or null. */
  public MatchField get(OxmField field) {
    for (MatchField candidate : fields) {
      if (candidate.field() == field) {
        return candidate;
      }
    }
    return null;
  }

  private static OxmMatch framed(Wire w, OxmMatch match, Struct<OxmMatch> fields) {
    return w.reporting(
        OfError.OFPBMC_BAD_LEN,
        () -> {
          int start = w.position();
          int type = w.u16(match, m -> OXM);
          int length = w.length();
          OxmMatch read =
              w.span(
                  length,
                  4,
                  () -> {
                    w.check(type == OXM, OfError.OFPBMC_BAD_TYPE, () -> "match of type " + type);
                    return fields.wire(w, match);
                  });
          w.align(start);
          return read;
        });
  }

  private static OxmMatch fields(Wire w, OxmMatch m) {
    return new OxmMatch(w.list(m, OxmMatch::fields, MatchField.IN_MATCH));
  }

  private static OxmMatch checked(Wire w, OxmMatch match) {
    if (w.reading()) {
      PrerequisiteCheck check = new PrerequisiteCheck();
      List<MatchField> seen = new ArrayList<>();
      for (MatchField field : match.fields) {
        w.check(
            check.met(field.field().prerequisite),
            OfError.OFPBMC_BAD_PREREQ,
            () -> field.field() + " needs " + field.field().prerequisite + " before it");
        w.check(
            seen.stream().noneMatch(s -> Place.matches(s, field.field())),
            OfError.OFPBMC_DUP_FIELD,
            () -> field.field() + " is there twice");
        seen.add(field);
        check.add(field);
      }
    }
    return match;
  }
}
