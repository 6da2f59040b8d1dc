package io.sluice.daemon.run;

import io.sluice.actors.PortSpec;
import io.sluice.daemon.api.PortWords;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Two network namespaces that talk through two TAP ports of the demo's bridge br1. Their names
 * carry this process's id; {@link #close} removes exactly them. What a demo left that was killed,
 * the next one removes: that of ids that no process has.
 */
final class DemoNamespaces implements AutoCloseable {
  private static final int SIDES = 2;
  private static final Pattern NAMESPACE = Pattern.compile("sluice-([1-9][0-9]{0,9})-[01]");
  private static final long PATIENCE_MS = 10_000;

  private final String id = Long.toString(ProcessHandle.current().pid());

  private DemoNamespaces() {}

  /** Null, with a line that says why, when this user or machine cannot have them. */
  static DemoNamespaces ifPossible(PrintStream out) {
    if (!"root".equals(System.getProperty("user.name"))) {
      out.println("Not root, so without network namespaces and TAP ports.");
      return null;
    }
    DemoNamespaces made = new DemoNamespaces();
    try {
      removeLeftOver(out);
      for (int i = 0; i < SIDES; i++) {
        ip("netns", "add", made.namespace(i));
      }
      return made;
    } catch (IOException e) {
      made.close();
      out.println("Without network namespaces and TAP ports: " + e.getMessage());
      return null;
    }
  }

  /** TAP interfaces go with their process or with their namespace. */
  private static void removeLeftOver(PrintStream out) throws IOException {
    for (String line : ip("netns", "list").lines().toList()) {
      String name = line.split(" ", 2)[0];
      Matcher m = NAMESPACE.matcher(name);
      if (m.matches() && ProcessHandle.of(Long.parseLong(m.group(1))).isEmpty()) {
        remove(name);
        out.println("Removed network namespace " + name + ", left by a demo that was killed.");
      }
    }
  }

  private String namespace(int i) {
    return "sluice-" + id + "-" + i;
  }

  private String tap(int i) {
    return "sl" + id + "t" + i;
  }

  List<PortSpec> ports() {
    return List.of(
        PortWords.parse("tap0", List.of("type=tap", "interface=" + tap(0))),
        PortWords.parse("tap1", List.of("type=tap", "interface=" + tap(1))));
  }

  /** Moves the interfaces into the namespaces and gives them addresses. */
  void connect() {
    try {
      for (int i = 0; i < SIDES; i++) {
        ip("link", "set", tap(i), "netns", namespace(i));
        ip("-n", namespace(i), "addr", "add", "10.77.0." + (i + 1) + "/24", "dev", tap(i));
        ip("-n", namespace(i), "link", "set", tap(i), "up");
      }
    } catch (IOException e) {
      throw new IllegalStateException("the TAP interfaces cannot be set up: " + e.getMessage());
    }
  }

  /** One line: what a ping from one namespace to the other said. */
  String ping() {
    String said;
    try {
      said = ip("netns", "exec", namespace(0), "ping", "-n", "-c", "1", "-W", "1", "10.77.0.2");
    } catch (IOException e) {
      said = e.getMessage();
    }
    return "ping between namespaces over br1: "
        + said.lines().filter(l -> l.contains("time=")).findFirst().orElse("no answer");
  }

  private static String ip(String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = "ip";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      if (!p.waitFor(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        p.destroyForcibly();
        throw new IOException("ip " + String.join(" ", arguments) + " did not end");
      }
    } catch (InterruptedException e) {
      p.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
    String said = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (p.exitValue() != 0) {
      throw new IOException("ip " + String.join(" ", arguments) + ": " + said.strip());
    }
    return said;
  }

  private static void remove(String namespace) {
    try {
      ip("netns", "del", namespace);
    } catch (IOException e) {
      // It is gone, or `ip` is.
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < SIDES; i++) {
      remove(namespace(i));
    }
  }
}
