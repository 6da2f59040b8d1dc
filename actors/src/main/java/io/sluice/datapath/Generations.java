package io.sluice.datapath;

import io.sluice.flow.pipeline.PipelineSnapshot;

/**
 * The newest generation of a bridge's tables. The Bridge publishes, every lane reads; nobody waits
 * for anybody.
 *
 * <p>Invariant: who was told of a generation and then sends a packet has it treated by that one or
 * a later one. For a lane looks here after it has received a burst, and what it finds was published
 * before the packet was sent.
 */
public final class Generations {
  private volatile PipelineSnapshot newest;

  public Generations(PipelineSnapshot first) {
    newest = first;
  }

  /** Every packet that is sent from now on is treated by this generation. */
  public void publish(PipelineSnapshot next) {
    newest = next;
  }

  public PipelineSnapshot newest() {
    return newest;
  }
}
