package io.sluice.flow.trace;

import io.sluice.flow.cache.TraceSink;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.Rule;
import io.sluice.flow.pipeline.Subfield;
import io.sluice.flow.text.FlowFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Collects what happened as a tree and prints it indented as ofproto/trace does. */
final class TraceTree implements TraceSink {
  private enum Kind {
    /** Has things below it; as the last of its list it needs no indentation. */
    SCOPE,
    ACTION,
    DETAIL,
    REMARK
  }

  private record Node(Kind kind, String text, List<Node> below) {}

  private record Scope(int depth, List<Node> nodes) {}

  private final List<Node> roots = new ArrayList<>();
  private final Deque<Scope> scopes = new ArrayDeque<>();

  TraceTree() {
    scopes.push(new Scope(-1, roots));
  }

  /** The list that things of a depth go to: the innermost scope that is not deeper. */
  private List<Node> at(int depth) {
    while (scopes.peek().depth > depth) {
      scopes.pop();
    }
    return scopes.peek().nodes;
  }

  private void open(int outer, int depth, String text) {
    Node scope = new Node(Kind.SCOPE, text, new ArrayList<>());
    at(outer).add(scope);
    scopes.push(new Scope(depth, scope.below));
  }

  @Override
  public void table(int depth, int table, Rule rule) {
    String number = "%2d. ".formatted(table);
    if (rule == null) {
      Node miss = new Node(Kind.SCOPE, number + "No match.", new ArrayList<>());
      miss.below.add(new Node(Kind.ACTION, "drop", List.of()));
      at(depth - 1).add(miss);
      return;
    }
    String match = FlowFormatter.formatMatch(rule.match());
    String cookie = rule.cookie() == 0 ? "" : ", cookie 0x" + Long.toHexString(rule.cookie());
    String text = number + match + (match.isEmpty() ? "" : ", ");
    open(depth - 1, depth, text + "priority " + rule.priority() + cookie);
    if (rule.actions().isEmpty()) {
      action(depth, "drop");
    }
  }

  @Override
  public void bucket(int depth, int index) {
    open(depth - 1, depth, "bucket " + index);
  }

  @Override
  public void action(int depth, FlowAction action) {
    action(depth, FlowFormatter.formatActions(List.of(action)));
  }

  private void action(int depth, String text) {
    at(depth).add(new Node(Kind.ACTION, text, List.of()));
  }

  @Override
  public void moved(int depth, Subfield to, long hi, long lo) {
    detail(depth, FlowFormatter.formatSubfield(to) + " is now " + FlowFormatter.hex(hi, lo));
  }

  @Override
  public void actionSetIs(int depth, List<FlowAction> actions) {
    boolean empty = actions.isEmpty();
    detail(
        depth,
        empty ? "action set is empty" : "action set is: " + FlowFormatter.formatActions(actions));
  }

  @Override
  public void detail(int depth, String text) {
    at(depth).add(new Node(Kind.DETAIL, text, List.of()));
  }

  @Override
  public void learned(int depth, FlowMod flow) {
    detail(depth, FlowFormatter.format(flow));
  }

  @Override
  public void remark(int depth, String text) {
    at(depth).add(new Node(Kind.REMARK, text, List.of()));
  }

  @Override
  public void actionSet() {
    open(0, 1, "--. Executing action set:");
  }

  String print(String bridge) {
    StringBuilder out = new StringBuilder();
    String head = "bridge(\"" + bridge + "\")";
    out.append(head).append('\n').append("-".repeat(head.length())).append('\n');
    print(out, roots, 0, true);
    return out.toString();
  }

  private static void print(StringBuilder out, List<Node> nodes, int level, boolean root) {
    for (int i = 0; i < nodes.size(); i++) {
      Node n = nodes.get(i);
      boolean indented = n.kind != Kind.SCOPE || i < nodes.size() - 1 && !root;
      out.append("    ".repeat(level + (indented ? 1 : 0)));
      String mark = n.kind == Kind.REMARK ? " >> " : n.kind == Kind.DETAIL ? " -> " : "";
      out.append(mark).append(n.text).append('\n');
      print(out, n.below, level + (indented ? 2 : 0), false);
    }
  }
}
