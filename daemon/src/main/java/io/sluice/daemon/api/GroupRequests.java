package io.sluice.daemon.api;

import io.sluice.actors.SwitchApi;
import io.sluice.flow.pipeline.GroupMod;
import io.sluice.flow.pipeline.GroupStats;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.flow.text.GroupText;
import java.util.List;

/** The requests about groups, in the syntax of ovs-ofctl. Thread-safe. */
final class GroupRequests {
  private final SwitchApi api;
  private final FlowRequests flows;

  GroupRequests(SwitchApi api, FlowRequests flows) {
    this.api = api;
    this.flows = flows;
  }

  Answer change(GroupMod.Command command, String bridge, String group) throws InterruptedException {
    try {
      GroupMod mod = new GroupText(flows.portNumbers(bridge)).read(command, group);
      Requests.await(api.applyFlows(bridge, List.of(mod)));
      return Answer.ok("");
    } catch (FlowSyntaxException e) {
      return Answer.usage(Caret.point("group", "", group, e));
    }
  }

  Answer dump(String bridge) throws InterruptedException {
    StringBuilder s = new StringBuilder();
    for (GroupStats g : Requests.await(api.dumpGroups(bridge))) {
      s.append(' ').append(GroupText.format(g)).append('\n');
    }
    return Answer.ok(s.toString());
  }
}
