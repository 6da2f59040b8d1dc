package io.sluice.daemon.stat;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/** {@code sluice stat}: the counters file as text. It asks no process. */
public final class Stat {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  /** A process begins before it notes its start; the two clocks differ by less than this. */
  private static final long CLOCKS_MS = 1000;

  private Stat() {}

  /**
   * Prints a line about the switch, then a line a counter: its value, two blanks, its label.
   *
   * @param match only labels that contain this
   * @return 0, or 1 when there is no such file or it is none of ours, which goes to {@code err}
   */
  public static int print(Path runDir, String match, PrintStream out, PrintStream err) {
    try {
      print(map(runDir.resolve(CountersLayout.FILE)), match, out);
      return 0;
    } catch (IOException e) {
      err.println("sluice: " + e.getMessage());
      return 1;
    }
  }

  private static void print(MappedByteBuffer map, String match, PrintStream out) {
    UnsafeBuffer file = new UnsafeBuffer(map);
    out.println(about(file));
    int capacity = file.getInt(CountersLayout.CAPACITY_AT);
    int metadata = CountersLayout.metadataBytes(capacity);
    CountersReader counters =
        new CountersReader(
            new UnsafeBuffer(map, CountersLayout.HEADER, metadata),
            new UnsafeBuffer(
                map, CountersLayout.HEADER + metadata, CountersLayout.valuesBytes(capacity)),
            StandardCharsets.UTF_8);
    // By label, so that a port's counters stand together whatever came and went.
    Map<String, Long> values = new TreeMap<>();
    counters.forEach(
        (id, label) -> {
          if (label.contains(match)) {
            values.put(label, counters.getCounterValue(id));
          }
        });
    values.forEach((label, value) -> out.printf(Locale.ROOT, "%20d  %s%n", value, label));
  }

  private static String about(UnsafeBuffer file) {
    long pid = file.getLong(CountersLayout.PID_AT);
    long updated = file.getLongAcquire(CountersLayout.UPDATED_AT);
    long ended = file.getLongAcquire(CountersLayout.ENDED_AT);
    long startedMs = file.getLong(CountersLayout.STARTED_AT);
    String started = time(startedMs);
    if (ended != 0) {
      return "process %d, started %s, ended %s".formatted(pid, started, time(ended));
    }
    if (isGone(pid, startedMs)) {
      return "process %d, started %s, died after %s".formatted(pid, started, time(updated));
    }
    long age = Duration.between(Instant.ofEpochMilli(updated), Instant.now()).toMillis();
    return "process %d, started %s, counted %d ms ago".formatted(pid, started, Math.max(0, age));
  }

  /** Also a zombie is gone, and one whose id a later process has. */
  private static boolean isGone(long pid, long startedMs) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    boolean later =
        process
            .flatMap(p -> p.info().startInstant())
            .map(i -> i.toEpochMilli() > startedMs + CLOCKS_MS)
            .orElse(false);
    return process.isEmpty() || later || isZombie(pid);
  }

  private static boolean isZombie(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // proc(5): the state follows the name, which is in parentheses and may hold some.
      return stat.startsWith(") Z", stat.lastIndexOf(')'));
    } catch (IOException e) {
      return true;
    }
  }

  private static String time(long ms) {
    return TIME.format(
        Instant.ofEpochMilli(ms).truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.systemDefault()));
  }

  private static MappedByteBuffer map(Path file) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw notOurs(file, "no file"); // to open a pipe would wait for its writer
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < CountersLayout.HEADER) {
        throw notOurs(file, size + " bytes");
      }
      MappedByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
      UnsafeBuffer header = new UnsafeBuffer(map);
      if (header.getLong(CountersLayout.MAGIC_AT) != CountersLayout.MAGIC) {
        throw notOurs(file, "it begins otherwise");
      }
      int version = header.getInt(CountersLayout.VERSION_AT);
      if (version != CountersLayout.VERSION) {
        throw notOurs(file, "version %d, this is %d".formatted(version, CountersLayout.VERSION));
      }
      int capacity = header.getInt(CountersLayout.CAPACITY_AT);
      if (capacity < 0 || capacity > size || CountersLayout.fileBytes(capacity) != size) {
        throw notOurs(file, "%d bytes for %d counters".formatted(size, capacity));
      }
      return map;
    } catch (NoSuchFileException e) {
      throw new IOException(
          "no counters file "
              + file
              + ": no switch has run in this run directory; say --run-dir DIR for another");
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission denied; ask as the user who runs the switch");
    }
  }

  private static IOException notOurs(Path file, String why) {
    return new IOException(
        file + " is no counters file of this version (" + why + "); was it made by another?");
  }
}
