package io.sluice.ring.generator;

import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;

/**
 * A port that makes UDP/IPv4 traffic and discards what is sent to it. Opened and closed by its
 * port's actor; each queue is owned by one lane, and close comes after both lanes left.
 */
public final class GeneratorDevice implements AutoCloseable {
  private final GeneratorRxQueue rx;
  private final SinkTxQueue tx = new SinkTxQueue();

  /**
   * @param length bytes of a frame without FCS
   * @param flows destinations, counting up from {@code destinationIp}
   * @param packetsPerSecond 0: as fast as taken
   * @throws IllegalArgumentException says which value is wrong
   */
  public GeneratorDevice(
      int length,
      int flows,
      long packetsPerSecond,
      String sourceMac,
      String destinationMac,
      String sourceIp,
      String destinationIp) {
    this.rx =
        new GeneratorRxQueue(
            new UdpTemplate(length, flows, sourceMac, destinationMac, sourceIp, destinationIp),
            packetsPerSecond);
  }

  public RxQueue rx() {
    return rx;
  }

  public TxQueue tx() {
    return tx;
  }

  @Override
  public void close() {
    rx.close();
  }
}
