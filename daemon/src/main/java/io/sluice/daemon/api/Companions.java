package io.sluice.daemon.api;

/**
 * What comes with a bridge and goes with it, as its OpenFlow socket. Called by one thread at a time
 * for bridges that requests add and delete.
 */
public interface Companions {
  /** None. */
  Companions NONE =
      new Companions() {
        @Override
        public void added(String bridge) {}

        @Override
        public void deleted(String bridge) {}
      };

  /**
   * There is a new bridge.
   *
   * @throws io.sluice.actors.SwitchException with a message for the user: the bridge goes again
   */
  void added(String bridge);

  /** The bridge is gone. */
  void deleted(String bridge);
}
