package io.sluice.flow.text;

import io.sluice.flow.pipeline.FlowMod;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads flows in the syntax of ovs-ofctl. */
public final class FlowParser {
  public FlowParser(Function<String, OptionalInt> ports) {}

  /** Knows no port names. */
  public FlowParser() {
    this(name -> OptionalInt.empty());
  }

  /** A flow to add. */
  public FlowMod parseFlow(String text) throws FlowSyntaxException {
    throw new FlowSyntaxException("not there yet", 1);
  }

  /** A selection, as del-flows and dump-flows take it; the command is DELETE. */
  public FlowMod parseFilter(String text) throws FlowSyntaxException {
    throw new FlowSyntaxException("not there yet", 1);
  }
}
