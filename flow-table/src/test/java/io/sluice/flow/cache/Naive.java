package io.sluice.flow.cache;

import io.sluice.flow.packet.FlowKey;
import io.sluice.flow.packet.HeaderParser;
import io.sluice.flow.pipeline.Field;
import io.sluice.flow.pipeline.FlowAction;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.PortConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * What a bridge does, written down as simply as possible: a linear search per table and no caches.
 * Speaks of outputs as "port, with this key": what the packet looks like there.
 */
final class Naive {
  /** A packet at a port; {@code ttlDrops} tells that dec_ttl was done on the way. */
  record Out(int port, List<String> edits) {}

  final List<FlowMod> rules = new ArrayList<>();
  final List<PortConfig> ports = new ArrayList<>();

  private List<Out> outs;
  private List<String> edits;
  private long[] key;
  private int inPort;
  private int lookups;
  private boolean loop;
  private boolean missed;

  /** The outputs, or a drop's cause. */
  Object run(byte[] b, int offset, int head, int length, int port) {
    key = new long[FlowKey.STRIDE];
    HeaderParser.parse(b, offset, head, length, port, key, 0, HeaderParser.Depth.ALL);
    outs = new ArrayList<>();
    edits = new ArrayList<>();
    inPort = port;
    lookups = 0;
    loop = false;
    missed = false;
    table(0, port, 0);
    if (loop) {
      return DropCause.LOOP;
    }
    return outs.isEmpty() && missed ? DropCause.NO_RULE : outs;
  }

  private void table(int id, int matchPort, int depth) {
    if (depth > 64 || ++lookups > 4096) {
      loop = true;
      return;
    }
    Field.IN_PORT.set(key, 0, matchPort);
    FlowMod best = null;
    for (FlowMod r : rules) {
      if (r.table() == id
          && r.match().matches(key, 0)
          && (best == null || r.priority() > best.priority())) {
        best = r;
      }
    }
    Field.IN_PORT.set(key, 0, inPort);
    if (best == null) {
      missed |= id == 0 && depth == 0;
      return;
    }
    for (FlowAction a : best.actions()) {
      if (!loop) {
        action(a, id, matchPort, depth);
      }
    }
  }

  private void action(FlowAction action, int id, int matchPort, int depth) {
    int type = FlowKey.dlType(key, 0);
    boolean ip = type == 0x0800 || type == 0x86dd;
    switch (action) {
      case FlowAction.Output(int p, _) -> {
        if (p != inPort) {
          out(p);
        }
      }
      case FlowAction.InPort _ -> out(inPort);
      case FlowAction.Flood _, FlowAction.All _ -> {
        for (PortConfig p : ports) {
          if (p.ofport() != inPort) {
            out(p.ofport());
          }
        }
      }
      case FlowAction.Resubmit(int p, int t) ->
          table(t < 0 ? id : t, p < 0 ? matchPort : p, depth + 1);
      case FlowAction.GotoTable(int t) -> table(t, matchPort, depth + 1);
      case FlowAction.DecTtl _ -> {
        if (ip) {
          edits.add("dec_ttl:0");
          Field.NW_TTL.set(key, 0, Math.max(0, Field.NW_TTL.get(key, 0) - 1));
        }
      }
      case FlowAction.SetField(Field f, _, long v, _, _, _) -> {
        boolean ports =
            ip
                && (FlowKey.nwFrag(key, 0) & 2) == 0
                && (FlowKey.nwProto(key, 0) == 6 || FlowKey.nwProto(key, 0) == 17);
        boolean has =
            switch (f) {
              case DL_SRC, DL_DST -> true;
              case NW_SRC, NW_DST -> type == 0x0800;
              case TP_SRC, TP_DST -> ports;
              default -> throw new IllegalArgumentException(f.label);
            };
        if (has) {
          edits.add("set_" + f.label + ":" + Long.toHexString(v));
          f.set(key, 0, v);
        }
      }
      default -> throw new IllegalArgumentException(action.toString());
    }
  }

  private void out(int port) {
    outs.add(new Out(port, List.copyOf(edits)));
  }

  /** A verdict in the same words. */
  static Object of(Verdict v) {
    if (v.cause == DropCause.LOOP || v.cause == DropCause.NO_RULE) {
      return v.cause;
    }
    List<Out> outs = new ArrayList<>();
    List<String> edits = new ArrayList<>();
    for (DatapathAction a : v.actions) {
      if (a.opcode == DatapathAction.OUTPUT) {
        outs.add(new Out(a.intValue(), List.copyOf(edits)));
      } else {
        edits.add(a.toString());
      }
    }
    return outs;
  }
}
