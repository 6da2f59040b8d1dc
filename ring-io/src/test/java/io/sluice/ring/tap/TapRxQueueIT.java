package io.sluice.ring.tap;

import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.RxQueueContract;
import io.sluice.ring.testing.Frames;
import java.util.ArrayList;
import java.util.List;

/** Receiving from the kernel passes the contract. */
class TapRxQueueIT extends RxQueueContract {
  @Override
  protected Rig open() {
    TapPeer peer = TapPeer.create();
    return new Rig() {
      @Override
      public RxQueue queue() {
        return peer.device.rx(0);
      }

      @Override
      public List<byte[]> send(int count) {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          byte[] frame = Frames.random(60 + i * 7, i);
          peer.send(frame);
          frames.add(frame);
        }
        return frames;
      }

      @Override
      public boolean sendTooShort() {
        return false;
      }

      @Override
      public void close() {
        peer.close();
      }
    };
  }
}
