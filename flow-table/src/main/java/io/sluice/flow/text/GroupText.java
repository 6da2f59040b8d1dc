package io.sluice.flow.text;

import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.Group;
import io.sluice.flow.pipeline.GroupMod;
import io.sluice.flow.pipeline.GroupStats;
import io.sluice.flow.pipeline.Prerequisites;
import io.sluice.flow.text.Tokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads and writes groups in the syntax of ovs-ofctl. */
public final class GroupText {
  private final Function<String, OptionalInt> ports;

  /**
   * @param ports the number of a port of this name
   */
  public GroupText(Function<String, OptionalInt> ports) {
    this.ports = ports;
  }

  /** A group to add; commands that change one need no type. */
  public GroupMod read(GroupMod.Command command, String text) throws FlowSyntaxException {
    int id = 0;
    boolean named = false;
    Group.Type type = null;
    int commandBucket = GroupMod.LAST;
    String selection = "";
    List<Group.Bucket> buckets = new ArrayList<>();
    List<Token> tokens = Tokens.split(text, 1);
    for (int i = 0; i < tokens.size(); i++) {
      Token t = tokens.get(i);
      int equals = t.text().indexOf('=');
      if (equals < 0) {
        throw t.error("'" + t.text() + "' is no part of a group");
      }
      Token v = t.from(equals + 1);
      switch (t.text().substring(0, equals)) {
        case "group_id" -> {
          named = true;
          id =
              v.text().equals("all")
                  ? GroupMod.ALL
                  : (int) Values.number(v, 0xffffffffL, "group_id");
        }
        case "type" -> type = type(v);
        case "command_bucket_id" -> commandBucket = bucketId(v);
        case "selection_method" -> selection = v.text();
        case "bucket" -> {
          int next = i + 1;
          while (next < tokens.size() && !tokens.get(next).text().startsWith("bucket=")) {
            next++;
          }
          int end = next < tokens.size() ? tokens.get(next).column() - 1 : text.length();
          Token whole = new Token(text.substring(v.column() - 1, end), v.column());
          buckets.add(bucket(whole, type, buckets.size()));
          i = next - 1;
        }
        default -> throw t.error("'" + t.text() + "' is no part of a group");
      }
    }
    if (!named && command != GroupMod.Command.DELETE) {
      throw new FlowSyntaxException("a group needs group_id=...", 1);
    }
    boolean whole =
        switch (command) {
          case ADD, MODIFY, ADD_OR_MODIFY -> true;
          default -> false;
        };
    if (whole && type == null) {
      throw new FlowSyntaxException("a group needs type=all, select, indirect or ff", 1);
    }
    return new GroupMod(
        command, named ? id : GroupMod.ALL, type, buckets, commandBucket, selection);
  }

  private static Group.Type type(Token v) throws FlowSyntaxException {
    return switch (v.text()) {
      case "all" -> Group.Type.ALL;
      case "select" -> Group.Type.SELECT;
      case "indirect" -> Group.Type.INDIRECT;
      case "ff", "fast_failover" -> Group.Type.FAST_FAILOVER;
      default -> throw v.error("a group's type is all, select, indirect or ff");
    };
  }

  private static int bucketId(Token v) throws FlowSyntaxException {
    return switch (v.text()) {
      case "all" -> GroupMod.ALL;
      case "first" -> GroupMod.FIRST;
      case "last" -> GroupMod.LAST;
      default -> (int) Values.number(v, 0xffffff00L, "the bucket's id");
    };
  }

  private Group.Bucket bucket(Token text, Group.Type type, int index) throws FlowSyntaxException {
    int id = index;
    int weight = type == Group.Type.SELECT ? 1 : 0;
    int watchPort = Group.NO_WATCH;
    int watchGroup = Group.NO_WATCH;
    for (Token t : Tokens.split(text.text(), text.column())) {
      int cut = firstOf(t.text());
      String name = cut < 0 ? t.text() : t.text().substring(0, cut);
      Token v = cut < 0 ? t : t.from(cut + 1);
      switch (name) {
        case "bucket_id" -> id = (int) Values.number(v, 0xffffff00L, "the bucket's id");
        case "weight" -> weight = (int) Values.number(v, 65535, "the weight");
        case "watch_port" -> watchPort = MatchReader.port(v, ports);
        case "watch_group" -> watchGroup = (int) Values.number(v, 0xffffff00L, "the group");
        default -> {
          int skip = name.equals("actions") ? cut + 1 : 0;
          int from = t.column() - text.column() + skip;
          List<FlowAction> actions =
              new ActionReader(ports, Prerequisites.unasked())
                  .read(text.text().substring(from), t.column() + skip);
          return new Group.Bucket(id, weight, watchPort, watchGroup, actions);
        }
      }
    }
    return new Group.Bucket(id, weight, watchPort, watchGroup, List.of());
  }

  private static int firstOf(String s) {
    int equals = s.indexOf('=');
    int colon = s.indexOf(':');
    return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
  }

  /** A group and what it did, on one line, without a blank in front. */
  public static String format(GroupStats s) {
    StringBuilder counts = new StringBuilder();
    for (int i = 0; i < s.bucketPackets().size(); i++) {
      counts.append(
          ",bucket%d:packet_count=%d,byte_count=%d"
              .formatted(i, s.bucketPackets().get(i), s.bucketBytes().get(i)));
    }
    return String.format(
            Locale.ROOT,
            "duration=%.3fs, ref_count=%d, packet_count=%d, byte_count=%d%s, ",
            s.durationNs() / 1e9,
            s.references(),
            s.packets(),
            s.bytes(),
            counts)
        + format(s.group());
  }

  /** A group as dump-groups shows it, without a blank in front. */
  public static String format(GroupMod g) {
    StringBuilder s = new StringBuilder("group_id=").append(Integer.toUnsignedString(g.id()));
    if (g.type() != null) {
      s.append(",type=");
      s.append(
          switch (g.type()) {
            case ALL -> "all";
            case SELECT -> "select";
            case INDIRECT -> "indirect";
            case FAST_FAILOVER -> "ff";
          });
    }
    if (!g.selection().isEmpty()) {
      s.append(",selection_method=").append(g.selection());
    }
    for (Group.Bucket b : g.buckets()) {
      s.append(",bucket=bucket_id:").append(Integer.toUnsignedString(b.id())).append(',');
      if (g.type() == Group.Type.SELECT) {
        s.append("weight:").append(b.weight()).append(',');
      }
      if (b.watchPort() != Group.NO_WATCH) {
        s.append("watch_port:").append(MatchWriter.portName(b.watchPort())).append(',');
      }
      if (b.watchGroup() != Group.NO_WATCH) {
        s.append("watch_group:").append(Integer.toUnsignedString(b.watchGroup())).append(',');
      }
      s.append("actions=").append(ActionWriter.write(b.actions()));
    }
    return s.toString();
  }
}
