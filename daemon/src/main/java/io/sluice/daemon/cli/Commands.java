package io.sluice.daemon.cli;

import static io.sluice.daemon.command.Argument.maybe;
import static io.sluice.daemon.command.Argument.one;
import static io.sluice.daemon.command.Argument.rest;

import io.sluice.daemon.api.ApiClient;
import io.sluice.daemon.command.Argument;
import io.sluice.daemon.command.Command;
import io.sluice.daemon.command.Completes;
import io.sluice.daemon.command.Option;
import io.sluice.daemon.command.Parsed;
import io.sluice.daemon.command.Program;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The table of commands. Most are a request to the switch of {@code --run-dir}. */
final class Commands {
  private static final String RUN_DIR = "--run-dir";

  /** Of a port: what is relative to the user's directory, not the switch's. */
  private static final Set<String> PATHS = Set.of("path", "input", "output");

  private static final Argument BRIDGE = one("BRIDGE", Completes.BRIDGE);
  private static final Argument MATCH =
      rest("MATCH", 0, Completes.NOTHING, "As in_port=1,tcp,nw_dst=10.0.0.0/8. None: every flow.");

  private final PrintStream out;
  private final PrintStream err;

  private Commands(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  static Program program(PrintStream out, PrintStream err) {
    Program program =
        new Program(
                "./sluice",
                "A virtual switch for machines that run VMs.",
                Version::text,
                Cli::failed)
            .everywhere(
                Option.value(
                    RUN_DIR,
                    "DIR",
                    Completes.DIRECTORY,
                    "The switch's run directory. Default: run; of demo, run-demo."))
            .footer("Exit codes: 0 done, 1 refused (nothing was changed), 2 not understood.");
    Commands commands = new Commands(out, err);
    commands.addSwitch(program);
    commands.addPorts(program);
    commands.addLanes(program);
    commands.addFlows(program);
    commands.addGroups(program);
    commands.addOthers(program);
    return program;
  }

  private void addSwitch(Program program) {
    program
        .add(
            Command.of(
                    "run",
                    "Starts a switch and stays until SIGTERM or Ctrl-C.",
                    p ->
                        io.sluice.daemon.run.Run.run(
                            Path.of(p.option("--config", "")), runDir(p, null), out, err))
                .options(
                    Option.needed(
                        "--config", "FILE", Completes.FILE, "HOCON; see docs/operations.md.")))
        .add(
            Command.of(
                "demo",
                "Shows a switch at work, on this machine alone.",
                p -> io.sluice.daemon.run.Demo.run(runDir(p, "run-demo"), out, err)))
        .add(
            Command.of(
                    "show",
                    "Bridges, ports, lanes and the packet pool.",
                    p -> ask(p, "show", p.has("--json") ? "json" : "text"))
                .options(Option.flag("--json", "As JSON.")))
        .add(
            Command.of("top", "Live rates of ports and lanes, idle share, drops.", this::top)
                .options(
                    Option.flag("--once", "One sample, over one second."),
                    Option.value("-n", "N", Completes.NOTHING, "End after N samples.")));
  }

  private void addPorts(Program program) {
    program
        .add(
            Command.of(
                    "add-br",
                    "Makes a bridge; it starts with one flow, NORMAL.",
                    p -> ask(p, "add-br", p.argument(0)))
                .takes(one("BRIDGE", Completes.NOTHING)))
        .add(
            Command.of(
                    "del-br",
                    "Takes a bridge away, with its ports.",
                    p -> ask(p, "del-br", p.argument(0)))
                .takes(BRIDGE))
        .add(
            Command.of("add-port", "Adds a port.", this::addPort)
                .takes(
                    BRIDGE,
                    one("PORT", Completes.NOTHING),
                    rest("KEY=VALUE", 1, Completes.PORT_KEY, "type=... must be there."))
                .more(
                    "Keys, as in the configuration file:",
                    "  all:        type, ofport, tag or trunks, cpus (whose lanes poll it)",
                    "  vhost-user: mode=client|server, path, queues, mtu",
                    "  tap:        interface",
                    "  pcap:       input, output, rate, loop",
                    "  generator:  length, flows, rate, src-mac, dst-mac, src-ip, dst-ip",
                    "  sink:       none of its own"))
        .add(
            Command.of(
                    "del-port",
                    "Takes a port away.",
                    p -> ask(p, "del-port", p.argument(0), p.argument(1)))
                .takes(BRIDGE, one("PORT", Completes.PORT)))
        .add(
            Command.of(
                    "fdb-show",
                    "The addresses that a bridge has learned.",
                    p -> ask(p, "fdb-show", p.argument(0)))
                .takes(BRIDGE));
  }

  private void addLanes(Program program) {
    program
        .add(
            Command.of(
                "lanes",
                "Lanes, their queues, and what each queue took of its lane's time lately.",
                p -> ask(p, "lanes")))
        .add(
            Command.of(
                    "move-queue",
                    "Has another lane poll a queue; loses and reorders nothing.",
                    p -> ask(p, "move-queue", p.argument(0), p.argument(1)))
                .takes(
                    one("QUEUE", Completes.NOTHING, "As lanes shows it: vh0.0."),
                    one("LANE", Completes.NOTHING, "A lane's number.")))
        .add(
            Command.of(
                "rebalance",
                "Moves queues so that lanes are more evenly loaded, if that clearly helps.",
                p -> ask(p, "rebalance")));
  }

  private void addFlows(Program program) {
    program
        .add(
            Command.of(
                    "add-flow",
                    "Adds a flow, in the syntax of ovs-ofctl.",
                    p -> ask(p, "add-flow", p.argument(0), join(p.from(1))))
                .takes(
                    BRIDGE,
                    rest("FLOW", 1, Completes.NOTHING, "As priority=5,in_port=1,actions=2.")))
        .add(
            Command.of(
                    "trace",
                    "What would happen to a packet: every table, rule and action, and the megaflow.",
                    p -> ask(p, "trace", p.argument(0), join(p.from(1))))
                .takes(
                    BRIDGE,
                    rest("PACKET", 1, Completes.NOTHING, "As in_port=1,tcp,nw_dst=10.0.0.1.")))
        .add(
            Command.of(
                    "dump-megaflows",
                    "The megaflows of each lane.",
                    p -> ask(p, "dump-megaflows", p.argument(0)))
                .takes(BRIDGE))
        .add(
            Command.of(
                    "lookup-stats",
                    "Hits of each tier of the lookup, and the masks, for each lane.",
                    p -> ask(p, "lookup-stats", p.argument(0)))
                .takes(BRIDGE))
        .add(
            Command.of(
                    "add-flows",
                    "Adds the flows of a file, one a line: all or none.",
                    p ->
                        ask(
                            p,
                            "add-flows",
                            p.argument(0),
                            p.argument(1),
                            FlowFile.read(p.argument(1))))
                .takes(BRIDGE, one("FILE", Completes.FILE, "- is standard input.")))
        .add(
            Command.of(
                    "del-flows",
                    "Takes away the flows that a match covers, or all.",
                    p ->
                        ask(
                            p,
                            "del-flows",
                            p.argument(0),
                            join(p.from(1)),
                            p.has("--strict") ? "strict" : "loose"))
                .takes(BRIDGE, MATCH)
                .options(Option.flag("--strict", "Only of this very match and priority.")))
        .add(
            Command.of(
                    "dump-flows",
                    "The flows that a match covers, or all, and their counts.",
                    p -> ask(p, "dump-flows", p.argument(0), join(p.from(1))))
                .takes(BRIDGE, MATCH));
  }

  private void addGroups(Program program) {
    Argument group = rest("GROUP", 1, Completes.NOTHING, "As group_id=1,type=all,bucket=output:2.");
    program
        .add(
            Command.of(
                    "add-group",
                    "Adds a group, in the syntax of ovs-ofctl.",
                    p -> ask(p, "add-group", p.argument(0), join(p.from(1))))
                .takes(BRIDGE, group))
        .add(
            Command.of(
                    "mod-group",
                    "Changes a group; its counters go on.",
                    p -> ask(p, "mod-group", p.argument(0), join(p.from(1))))
                .takes(BRIDGE, group))
        .add(
            Command.of(
                    "del-groups",
                    "Takes away a group, or all, and the flows that use it.",
                    p -> ask(p, "del-groups", p.argument(0), join(p.from(1))))
                .takes(BRIDGE, rest("GROUP", 0, Completes.NOTHING, "As group_id=1. Default: all.")))
        .add(
            Command.of(
                    "dump-groups",
                    "The groups and their counts.",
                    p -> ask(p, "dump-groups", p.argument(0)))
                .takes(BRIDGE));
  }

  private void addOthers(Program program) {
    program
        .add(
            Command.of(
                    "perf",
                    "Rates of Sluice and OVS-DPDK in turn; perf vhost --help tells more.",
                    p -> {
                      throw new CliException("perf is started by ./sluice, not by the jar");
                    })
                .takes(rest("WORD", 0, Completes.NOTHING, "")))
        .add(
            Command.of(
                    "generate-completion",
                    "A script that makes your shell complete all this.",
                    p -> {
                      out.print(new Completion(program).script(p.argument(0)));
                      return 0;
                    })
                .takes(one("SHELL", Completes.SHELL, "bash or zsh."))
                .more("For this session: source <(./sluice generate-completion bash)"))
        .add(
            Command.of(
                    "help",
                    "Tells about a command, or all.",
                    p -> {
                      List<String> of = p.from(0);
                      out.print(of.isEmpty() ? program.help() : program.help(of.getFirst()));
                      return 0;
                    })
                .takes(maybe("COMMAND", Completes.COMMAND, "Default: all.")));
  }

  private int ask(Parsed p, String... words) {
    return ask(p, List.of(words));
  }

  private int ask(Parsed p, List<String> words) {
    return ApiClient.call(runDir(p, "run"), words, out, err);
  }

  private static Path runDir(Parsed p, String otherwise) {
    String runDir = p.option(RUN_DIR, otherwise);
    return runDir == null ? null : Path.of(runDir);
  }

  private int top(Parsed p) throws InterruptedException {
    boolean once = p.has("--once");
    int left = once ? 1 : p.number("-n", 1, Integer.MAX_VALUE);
    boolean screen = !once && !p.has("-n") && TopScreen.isTerminal();
    int code = 0;
    for (; left > 0 && code == 0 && !out.checkError(); left--) {
      TopScreen sample = new TopScreen(screen);
      code = ApiClient.call(runDir(p, "run"), List.of("top", "1000"), sample.out(), err);
      sample.show(out);
    }
    return code;
  }

  private int addPort(Parsed p) {
    List<String> words = new ArrayList<>(List.of("add-port", p.argument(0), p.argument(1)));
    for (String s : p.from(2)) {
      int equals = s.indexOf('=');
      boolean path =
          equals > 0 && equals < s.length() - 1 && PATHS.contains(s.substring(0, equals));
      words.add(
          path
              ? s.substring(0, equals + 1) + Path.of(s.substring(equals + 1)).toAbsolutePath()
              : s);
    }
    return ask(p, words);
  }

  private static String join(List<String> words) {
    return String.join(" ", words);
  }
}
