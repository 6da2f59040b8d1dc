package io.sluice.ring.tap;

import io.sluice.ring.device.TxQueue;
import io.sluice.ring.device.TxQueueContract;
import java.util.List;
import java.util.Optional;

/** Transmitting to the kernel passes the contract. */
class TapTxQueueIT extends TxQueueContract {
  @Override
  protected Rig open() {
    TapPeer peer = TapPeer.create();
    return new Rig() {
      @Override
      public TxQueue queue() {
        return peer.device.tx(0);
      }

      @Override
      public Optional<List<byte[]>> taken(int count) {
        return Optional.of(peer.receive(count));
      }

      @Override
      public boolean hasLimit() {
        return true;
      }

      @Override
      public void close() {
        peer.close();
      }
    };
  }
}
