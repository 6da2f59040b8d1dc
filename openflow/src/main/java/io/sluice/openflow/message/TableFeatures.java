package io.sluice.openflow.message;

import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.wire.Choice;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * What a table can do. OpenFlow 1.3.5, 7.3.5.5.
 *
 * @param command a later version's; zero in 1.3
 */
public record TableFeatures(
    int table,
    int command,
    String name,
    long metadataMatch,
    long metadataWrite,
    long config,
    long maxEntries,
    List<Feature> features) {
  private static final int NAME = 32;

  /** Instructions, tables, actions or fields of one kind. */
  public sealed interface Feature {
    /** Which kind: OFPTFPT_*. Odd ones are for table misses. */
    int type();
  }

  /** The types of instructions or actions: as their headers say, without contents. */
  public record Kinds(int type, List<Kind> kinds) implements Feature {}

  /**
   * @param experimenter 0: none, and no subtype
   */
  public record Kind(int type, long experimenter, int subtype) {
    static final Struct<Kind> LAYOUT =
        (w, k) -> {
          int type = w.u16(k, Kind::type);
          return w.span(
              w.length(),
              4,
              () -> {
                if (w.reading() ? w.atEnd() : k.experimenter == 0) {
                  return new Kind(type, 0, 0);
                }
                return new Kind(type, w.u32(k, Kind::experimenter), w.u16(k, Kind::subtype));
              });
        };
  }

  public record NextTables(int type, List<Integer> tables) implements Feature {}

  public record Fields(int type, List<OxmHeader> fields) implements Feature {}

  private static Choice<Feature> kinds() {
    Choice<Feature> table = new Choice<>();
    for (int type : new int[] {0, 1, 4, 5, 6, 7}) {
      table.on(
          type,
          Kinds.class,
          k -> k.type == type,
          (w, f) -> new Kinds(type, w.list(f, Kinds::kinds, Kind.LAYOUT)));
    }
    for (int type : new int[] {2, 3}) {
      table.on(
          type,
          NextTables.class,
          n -> n.type == type,
          (w, f) -> new NextTables(type, w.list(f, NextTables::tables, Struct.U8)));
    }
    for (int type : new int[] {8, 10, 12, 13, 14, 15}) {
      table.on(
          type,
          Fields.class,
          o -> o.type == type,
          (w, f) -> new Fields(type, w.list(f, Fields::fields, OxmHeader.ANY)));
    }
    return table;
  }

  private static final Choice<Feature> FEATURES = kinds();

  private static final Struct<Feature> FEATURE =
      (w, feature) ->
          w.reporting(
              OfError.OFPBPC_BAD_LEN,
              () -> {
                int start = w.position();
                int type = w.u16(feature, Feature::type);
                w.check(FEATURES.has(type), OfError.OFPBPC_BAD_TYPE, () -> "feature " + type);
                Feature read = w.span(w.length(), 4, () -> FEATURES.wire(w, type, feature));
                w.align(start);
                return read;
              });

  static final Struct<TableFeatures> LAYOUT =
      (w, t) ->
          w.span(
              w.length(),
              2,
              () ->
                  new TableFeatures(
                      w.u8(t, TableFeatures::table),
                      w.u8(t, TableFeatures::command),
                      w.pad(4).text(NAME, t, TableFeatures::name),
                      w.u64(t, TableFeatures::metadataMatch),
                      w.u64(t, TableFeatures::metadataWrite),
                      w.u32(t, TableFeatures::config),
                      w.u32(t, TableFeatures::maxEntries),
                      w.list(t, TableFeatures::features, FEATURE)));
}
