package io.sluice.flow.text;

import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.FlowMod.Command;
import io.sluice.flow.pipeline.FlowMod.Flag;
import io.sluice.flow.pipeline.Match;
import io.sluice.flow.pipeline.PipelineSnapshot;
import io.sluice.flow.pipeline.Prerequisites;
import io.sluice.flow.text.Tokens.Token;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/** Reads flows in the syntax of ovs-ofctl. Stateless apart from the port names it was given. */
public final class FlowParser {
  /** What dump-flows prints and nobody sets: a dumped line can be read back. */
  private static final Set<String> IGNORED =
      Set.of("duration", "n_packets", "n_bytes", "idle_age", "hard_age");

  private static final Map<String, Command> COMMANDS =
      Map.of(
          "add", Command.ADD,
          "modify", Command.MODIFY,
          "modify_strict", Command.MODIFY_STRICT,
          "delete", Command.DELETE,
          "delete_strict", Command.DELETE_STRICT);

  private static final List<String> KEYS =
      List.of(
          "table",
          "cookie",
          "priority",
          "idle_timeout",
          "hard_timeout",
          "importance",
          "out_port",
          "out_group",
          "actions");

  private static final String SELECTION =
      "flows are selected by match, table, cookie, out_port and out_group";

  static final Map<String, Flag> FLAGS =
      Map.of(
          "send_flow_rem", Flag.SEND_FLOW_REM,
          "check_overlap", Flag.CHECK_OVERLAP,
          "reset_counts", Flag.RESET_COUNTS,
          "no_packet_counts", Flag.NO_PACKET_COUNTS,
          "no_byte_counts", Flag.NO_BYTE_COUNTS);

  private final Function<String, OptionalInt> ports;

  /**
   * @param ports the number of a port of this name
   */
  public FlowParser(Function<String, OptionalInt> ports) {
    this.ports = ports;
  }

  /** Knows no port names. */
  public FlowParser() {
    this(name -> OptionalInt.empty());
  }

  /** A flow to add: it must have actions. */
  public FlowMod parseFlow(String text) throws FlowSyntaxException {
    return new Reader(Command.ADD).read(text);
  }

  /**
   * A change as a line of a file for add-flows has it: a flow to add, or one of the words add,
   * modify, modify_strict, delete and delete_strict before what it is about.
   */
  public FlowMod parseChange(String line) throws FlowSyntaxException {
    Token word = keyword(line);
    Command command = COMMANDS.get(word.text());
    if (command == null) {
      return parseFlow(line);
    }
    // Blanks in its place: columns stay those of the line.
    int end = word.column() - 1 + word.text().length();
    return new Reader(command).read(" ".repeat(end) + line.substring(end));
  }

  /** Where a line begins with one of the words of {@link #parseChange}, or 0. */
  public static int keywordColumn(String line) {
    Token word = keyword(line);
    return COMMANDS.containsKey(word.text()) ? word.column() : 0;
  }

  private static Token keyword(String line) {
    int start = 0;
    while (start < line.length() && Character.isWhitespace(line.charAt(start))) {
      start++;
    }
    int end = start;
    while (end < line.length()
        && line.charAt(end) != ','
        && !Character.isWhitespace(line.charAt(end))) {
      end++;
    }
    return new Token(line.substring(start, end), start + 1);
  }

  /** A selection, as del-flows and dump-flows take it; the command is DELETE. */
  public FlowMod parseFilter(String text) throws FlowSyntaxException {
    return new Reader(Command.DELETE).read(text);
  }

  /** The same of one match and priority; the command is DELETE_STRICT. */
  public FlowMod parseStrictFilter(String text) throws FlowSyntaxException {
    return new Reader(Command.DELETE_STRICT).read(text);
  }

  /**
   * Where an action of a flow is written.
   *
   * @param flow that was read without a mistake
   * @param action its number among the flow's actions, from 0 on
   * @return the column, 1-based; that of the last action where there is none of this number
   */
  public static int actionColumn(String flow, int action) {
    try {
      int from = flow.indexOf('=', actionsAt(flow)) + 1;
      List<Integer> columns = ActionReader.columns(flow.substring(from), from + 1);
      return columns.isEmpty() ? from + 1 : columns.get(Math.min(action, columns.size() - 1));
    } catch (FlowSyntaxException e) {
      return e.column();
    }
  }

  /** Where "actions=" begins, or -1. */
  private static int actionsAt(String text) {
    for (String word : new String[] {"actions=", "action="}) {
      int at = text.indexOf(word);
      while (at > 0 && ", \t".indexOf(text.charAt(at - 1)) < 0) {
        at = text.indexOf(word, at + 1);
      }
      if (at >= 0) {
        return at;
      }
    }
    return -1;
  }

  /** A match of some bits of a packet, as megaflows are written: fields need nothing else. */
  public Match parseMegaflow(String text) throws FlowSyntaxException {
    Reader reader = new Reader(Command.DELETE);
    for (Token t : Tokens.split(text, 1)) {
      reader.part(t);
    }
    return reader.match.unchecked();
  }

  private final class Reader {
    private final Command command;

    /** Whether there are actions; a selection has none. */
    private final boolean withActions;

    private final MatchReader match = new MatchReader(ports);
    private int table = FlowMod.ANY_TABLE;
    private int priority = FlowMod.DEFAULT_PRIORITY;
    private long cookie;
    private long cookieMask;
    private long newCookie = FlowMod.KEEP_COOKIE;
    private int idleTimeout;
    private int hardTimeout;
    private int outPort = FlowMod.ANY_PORT;
    private int outGroup = FlowMod.ANY_GROUP;
    private int importance;
    private final Set<Flag> flags = EnumSet.noneOf(Flag.class);

    Reader(Command command) {
      this.command = command;
      withActions = command != Command.DELETE && command != Command.DELETE_STRICT;
    }

    FlowMod read(String text) throws FlowSyntaxException {
      int at = actionsAt(text);
      String fields = at < 0 ? text : text.substring(0, at);
      for (Token t : Tokens.split(fields, 1)) {
        part(t);
      }
      List<FlowAction> actions = new ArrayList<>();
      if (at >= 0) {
        if (!withActions) {
          throw new FlowSyntaxException("a selection of flows has no actions", at + 1);
        }
        int from = text.indexOf('=', at) + 1;
        Prerequisites needs = new Prerequisites(match.unchecked());
        actions = new ActionReader(ports, needs).read(text.substring(from), from + 1);
      } else if (withActions) {
        throw new FlowSyntaxException(
            "a flow needs actions=..., for example actions=drop", text.length() + 1);
      }
      if (cookieMask == 0 && newCookie == FlowMod.KEEP_COOKIE) {
        newCookie = 0; // as ovs-ofctl, whose modify takes away the cookie that is not named
      }
      return new FlowMod(
          command,
          command == Command.ADD ? Math.max(table, 0) : table,
          priority,
          cookieMask == 0 ? newCookie : cookie,
          cookieMask,
          match.finish(),
          actions,
          idleTimeout,
          hardTimeout,
          outPort,
          outGroup,
          flags,
          importance,
          newCookie);
    }

    private void part(Token t) throws FlowSyntaxException {
      int equals = t.text().indexOf('=');
      if (equals < 0) {
        if (FLAGS.containsKey(t.text())) {
          if (!withActions) {
            throw t.error(SELECTION);
          }
          flags.add(FLAGS.get(t.text()));
        } else if (!match.type(t)) {
          throw unknown(t, t.text());
        }
        return;
      }
      Token name = t.from(0, equals);
      Token value = t.from(equals + 1);
      if (value.text().isEmpty()) {
        throw value.error(name.text() + " needs a value");
      }
      checkSense(name);
      if (!key(name.text(), value) && !match.field(name, value)) {
        throw unknown(name, name.text());
      }
    }

    /** As ovs-ofctl, which does not know what would have no effect. */
    private void checkSense(Token name) throws FlowSyntaxException {
      switch (name.text()) {
        case "out_port", "out_group" -> {
          if (withActions) {
            throw name.error(
                name.text() + " is for searching: a flow to add or modify is not chosen by it");
          }
        }
        case "idle_timeout", "hard_timeout", "importance" -> {
          if (!withActions) {
            throw name.error(SELECTION);
          }
        }
        case "priority" -> {
          if (command == Command.DELETE) {
            throw name.error("flows are selected whatever their priority, unless strictly");
          }
        }
        default -> {}
      }
    }

    private FlowSyntaxException unknown(Token at, String name) {
      List<String> all = new ArrayList<>(KEYS);
      all.addAll(FieldSyntax.FIELDS.keySet());
      all.addAll(FieldSyntax.TYPES.keySet());
      String what = all.contains(name) ? name + " needs a value" : "unknown field '" + name + "'";
      return at.error(what + (all.contains(name) ? "" : Suggestion.of(name, all)));
    }

    /** What is no match; false when it is none of these. */
    private boolean key(String name, Token v) throws FlowSyntaxException {
      switch (name) {
        case "table" -> table(v);
        case "priority" -> priority = (int) Values.number(v, 65535, "the priority");
        case "idle_timeout" -> idleTimeout = (int) Values.number(v, 65535, "idle_timeout");
        case "hard_timeout" -> hardTimeout = (int) Values.number(v, 65535, "hard_timeout");
        case "importance" -> importance = (int) Values.number(v, 65535, "importance");
        case "out_group" -> outGroup = (int) Values.number(v, 0xffffffffL, "the group");
        case "out_port" -> {
          int port = MatchReader.port(v, ports);
          outPort = port == FlowAction.PORT_NONE ? FlowMod.ANY_PORT : port;
        }
        case "cookie" -> cookie(v);
        default -> {
          return IGNORED.contains(name);
        }
      }
      return true;
    }

    /** 255 is OpenFlow's number of all tables. */
    private void table(Token v) throws FlowSyntaxException {
      boolean all = command != Command.ADD && Values.number(v, "the table") == 255;
      table =
          all
              ? FlowMod.ANY_TABLE
              : (int) Values.number(v, PipelineSnapshot.TABLES - 1, "the table");
    }

    /** With a mask it is what is searched by; so it is where nothing is to be written. */
    private void cookie(Token v) throws FlowSyntaxException {
      int slash = v.text().indexOf('/');
      Token value = slash < 0 ? v : v.from(0, slash);
      long number = value.text().equals("-1") ? -1 : Values.number(value, "the cookie");
      if (slash >= 0 && command == Command.ADD) {
        throw v.from(slash)
            .error("a flow to add has a cookie without a mask: that would be to search by");
      }
      if (slash < 0 && withActions) {
        newCookie = number;
        return;
      }
      cookie = number;
      cookieMask = -1;
      if (slash >= 0) {
        Token mask = v.from(slash + 1);
        cookieMask = mask.text().equals("-1") ? -1 : Values.number(mask, "the cookie's mask");
      }
    }
  }
}
