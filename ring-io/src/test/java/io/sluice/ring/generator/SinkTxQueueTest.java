package io.sluice.ring.generator;

import io.sluice.ring.device.TxQueue;
import io.sluice.ring.device.TxQueueContract;
import java.util.List;
import java.util.Optional;

/** The sink passes the contract. */
class SinkTxQueueTest extends TxQueueContract {
  @Override
  protected Rig open() {
    SinkTxQueue queue = new SinkTxQueue();
    return new Rig() {
      @Override
      public TxQueue queue() {
        return queue;
      }

      @Override
      public Optional<List<byte[]>> taken(int count) {
        return Optional.empty();
      }

      @Override
      public boolean hasLimit() {
        return false;
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }
}
