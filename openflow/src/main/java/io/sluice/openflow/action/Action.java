package io.sluice.openflow.action;

import io.sluice.openflow.wire.Struct;

/** What is done with a packet. Which of them exist depends on the version: {@link ActionCodec}. */
public sealed interface Action permits StandardAction, NiciraAction {

  /** An action with its header. */
  Struct<Action> LAYOUT = ActionCodec::wire;
}
