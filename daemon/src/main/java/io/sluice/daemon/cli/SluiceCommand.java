package io.sluice.daemon.cli;

import io.sluice.daemon.api.ApiClient;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** The commands. Most are a request to the switch of {@code --run-dir}. */
@Command(
    name = "sluice",
    description = "A virtual switch for machines that run VMs.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Version.class,
    subcommands = {GenerateCompletion.class},
    footer = {
      "",
      "./sluice perf --help tells about runs against other switches.",
      "Exit codes: 0 done, 1 refused (nothing was changed), 2 not understood."
    })
final class SluiceCommand {
  private static final Path DEFAULT_RUN_DIR = Path.of("run");

  /** Of a port: what is relative to the user's directory, not the switch's. */
  private static final Set<String> PATHS = Set.of("path", "input", "output");

  private final PrintStream out;
  private final PrintStream err;

  @Option(
      names = "--run-dir",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The switch's run directory. Default: run.")
  private Path runDir;

  SluiceCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  private int ask(String... words) {
    return ask(List.of(words));
  }

  private int ask(List<String> words) {
    return ApiClient.call(runDir(), words, out, err);
  }

  @Command(name = "run", description = "Starts a switch and stays until it is told to end.")
  int run(
      @Option(names = "--config", paramLabel = "FILE", required = true, description = "HOCON.")
          Path config) {
    return io.sluice.daemon.run.Run.run(config, runDir, out, err);
  }

  @Command(name = "demo", description = "Shows a switch at work, on this machine alone.")
  int demo() {
    return io.sluice.daemon.run.Demo.run(runDir == null ? Path.of("run-demo") : runDir, out, err);
  }

  @Command(name = "show", description = "Bridges, ports, lanes and the packet pool.")
  int show(@Option(names = "--json", description = "As JSON.") boolean json) {
    return ask("show", json ? "json" : "text");
  }

  @Command(
      name = "top",
      description = "Live rates a port and a lane, lanes' idle share, drops by reason.")
  int top(
      @Option(names = "--once", description = "One sample, over one second.") boolean once,
      @Option(names = "-n", paramLabel = "N", description = "End after N samples.") Integer count)
      throws InterruptedException {
    if (count != null && count < 1) {
      throw new CliException("top -n: expected 1 or more, got " + count);
    }
    boolean screen = !once && count == null && TopScreen.isTerminal();
    int left = once ? 1 : count == null ? Integer.MAX_VALUE : count;
    int code = 0;
    for (; left > 0 && code == 0 && !out.checkError(); left--) {
      TopScreen sample = new TopScreen(screen);
      code = ApiClient.call(runDir(), List.of("top", "1000"), sample.out(), err);
      sample.show(out);
    }
    return code;
  }

  private Path runDir() {
    return runDir == null ? DEFAULT_RUN_DIR : runDir;
  }

  @Command(name = "add-br", description = "Makes a bridge; it starts with one flow, NORMAL.")
  int addBridge(@Parameters(paramLabel = "BRIDGE") String bridge) {
    return ask("add-br", bridge);
  }

  @Command(name = "del-br", description = "Takes a bridge away, with its ports.")
  int delBridge(@Parameters(paramLabel = "BRIDGE") String bridge) {
    return ask("del-br", bridge);
  }

  @Command(
      name = "add-port",
      description = {
        "Adds a port. Keys, as in the configuration file:",
        "  all:        type, ofport, tag or trunks",
        "  vhost-user: mode=client|server, path, queues, mtu",
        "  tap:        interface",
        "  pcap:       input, output, rate, loop",
        "  generator:  length, flows, rate, src-mac, dst-mac, src-ip, dst-ip",
        "  sink:       none"
      })
  int addPort(
      @Parameters(paramLabel = "BRIDGE") String bridge,
      @Parameters(paramLabel = "PORT") String port,
      @Parameters(paramLabel = "KEY=VALUE", arity = "1..*", description = "type=... is needed.")
          List<String> settings) {
    List<String> words = new ArrayList<>(List.of("add-port", bridge, port));
    for (String s : settings) {
      int equals = s.indexOf('=');
      boolean path =
          equals > 0 && equals < s.length() - 1 && PATHS.contains(s.substring(0, equals));
      words.add(
          path
              ? s.substring(0, equals + 1) + Path.of(s.substring(equals + 1)).toAbsolutePath()
              : s);
    }
    return ask(words);
  }

  @Command(name = "del-port", description = "Takes a port away.")
  int delPort(
      @Parameters(paramLabel = "BRIDGE") String bridge,
      @Parameters(paramLabel = "PORT") String port) {
    return ask("del-port", bridge, port);
  }

  @Command(name = "add-flow", description = "Adds a flow, in the syntax of ovs-ofctl.")
  int addFlow(
      @Parameters(paramLabel = "BRIDGE") String bridge,
      @Parameters(paramLabel = "FLOW", arity = "1..*") List<String> flow) {
    return ask("add-flow", bridge, String.join(" ", flow));
  }

  @Command(name = "add-flows", description = "Adds the flows of a file, one a line: all or none.")
  int addFlows(
      @Parameters(paramLabel = "BRIDGE") String bridge,
      @Parameters(paramLabel = "FILE", description = "- is standard input.") String file) {
    return ask("add-flows", bridge, file, FlowFile.read(file));
  }

  @Command(name = "del-flows", description = "Takes away the flows that a match covers, or all.")
  int delFlows(
      @Parameters(paramLabel = "BRIDGE") String bridge,
      @Parameters(paramLabel = "MATCH", arity = "0..*") List<String> match,
      @Option(names = "--strict", description = "Only of this very match and priority.")
          boolean strict) {
    return ask("del-flows", bridge, join(match), strict ? "strict" : "loose");
  }

  @Command(name = "dump-flows", description = "The flows that a match covers, or all, and counts.")
  int dumpFlows(
      @Parameters(paramLabel = "BRIDGE") String bridge,
      @Parameters(paramLabel = "MATCH", arity = "0..*") List<String> match) {
    return ask("dump-flows", bridge, join(match));
  }

  @Command(name = "fdb-show", description = "The addresses that a bridge has learned.")
  int fdbShow(@Parameters(paramLabel = "BRIDGE") String bridge) {
    return ask("fdb-show", bridge);
  }

  private static String join(List<String> words) {
    return words == null ? "" : String.join(" ", words);
  }
}
