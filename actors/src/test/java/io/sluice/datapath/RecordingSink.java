package io.sluice.datapath;

import io.sluice.datapath.tap.TapRecord;
import io.sluice.datapath.tap.TapSink;
import io.sluice.ring.memory.Memory;
import io.sluice.ring.os.NativeBytes;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a tap writes, as long as it has room. */
final class RecordingSink implements TapSink {
  /** A record, read back. */
  record Captured(
      long timeNs, int point, int port, int reason, boolean rule, long cookie, byte[] bytes) {}

  final List<Captured> records = new ArrayList<>();
  int room = Integer.MAX_VALUE;
  int lost;
  int aborted;
  private final NativeBytes memory = new NativeBytes(TapRecord.MAX_SIZE);
  private boolean claimed;

  @Override
  public long claim(int size) {
    if (claimed || size > TapRecord.MAX_SIZE) {
      throw new IllegalStateException("claimed " + claimed + ", size " + size);
    }
    if (room == 0) {
      lost++;
      return 0;
    }
    room--;
    claimed = true;
    return memory.address();
  }

  @Override
  public void commit() {
    long at = memory.address();
    byte[] bytes = new byte[Memory.getInt(at + TapRecord.CAPTURED)];
    Memory.copy(at + TapRecord.BYTES, bytes, 0, bytes.length);
    records.add(
        new Captured(
            Memory.getLong(at + TapRecord.TIME),
            Memory.getByte(at + TapRecord.POINT),
            Memory.getInt(at + TapRecord.PORT),
            Memory.getByte(at + TapRecord.REASON),
            (Memory.getByte(at + TapRecord.FLAGS) & TapRecord.RULE) != 0,
            Memory.getLong(at + TapRecord.COOKIE),
            bytes));
    claimed = false;
  }

  @Override
  public void abort() {
    aborted++;
    claimed = false;
  }
}
