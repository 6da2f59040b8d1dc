package io.sluice.daemon.stat;

import static io.sluice.daemon.stat.CountersLayout.CAPACITY_AT;
import static io.sluice.daemon.stat.CountersLayout.ENDED_AT;
import static io.sluice.daemon.stat.CountersLayout.HEADER;
import static io.sluice.daemon.stat.CountersLayout.MAGIC;
import static io.sluice.daemon.stat.CountersLayout.MAGIC_AT;
import static io.sluice.daemon.stat.CountersLayout.PID_AT;
import static io.sluice.daemon.stat.CountersLayout.STARTED_AT;
import static io.sluice.daemon.stat.CountersLayout.UPDATED_AT;
import static io.sluice.daemon.stat.CountersLayout.VERSION;
import static io.sluice.daemon.stat.CountersLayout.VERSION_AT;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersManager;

/**
 * The writing side. A counter is found by its label: it is allocated at its first value and freed
 * when a round passes without it. Owned by one thread.
 */
final class CountersFile implements AutoCloseable {
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final MappedByteBuffer map;
  private final UnsafeBuffer header;
  private final CountersManager counters;
  private final int capacity;
  private final Map<String, Integer> ids = new HashMap<>();
  private final Set<String> unseen = new HashSet<>();
  private long refused;

  private CountersFile(MappedByteBuffer map, int capacity) {
    this.map = map;
    this.capacity = capacity;
    int metadata = CountersLayout.metadataBytes(capacity);
    header = new UnsafeBuffer(map, 0, HEADER);
    counters =
        new CountersManager(
            new UnsafeBuffer(map, HEADER, metadata),
            new UnsafeBuffer(map, HEADER + metadata, CountersLayout.valuesBytes(capacity)),
            StandardCharsets.UTF_8);
  }

  /**
   * Makes the file of a run directory, in place of its predecessor's; who has that mapped keeps it.
   */
  static CountersFile create(Path runDir, int capacity, long nowMs) throws IOException {
    Path fresh = runDir.resolve(CountersLayout.FILE + ".new");
    Files.deleteIfExists(fresh);
    CountersFile file;
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            Set.of(
                StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
      int size = Math.toIntExact(CountersLayout.fileBytes(capacity));
      // Written, not only mapped: a full disk says so here, and not by a signal later.
      ByteBuffer zeros = ByteBuffer.allocate(size);
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      file = new CountersFile(channel.map(FileChannel.MapMode.READ_WRITE, 0, size), capacity);
    }
    UnsafeBuffer h = file.header;
    h.putInt(VERSION_AT, VERSION);
    h.putInt(CAPACITY_AT, capacity);
    h.putLong(PID_AT, ProcessHandle.current().pid());
    h.putLong(STARTED_AT, nowMs);
    h.putLong(UPDATED_AT, nowMs);
    h.putLongRelease(MAGIC_AT, MAGIC);
    Files.move(fresh, runDir.resolve(CountersLayout.FILE), StandardCopyOption.ATOMIC_MOVE);
    return file;
  }

  /** Begins a round of {@link #set}. */
  void begin() {
    unseen.clear();
    unseen.addAll(ids.keySet());
  }

  /**
   * Gives a counter its value. One that finds no room is left out, which {@link #end} counts.
   *
   * @param type of its label, see {@link SwitchCounters}
   */
  void set(int type, String label, long value) {
    Integer id = ids.get(label);
    if (id == null) {
      if (ids.size() == capacity) {
        refused++;
        return;
      }
      id = counters.allocate(label, type);
      ids.put(label, id);
    }
    unseen.remove(label);
    counters.setCounterValue(id, value);
  }

  /**
   * Ends a round.
   *
   * @return counters of this round that found no room
   */
  long end(long nowMs) {
    for (String gone : unseen) {
      counters.free(ids.remove(gone));
    }
    header.putLongRelease(UPDATED_AT, nowMs);
    long n = refused;
    refused = 0;
    return n;
  }

  /** Says that the switch ended in order; the values stay. */
  void ended(long nowMs) {
    header.putLongRelease(ENDED_AT, nowMs);
  }

  @Override
  public void close() {
    BufferUtil.free(map);
  }
}
