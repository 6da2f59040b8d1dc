package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.openflow.match.OxmField;
import io.sluice.openflow.match.OxmHeader;
import io.sluice.openflow.message.TableFeatures;
import io.sluice.openflow.message.TableFeatures.Feature;
import io.sluice.openflow.message.TableFeatures.Fields;
import io.sluice.openflow.message.TableFeatures.Kind;
import io.sluice.openflow.message.TableFeatures.Kinds;
import io.sluice.openflow.message.TableFeatures.NextTables;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What each table can do, in version 1.3: all can do the same, but goto only goes on. */
final class TableAbilities {
  private static final int INSTRUCTIONS = 0;
  private static final int NEXT_TABLES = 2;
  private static final int WRITE_ACTIONS = 4;
  private static final int APPLY_ACTIONS = 6;
  private static final int MATCH = 8;
  private static final int WILDCARDS = 10;
  private static final int WRITE_SET_FIELD = 12;
  private static final int APPLY_SET_FIELD = 14;
  private static final int MAX_FLOWS = 1_000_000;

  /** goto, write metadata, write, apply and clear actions, meter. */
  private static final List<Kind> KNOWN_INSTRUCTIONS = kinds(List.of(1, 2, 3, 4, 5, 6));

  /**
   * output, set and decrement the TTL of MPLS, push and pop VLAN, push and pop MPLS, set_queue,
   * group, set and decrement the TTL, set_field.
   */
  static final List<Integer> ACTION_TYPES = List.of(0, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25);

  private static final List<Kind> ACTIONS = kinds(ACTION_TYPES);

  /** With the bit that tells of a mask where there may be one. */
  private static final List<OxmHeader> MATCHED =
      fields(field -> true).map(field -> OxmHeader.of(field, field.maskable)).toList();

  /** None must be matched. */
  private static final List<OxmHeader> WILDCARDED =
      fields(field -> true).map(OxmHeader::of).toList();

  private static final List<OxmHeader> SETTABLE =
      fields(field -> field.settable).map(OxmHeader::of).toList();

  private TableAbilities() {}

  static List<TableFeatures> all() {
    return IntStream.range(0, PipelineSnapshot.TABLES).mapToObj(TableAbilities::of).toList();
  }

  private static TableFeatures of(int table) {
    List<Integer> next = IntStream.range(table + 1, PipelineSnapshot.TABLES).boxed().toList();
    List<Feature> features = new ArrayList<>();
    features.add(new Kinds(INSTRUCTIONS, KNOWN_INSTRUCTIONS));
    features.add(new NextTables(NEXT_TABLES, next));
    features.add(new Kinds(WRITE_ACTIONS, ACTIONS));
    features.add(new Kinds(APPLY_ACTIONS, ACTIONS));
    features.add(new Fields(MATCH, MATCHED));
    features.add(new Fields(WILDCARDS, WILDCARDED));
    features.add(new Fields(WRITE_SET_FIELD, SETTABLE));
    features.add(new Fields(APPLY_SET_FIELD, SETTABLE));
    return new TableFeatures(table, 0, "", -1L, -1L, 0, MAX_FLOWS, features);
  }

  private static List<Kind> kinds(List<Integer> types) {
    return types.stream().map(type -> new Kind(type, 0, 0)).toList();
  }

  /** Each field once, by the header that this version uses. */
  private static Stream<OxmField> fields(Predicate<OxmField> which) {
    return Stream.of(OxmField.values())
        .filter(field -> field == io.sluice.openflow.agent.Fields.header(field.label, true))
        .filter(field -> known(field) && which.test(field));
  }

  private static boolean known(OxmField field) {
    Field matched = io.sluice.openflow.agent.Fields.matched(field);
    return matched != null || field == OxmField.OXM_OF_IN_PORT;
  }
}
