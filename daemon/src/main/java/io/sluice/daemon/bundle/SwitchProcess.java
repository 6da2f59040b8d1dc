package io.sluice.daemon.bundle;

import io.sluice.daemon.api.RunDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The process of a run directory's switch, seen from outside: through /proc, and by the JDK's jcmd,
 * which a process that does not answer is asked once. Owned by one thread.
 */
final class SwitchProcess {
  private final long pid;
  private final long patienceMs;
  private String silent;

  private SwitchProcess(long pid, long patienceMs) {
    this.pid = pid;
    this.patienceMs = patienceMs;
  }

  /** Its id; 0: none runs. */
  long pid() {
    return pid;
  }

  static SwitchProcess of(Path runDir, long patienceMs) {
    try {
      String text = Files.readString(RunDir.lockFile(runDir)).strip();
      long pid = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
      SwitchProcess found = new SwitchProcess(pid, patienceMs);
      boolean ours = pid != 0 && found.words().stream().anyMatch(w -> w.contains("sluice"));
      return ours ? found : new SwitchProcess(0, patienceMs);
    } catch (IOException e) {
      return new SwitchProcess(0, patienceMs);
    }
  }

  /** The file it was started with; null when that is not known. */
  Path config() {
    List<String> words = words();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("--config") && i + 1 < words.size()) {
        return directory().resolve(words.get(i + 1));
      }
      if (words.get(i).startsWith("--config=")) {
        return directory().resolve(words.get(i).substring("--config=".length()));
      }
    }
    return null;
  }

  /** Where it was started: what its relative paths are relative to. */
  Path directory() {
    try {
      return Files.readSymbolicLink(proc("cwd"));
    } catch (IOException e) {
      return Path.of("");
    }
  }

  List<Part> parts() {
    return List.of(
        new Part("process/command-line.txt", this::commandLine),
        new Part("process/status.txt", () -> file("status")),
        new Part("process/limits.txt", () -> file("limits")),
        new Part("process/files.txt", this::openFiles),
        new Part("process/threads.txt", () -> jcmd("Thread.print")),
        new Part("process/heap.txt", () -> jcmd("GC.heap_info")),
        new Part("process/flags.txt", () -> jcmd("VM.flags")));
  }

  private String commandLine() throws Part.Missing {
    alive();
    List<String> words = words();
    if (words.isEmpty()) {
      throw new Part.Missing("it ended meanwhile");
    }
    return String.join("\n", words) + "\n";
  }

  /** Empty when there is no such process, or only its remains. */
  private List<String> words() {
    try {
      String line = Files.readString(proc("cmdline"), StandardCharsets.ISO_8859_1);
      return line.isEmpty() ? List.of() : List.of(line.split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  private Path proc(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }

  private String file(String name) throws Part.Missing, IOException {
    alive();
    return Files.readString(proc(name));
  }

  private void alive() throws Part.Missing {
    if (pid == 0) {
      throw new Part.Missing("no switch runs there");
    }
  }

  /** Its file descriptors and what they are, a line each. */
  private String openFiles() throws Part.Missing, IOException {
    alive();
    TreeMap<Integer, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(proc("fd"))) {
      for (Path fd : all.toList()) {
        try {
          files.put(
              Integer.valueOf(fd.getFileName().toString()), Files.readSymbolicLink(fd).toString());
        } catch (IOException e) {
          // Closed meanwhile.
        }
      }
    }
    StringBuilder s = new StringBuilder();
    files.forEach((fd, what) -> s.append(fd).append(' ').append(what).append('\n'));
    return s.toString();
  }

  private String jcmd(String what) throws Part.Missing, IOException, InterruptedException {
    alive();
    if (silent != null) {
      throw new Part.Missing(silent);
    }
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      throw new Part.Missing("this Java has no jcmd: install a JDK instead of a JRE");
    }
    Path answer = Files.createTempFile("sluice-jcmd", ".txt");
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(List.of(jcmd.toString(), Long.toString(pid), what)))
              .redirectErrorStream(true)
              .redirectOutput(answer.toFile())
              .start();
      if (!process.waitFor(patienceMs, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        silent = "the process did not answer jcmd within %d ms".formatted(patienceMs);
        throw new Part.Missing(silent);
      }
      String text = Files.readString(answer);
      if (process.exitValue() != 0) {
        throw new Part.Missing(text.strip().lines().findFirst().orElse("jcmd failed"));
      }
      return text;
    } finally {
      Files.deleteIfExists(answer);
    }
  }
}
