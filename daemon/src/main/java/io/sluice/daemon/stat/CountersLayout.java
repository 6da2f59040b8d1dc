package io.sluice.daemon.stat;

import org.agrona.concurrent.status.CountersReader;

/**
 * Where things are in the counters file. Little-endian, as the machine.
 *
 * <pre>
 *     0  magic "SLUICECN"        8
 *     8  version                 4
 *    12  counters it has room for 4
 *    16  process id              8
 *    24  started, ms since 1970  8
 *    32  updated, ms since 1970  8    release store, after the counters
 *    40  ended, ms since 1970    8    0: it runs, or died
 *   128  metadata                     as Agrona's CountersReader reads it
 *        values                       behind the metadata
 * </pre>
 */
final class CountersLayout {
  static final String FILE = "counters";
  static final long MAGIC = 0x4e_43_45_43_49_55_4c_53L;
  static final int VERSION = 1;

  static final int MAGIC_AT = 0;
  static final int VERSION_AT = 8;
  static final int CAPACITY_AT = 12;
  static final int PID_AT = 16;
  static final int STARTED_AT = 24;
  static final int UPDATED_AT = 32;
  static final int ENDED_AT = 40;
  static final int HEADER = 128;

  private CountersLayout() {}

  static int metadataBytes(int counters) {
    return counters * CountersReader.METADATA_LENGTH;
  }

  static int valuesBytes(int counters) {
    return counters * CountersReader.COUNTER_LENGTH;
  }

  static long fileBytes(int counters) {
    return HEADER
        + (long) counters * (CountersReader.METADATA_LENGTH + CountersReader.COUNTER_LENGTH);
  }
}
