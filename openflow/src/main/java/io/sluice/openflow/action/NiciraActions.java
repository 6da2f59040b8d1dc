package io.sluice.openflow.action;

import io.sluice.openflow.wire.Choice;
import io.sluice.openflow.wire.Wire;

/** The table of Nicira's actions. */
final class NiciraActions {

  private NiciraActions() {}

  static Choice<Action> common(Choice<Action> table) {
    return table
        .on(1, NiciraAction.Resubmit.class, NiciraAction.Resubmit.LAYOUT)
        .on(2, NiciraAction.SetTunnel.class, NiciraAction.SetTunnel.LAYOUT)
        .on(5, new NiciraAction.PopQueue())
        .on(6, NiciraAction.RegMove.class, NiciraAction.RegMove.LAYOUT)
        .on(7, NiciraAction.RegLoad.class, NiciraAction.RegLoad.LAYOUT)
        .on(8, NiciraAction.Note.class, NiciraAction.Note.LAYOUT)
        .on(9, NiciraAction.SetTunnel64.class, NiciraAction.SetTunnel64.LAYOUT)
        .on(10, MultipathAction.class, MultipathAction.LAYOUT)
        .on(12, BundleAction.class, b -> b.target() == null, BundleAction.OUTPUT)
        .on(13, BundleAction.class, b -> b.target() != null, BundleAction.LOAD)
        .on(14, NiciraAction.ResubmitTable.class, NiciraAction.ResubmitTable.LAYOUT)
        .on(15, NiciraAction.OutputReg.class, NiciraAction.OutputReg.LAYOUT)
        .on(16, LearnAction.class, l -> l.second() == null, LearnAction.LAYOUT)
        .on(17, new NiciraAction.Exit())
        .on(19, NiciraAction.FinTimeout.class, NiciraAction.FinTimeout.LAYOUT)
        .on(20, ControllerAction.Controller.class, ControllerAction.Controller.LAYOUT)
        .on(21, NiciraAction.DecTtlControllers.class, NiciraAction.DecTtlControllers.LAYOUT)
        .on(22, NiciraAction.WriteMetadata.class, NiciraAction.WriteMetadata.LAYOUT)
        .on(27, NiciraAction.StackPush.class, NiciraAction.StackPush.LAYOUT)
        .on(28, NiciraAction.StackPop.class, NiciraAction.StackPop.LAYOUT)
        .on(29, SampleAction.Sample.class, SampleAction.Sample.LAYOUT)
        .on(30, NiciraAction.SetMplsLabel.class, NiciraAction.SetMplsLabel.LAYOUT)
        .on(31, NiciraAction.SetMplsTc.class, NiciraAction.SetMplsTc.LAYOUT)
        .on(33, NiciraAction.RegLoad2.class, NiciraAction.RegLoad2.LAYOUT)
        .on(34, NiciraAction.Conjunction.class, NiciraAction.Conjunction.LAYOUT)
        .on(35, ConntrackAction.class, ConntrackAction.LAYOUT)
        .on(36, NatAction.class, NatAction.LAYOUT)
        .on(37, ControllerAction.Controller2.class, ControllerAction.Controller2.LAYOUT)
        .on(38, SampleAction.SamplePort.class, s -> !s.third(), SampleAction.SamplePort.SECOND)
        .on(39, NiciraAction.OutputTrunc.class, NiciraAction.OutputTrunc.LAYOUT)
        .on(41, SampleAction.SamplePort.class, s -> s.third(), SampleAction.SamplePort.THIRD)
        .on(42, NiciraAction.Clone.class, NiciraAction.Clone.LAYOUT)
        .on(43, new NiciraAction.CtClear())
        .on(44, NiciraAction.ResubmitTableCt.class, NiciraAction.ResubmitTableCt.LAYOUT)
        .on(45, LearnAction.class, l -> l.second() != null, LearnAction.LAYOUT_2)
        .on(48, new NiciraAction.DecNshTtl())
        .on(49, NiciraAction.CheckPacketLarger.class, NiciraAction.CheckPacketLarger.LAYOUT);
  }

  static StandardAction.SetQueue setQueue(Wire w, StandardAction.SetQueue action) {
    return StandardAction.SetQueue.LAYOUT.wire(w.pad(2), action);
  }

  static StandardAction.Group group(Wire w, StandardAction.Group action) {
    return StandardAction.Group.LAYOUT.wire(w.pad(2), action);
  }
}
