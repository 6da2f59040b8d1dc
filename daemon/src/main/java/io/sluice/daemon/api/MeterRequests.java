package io.sluice.daemon.api;

import io.sluice.actors.SwitchApi;
import io.sluice.flow.pipeline.MeterMod;
import io.sluice.flow.pipeline.MeterStats;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.flow.text.MeterText;
import java.util.List;

/** The requests about meters, in the syntax of ovs-ofctl. Thread-safe. */
final class MeterRequests {
  private final SwitchApi api;

  MeterRequests(SwitchApi api) {
    this.api = api;
  }

  Answer change(MeterMod.Command command, String bridge, String meter) throws InterruptedException {
    try {
      MeterMod mod = MeterText.read(command, meter);
      Requests.await(api.applyFlows(bridge, List.of(mod)));
      return Answer.ok("");
    } catch (FlowSyntaxException e) {
      return Answer.usage(Caret.point("meter", "", meter, e));
    }
  }

  Answer dump(String bridge) throws InterruptedException {
    StringBuilder s = new StringBuilder();
    for (MeterStats m : Requests.await(api.dumpMeters(bridge))) {
      s.append(MeterText.format(m)).append('\n');
    }
    return Answer.ok(s.toString());
  }
}
