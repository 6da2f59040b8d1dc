package io.sluice.ring.pcap;

import io.sluice.ring.device.DeviceException;
import io.sluice.ring.device.RxQueue;
import io.sluice.ring.device.TxQueue;
import io.sluice.ring.generator.SinkTxQueue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A port over capture files: receives what {@code input} holds, writes what is transmitted to
 * {@code output}. Opened and closed by its port's actor; each queue is owned by one lane, and close
 * comes after both lanes left.
 */
public final class PcapDevice implements AutoCloseable {
  private final CaptureFile file;
  private final boolean loop;
  private final PcapRxQueue rx;
  private final PcapTxQueue writer;
  private final TxQueue tx;

  /**
   * @param input empty: nothing is received
   * @param output empty: what is transmitted is counted and discarded
   * @param packetsPerSecond 0: as fast as taken
   * @throws DeviceException names the file, and the offset if it is malformed
   */
  public PcapDevice(
      Optional<Path> input, Optional<Path> output, long packetsPerSecond, boolean loop) {
    if (input.isPresent() && output.isPresent() && same(input.get(), output.get())) {
      throw new DeviceException(
          output.get() + ": input and output are the same file; choose another output");
    }
    this.loop = loop;
    file = input.map(CaptureFile::open).orElse(null);
    try {
      rx = new PcapRxQueue(file, packetsPerSecond, loop);
      writer = output.map(PcapTxQueue::new).orElse(null);
    } catch (RuntimeException e) {
      if (file != null) {
        file.close();
      }
      throw e;
    }
    tx = writer == null ? new SinkTxQueue() : writer;
  }

  private static boolean same(Path input, Path output) {
    try {
      return Files.isSameFile(input, output);
    } catch (IOException e) {
      return false; // one of them is not there yet
    }
  }

  public RxQueue rx() {
    return rx;
  }

  public TxQueue tx() {
    return tx;
  }

  /** Packets in the input file. */
  public int packets() {
    return file == null ? 0 : file.count();
  }

  /** Whether the input has been taken in to its end and is not played again. Any thread. */
  public boolean finished() {
    return file != null && !loop && rx.counters().packets() + rx.counters().drops() >= file.count();
  }

  /** Why the output is not written any more. Any thread. */
  public Optional<String> failure() {
    return Optional.ofNullable(writer == null ? null : writer.failure());
  }

  /** Writes out what was transmitted and closes the files. */
  @Override
  public void close() {
    if (writer != null) {
      writer.close();
    }
    if (file != null) {
      file.close();
    }
  }
}
