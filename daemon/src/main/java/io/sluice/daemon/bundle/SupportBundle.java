package io.sluice.daemon.bundle;

import io.sluice.daemon.doctor.Doctor;
import io.sluice.daemon.log.Logs;
import io.sluice.daemon.stat.Stat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the archive: every part passes the {@link Redactor}, and a part that cannot be had is a
 * line in {@code README.txt} with the reason, and no failure. Runs in the command's process; asks
 * the switch only what any command does.
 */
public final class SupportBundle {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneId.systemDefault());
  private static final long PATIENCE_MS = 10_000;

  /** One exists more than twice over: log, and log.1. */
  private static final long MAX_TEXT = 16 << 20;

  private final Path runDir;
  private final long patienceMs;
  private final SwitchProcess process;
  private final Path config;
  private final String version;
  private final Redactor redactor = new Redactor();

  private SupportBundle(Path runDir, Path config, String version, long patienceMs) {
    this.runDir = runDir;
    this.patienceMs = patienceMs;
    this.process = SwitchProcess.of(runDir, patienceMs);
    this.config = config != null ? config : process.config();
    this.version = version;
  }

  /**
   * Writes a bundle.
   *
   * @param config the switch's file; null: as the process that runs was told
   * @param file where to; null: a name with the time, here
   * @param version of this command
   * @return 0, or 1 when it cannot be written, which goes to {@code err}
   */
  public static int run(
      Path runDir, Path config, Path file, String version, PrintStream out, PrintStream err) {
    return run(runDir, config, file, version, PATIENCE_MS, out, err);
  }

  /**
   * The same.
   *
   * @param patienceMs for each of the switch's answers
   */
  static int run(
      Path runDir,
      Path config,
      Path file,
      String version,
      long patienceMs,
      PrintStream out,
      PrintStream err) {
    Path to =
        file == null ? Path.of("sluice-support-" + STAMP.format(Instant.now()) + ".tar.gz") : file;
    try {
      new SupportBundle(runDir, config, version, patienceMs).write(to, out);
      return 0;
    } catch (FileAlreadyExistsException e) {
      err.println("sluice: " + to + " is there already; say -o another");
    } catch (NoSuchFileException e) {
      err.println("sluice: cannot write " + to + ": there is no such directory");
    } catch (IOException e) {
      err.println("sluice: cannot write " + reason(e, to));
    }
    return 1;
  }

  private void write(Path file, PrintStream out) throws IOException {
    Set<Path> configs = config == null ? Set.of() : ConfigFiles.all(config);
    learnSecrets(configs);
    List<String> there = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    try (TarGz tar = TarGz.create(file, Instant.now().getEpochSecond())) {
      for (Part part : parts(configs)) {
        try {
          String text = redactor.clean(part.source().get());
          tar.add("sluice-support/" + part.name(), text.getBytes(StandardCharsets.UTF_8));
          there.add(part.name());
        } catch (Exception e) {
          missing.add(part.name() + ": " + redactor.clean(reason(e)));
        }
      }
      tar.add("sluice-support/README.txt", readme(there, missing).getBytes(StandardCharsets.UTF_8));
    } catch (RuntimeException | IOException e) {
      if (!(e instanceof FileAlreadyExistsException)) {
        Files.deleteIfExists(file); // half of one is none
      }
      throw e;
    }
    out.printf("%s: %d files, without secrets, readable for you only%n", file, there.size() + 1);
    missing.forEach(line -> out.println("missing: " + line));
  }

  /** Begins with the file, as most of what the system says does. */
  private static String reason(IOException e, Path file) {
    String why = reason(e);
    return why.startsWith(file.toString()) ? why : file + ": " + why;
  }

  private static String reason(Exception e) {
    return switch (e) {
      case NoSuchFileException n -> "there is no " + n.getFile();
      case java.nio.file.AccessDeniedException a -> a.getFile() + ": permission denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  private void learnSecrets(Set<Path> configs) {
    List<Path> files = new ArrayList<>(ConfigFiles.tokenFiles(configs, process.directory()));
    files.add(runDir.resolve("http.token"));
    for (Path file : files) {
      try {
        redactor.add(Files.readString(file));
      } catch (IOException e) {
        // Not there, or not ours to read: then it is in no part either.
      }
    }
  }

  private List<Part> parts(Set<Path> configs) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("versions.txt", this::versions));
    if (configs.isEmpty()) {
      parts.add(
          new Part(
              "config",
              () -> {
                throw new Part.Missing("which file it was is not known: say --config FILE");
              }));
    }
    int n = 0;
    for (Path file : configs) {
      String name = file.getFileName().toString().replaceAll("[^A-Za-z0-9_.-]", "_");
      String number = n++ == 0 ? "" : n + "-";
      parts.add(new Part("config/" + number + cut(name), () -> text(file)));
    }
    parts.add(new Part("run-directory.txt", this::listing));
    parts.add(new Part("counters.txt", () -> printed((o, e) -> Stat.print(runDir, "", o, e))));
    List<Path> logs = Logs.files(runDir);
    for (Path log : logs) {
      if (!log.equals(logs.getLast()) && !Files.exists(log)) {
        continue; // the newest has not been full yet: nothing is missing
      }
      parts.add(new Part("log/" + log.getFileName(), () -> text(log)));
    }
    parts.add(new Part("doctor.txt", () -> printed((o, e) -> Doctor.run(config, runDir, o, o))));
    parts.addAll(process.parts());
    parts.addAll(new Asked(runDir, patienceMs).parts());
    for (String file : List.of("meminfo", "net/dev", "loadavg", "cmdline", "interrupts")) {
      parts.add(
          new Part("host/" + file.replace('/', '-') + ".txt", () -> text(Path.of("/proc", file))));
    }
    return parts;
  }

  private static String cut(String name) {
    return name.length() <= 60 ? name : name.substring(0, 60);
  }

  /** A file's text; of a long one the end. */
  private static String text(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int from = (int) Math.max(0, bytes.length - MAX_TEXT);
    return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
  }

  private interface Printing {
    int to(PrintStream out, PrintStream err);
  }

  private static String printed(Printing printing) throws Part.Missing {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    printing.to(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
    if (out.size() == 0) {
      throw new Part.Missing(
          err.toString(StandardCharsets.UTF_8).strip().replaceFirst("^sluice: ", ""));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private String versions() throws IOException {
    return """
    %s
    made %s by a command of this version; a switch that runs may be of another
    switch: %s
    kernel: %s
    """
        .formatted(
            version,
            Instant.now(),
            process.pid() == 0 ? "not running" : "process " + process.pid(),
            Files.readString(Path.of("/proc/version")).strip());
  }

  /** Names, sizes and modes; no content. */
  private String listing() throws IOException {
    StringBuilder s = new StringBuilder(runDir.toAbsolutePath() + "\n");
    try (Stream<Path> all = Files.list(runDir)) {
      for (Path file : all.sorted().toList()) {
        s.append(
            "%s %12d %s %s%n"
                .formatted(
                    java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(
                            file, java.nio.file.LinkOption.NOFOLLOW_LINKS)),
                    Files.size(file),
                    Files.getLastModifiedTime(file),
                    file.getFileName()));
      }
    }
    return s.toString();
  }

  private static String readme(List<String> there, List<String> missing) {
    return """
    What Sluice could say of itself, for who helps. Values of secrets were taken out (%s); files of
    keys and tokens were not read into it. Names of ports, addresses and flows are in it: look
    through it before you give it away.

    Here:
    %s
    Missing, and why:
    %s"""
        .formatted(
            Redactor.REMOVED,
            String.join("", there.stream().map(l -> "  " + l + "\n").toList()),
            missing.isEmpty()
                ? "  nothing\n"
                : String.join("", missing.stream().map(l -> "  " + l + "\n").toList()));
  }
}
