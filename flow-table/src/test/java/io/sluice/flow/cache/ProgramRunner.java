package io.sluice.flow.cache;

import io.sluice.flow.packet.EditResult;
import io.sluice.flow.packet.MplsEdits;
import io.sluice.flow.packet.VlanEdits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Carries out a verdict on a packet that is all head, as a lane does. */
final class ProgramRunner {
  private ProgramRunner() {}

  /** What comes out where, in order. */
  static List<Sent> run(Verdict verdict, byte[] packet) {
    List<Sent> sent = new ArrayList<>();
    Deque<Frame> saved = new ArrayDeque<>();
    Frame f = new Frame(packet);
    for (DatapathAction a : verdict.actions) {
      switch (a.opcode) {
        case DatapathAction.OUTPUT -> sent.add(f.sent(a.intValue()));
        case DatapathAction.SAVE -> saved.push(f.copy());
        case DatapathAction.RESTORE -> f = saved.pop();
        case DatapathAction.PUSH_VLAN ->
            f.moved(
                VlanEdits.push(
                    f.b, f.offset, f.length, a.intValue() >>> 16, a.intValue() & 0xffff));
        case DatapathAction.POP_VLAN -> f.moved(VlanEdits.pop(f.b, f.offset, f.length));
        case DatapathAction.PUSH_MPLS ->
            f.moved(MplsEdits.push(f.b, f.offset, f.length, (int) (a.value >>> 32), a.intValue()));
        case DatapathAction.POP_MPLS ->
            f.moved(MplsEdits.pop(f.b, f.offset, f.length, a.intValue()));
        default -> {
          if (FieldEdits.apply(f.b, f.offset, f.length, a, false) == EditResult.TTL_EXPIRED) {
            return sent;
          }
        }
      }
    }
    return sent;
  }
}
