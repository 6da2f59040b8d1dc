package io.sluice.actors;

import io.sluice.datapath.Generations;
import io.sluice.datapath.tap.Tap;
import io.sluice.flow.cache.EffectSink;
import io.sluice.flow.cache.LookupView;
import io.sluice.flow.mac.MacEntry;
import io.sluice.flow.pipeline.FlowAction;
import java.util.List;
import java.util.Map;

/**
 * The tables by which a lane's datapath works, as its LaneActor drives them. Every method is called
 * on the lane.
 */
interface LaneTables {
  /**
   * A new bridge, which works by the newest of these generations.
   *
   * @param sink takes the rules that its packets make
   */
  void add(int bridge, Generations generations, EffectSink sink, long nowNs);

  /**
   * Carries out actions on a packet that a controller hands in.
   *
   * @param inPort the port that it is to be taken to have come from
   */
  void handIn(int bridge, int inPort, byte[] frame, List<FlowAction> actions, long nowNs);

  /** The bridge is gone. */
  void remove(int bridge);

  /** Adds what the caches counted to the rules' statistics. */
  void fold(int bridge, long nowNs);

  /** The addresses that the lane knows of a bridge; a copy. */
  List<MacEntry> addresses(int bridge);

  /** What the lane's caches over a bridge hold, or null when it has none; a copy. */
  LookupView look(int bridge, int mostMegaflows, long nowNs);

  /** What each meter of a bridge did on this lane; a copy. */
  Map<Integer, long[]> meterCounts(int bridge, long nowNs);

  /** Another lane learned an address. */
  void learned(int bridge, long mac, int vlan, int ofport, long nowNs);

  /**
   * Receives nothing until {@link #resume}, or until this time if that never comes. What was
   * received is on its way when this returns.
   */
  void pause(long untilNs);

  /** Transmits all that other lanes have handed over. */
  void drain();

  void resume();

  /** Shows the lane's packets to one more tap. */
  void tap(Tap tap);

  /** Lets go of a tap: nothing writes to its sink when this returns. */
  void untap(Tap tap);

  /** Forgets the addresses learned on a port that is gone. */
  void portRemoved(int bridge, int ofport);
}
