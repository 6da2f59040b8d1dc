package io.sluice.daemon.cli;

import static io.sluice.daemon.command.Specs.command;
import static io.sluice.daemon.command.Specs.flag;
import static io.sluice.daemon.command.Specs.maybe;
import static io.sluice.daemon.command.Specs.more;
import static io.sluice.daemon.command.Specs.needed;
import static io.sluice.daemon.command.Specs.number;
import static io.sluice.daemon.command.Specs.one;
import static io.sluice.daemon.command.Specs.rest;
import static io.sluice.daemon.command.Specs.value;

import io.sluice.daemon.api.ApiClient;
import io.sluice.daemon.bundle.SupportBundle;
import io.sluice.daemon.command.Completes;
import io.sluice.daemon.command.Program;
import io.sluice.daemon.command.Specs;
import io.sluice.daemon.command.Words;
import io.sluice.daemon.doctor.Doctor;
import io.sluice.daemon.dump.Dump;
import io.sluice.daemon.dump.DumpOptions;
import io.sluice.daemon.stat.Stat;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The table of commands. Most are a request to the switch of {@code --run-dir}. */
final class Commands {
  private static final String RUN_DIR = "--run-dir";

  /** Of a port: what is relative to the user's directory, not the switch's. */
  private static final Set<String> PATHS = Set.of("path", "input", "output");

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
            Cli::failed,
            Specs.everywhere(
                RUN_DIR,
                "DIR",
                Completes.DIRECTORY,
                "The switch's run directory. Default: run; of demo, run-demo."));
    program.footer("Exit codes: 0 done, 1 refused (nothing was changed), 2 not understood.");
    Commands commands = new Commands(out, err);
    commands.addSwitch(program);
    commands.addPorts(program);
    commands.addLanes(program);
    commands.addFlows(program);
    commands.addLookups(program);
    commands.addGroups(program);
    commands.addMeters(program);
    commands.addDump(program);
    commands.addOthers(program);
    return program;
  }

  private static PositionalParamSpec bridge() {
    return one("BRIDGE", Completes.BRIDGE, "Its name.");
  }

  private static PositionalParamSpec match() {
    return rest(
        "MATCH", 0, Completes.NOTHING, "As in_port=1,tcp,nw_dst=10.0.0.0/8. None: every flow.");
  }

  private void addSwitch(Program program) {
    program
        .add(
            command(
                "run",
                "Starts a switch and stays until SIGTERM or Ctrl-C.",
                p ->
                    io.sluice.daemon.run.Run.run(
                        Path.of(Words.<String>option(p, "--config")), runDir(p, null), out, err),
                needed("--config", "FILE", Completes.FILE, "HOCON; see docs/operations.md.")))
        .add(
            command(
                "demo",
                "Shows a switch at work, on this machine alone.",
                p -> io.sluice.daemon.run.Demo.run(runDir(p, "run-demo"), out, err)))
        .add(
            command(
                "show",
                "Bridges, ports, lanes and the packet pool.",
                p -> ask(p, "show", Words.has(p, "--json") ? "json" : "text"),
                flag("--json", "As JSON.")))
        .add(
            command(
                "top",
                "Live rates of ports and lanes, idle share, drops.",
                this::top,
                flag("--once", "One sample, over one second."),
                number("-n", 1, Integer.MAX_VALUE, "End after N samples.")))
        .add(
            more(
                command(
                    "drops",
                    "What was dropped, by port and reason, and what to do about it.",
                    p -> ask(p, "drops", join(Words.from(p, 0))),
                    maybe("PORT", Completes.ANY_PORT, "Default: all that dropped something.")),
                "Since each port was made; drops at receiving are counted at the port that a packet",
                "came from, those at sending at the port that it was meant for."))
        .add(
            command(
                "doctor",
                "Looks at this machine: what keeps a switch from its best, and what to do.",
                p -> Doctor.run(file(p, "--config"), runDir(p, null), out, err),
                value("--config", "FILE", Completes.FILE, "Of the switch that is to run here.")))
        .add(
            more(
                command(
                    "support-bundle",
                    "One archive for who helps: what this switch and machine say, without secrets.",
                    p ->
                        SupportBundle.run(
                            runDir(p, "run"),
                            file(p, "--config"),
                            file(p, "-o"),
                            Version.text(),
                            out,
                            err),
                    value("-o", "FILE", Completes.FILE, "Where to. Default: a name with the time."),
                    value("--config", "FILE", Completes.FILE, "Of the switch, when it is dead.")),
                "Configuration, counters, logs, doctor's findings, flows, threads, open files. Also of a",
                "switch that is dead or hangs: README.txt in it says what is missing, and why."))
        .add(
            more(
                command(
                    "stat",
                    "All counters, from a file: also of a switch that hangs or died.",
                    p -> Stat.print(runDir(p, "run"), join(Words.from(p, 0)), out, err),
                    maybe("TEXT", Completes.NOTHING, "Only counters with this in their label.")),
                "A line each: its value, two blanks, its label. The first line says whose they are",
                "and how old. The file is RUN-DIR/counters, in the format of Agrona's",
                "CountersReader behind a header of 128 bytes."));
  }

  private void addPorts(Program program) {
    program
        .add(
            command(
                "add-br",
                "Makes a bridge; it starts with one flow, NORMAL.",
                p -> ask(p, "add-br", Words.at(p, 0)),
                one("BRIDGE", Completes.NOTHING, "Its name.")))
        .add(ofBridge("del-br", "Takes a bridge away, with its ports."))
        .add(
            more(
                command(
                    "add-port",
                    "Adds a port.",
                    this::addPort,
                    bridge(),
                    one("PORT", Completes.NOTHING, "Its name."),
                    rest("KEY=VALUE", 1, Completes.PORT_KEY, "type=... must be there.")),
                "Keys, as in the configuration file:",
                "  all:        type, ofport, tag or trunks, cpus (whose lanes poll it)",
                "  vhost-user: mode=client|server, path, queues, mtu",
                "  tap:        interface",
                "  pcap:       input, output, rate, loop",
                "  generator:  length, flows, rate, src-mac, dst-mac, src-ip, dst-ip",
                "  sink:       none of its own"))
        .add(
            command(
                "del-port",
                "Takes a port away.",
                p -> ask(p, "del-port", Words.at(p, 0), Words.at(p, 1)),
                bridge(),
                one("PORT", Completes.PORT, "Its name.")))
        .add(ofBridge("fdb-show", "The addresses that a bridge has learned."));
  }

  private void addLanes(Program program) {
    program
        .add(
            command(
                "lanes",
                "Lanes, their queues, and what each queue took of its lane's time lately.",
                p -> ask(p, "lanes")))
        .add(
            command(
                "move-queue",
                "Has another lane poll a queue; loses and reorders nothing.",
                p -> ask(p, "move-queue", Words.at(p, 0), Words.at(p, 1)),
                one("QUEUE", Completes.NOTHING, "As lanes shows it: vh0.0."),
                one("LANE", Completes.NOTHING, "A lane's number.")))
        .add(
            command(
                "rebalance",
                "Moves queues so that lanes are more evenly loaded, if that clearly helps.",
                p -> ask(p, "rebalance")));
  }

  private void addFlows(Program program) {
    program
        .add(
            ofBridge(
                "add-flow",
                "Adds a flow, in the syntax of ovs-ofctl.",
                rest("FLOW", 1, Completes.NOTHING, "As priority=5,in_port=1,actions=2.")))
        .add(ofBridgeAndFile("add-flows", "Adds the flows of a file, one a line: all or none."))
        .add(
            ofBridgeAndFile(
                "replace-flows",
                "Makes a bridge's flows those of a file, in one change; equal ones count on."))
        .add(
            command(
                "del-flows",
                "Takes away the flows that a match covers, or all.",
                p ->
                    ask(
                        p,
                        "del-flows",
                        Words.at(p, 0),
                        join(Words.from(p, 1)),
                        Words.has(p, "--strict") ? "strict" : "loose"),
                bridge(),
                match(),
                flag("--strict", "Only of this very match and priority.")))
        .add(
            ofBridge(
                "dump-flows", "The flows that a match covers, or all, and their counts.", match()));
  }

  private void addLookups(Program program) {
    program
        .add(
            ofBridge(
                "trace",
                "What would happen to a packet: every table, rule and action, and the megaflow.",
                rest("PACKET", 1, Completes.NOTHING, "As in_port=1,tcp,nw_dst=10.0.0.1.")))
        .add(ofBridge("dump-megaflows", "The megaflows of each lane."))
        .add(
            ofBridge(
                "lookup-stats", "Hits of each tier of the lookup, and the masks, for each lane."));
  }

  private void addDump(Program program) {
    program.add(
        more(
            command(
                "dump",
                "Captures packets of a running switch: pcapng, or a line for each.",
                p -> Dump.run(runDir(p, "run"), dump(p), Version.text(), out, err),
                value("--port", "PORT", Completes.ANY_PORT, "Only of this port. Default: all."),
                number("--lane", 0, Integer.MAX_VALUE, "Only what this lane has in hand."),
                value(
                    "--cookie",
                    "C",
                    Completes.NOTHING,
                    "Only where a rule with this cookie acted."),
                value("--drop-reason", "R", Completes.DROP_REASON, "Only drops for this reason."),
                value(
                    "--direction", "D", Completes.DIRECTION, "in, out, drop; several with commas."),
                value(
                    "--filter", "EXPR", Completes.NOTHING, "In tcpdump's language: 'tcp port 80'."),
                value("-w", "FILE", Completes.FILE, "Where pcapng goes; - is standard output."),
                flag("--lines", "A line for each packet, into a pipe or file too."),
                number("-c", 1, Integer.MAX_VALUE, "End after N packets."),
                number("-s", 1, Integer.MAX_VALUE, "Keep N bytes of each packet. Default: all.")),
            "Without -w a terminal gets lines, and a pipe gets pcapng:",
            "  ./sluice dump --port vh0 | tcpdump -nr -",
            "Ctrl-C ends it. Who reads too slowly loses captured packets, which are",
            "counted, and never slows the switch."));
  }

  private static DumpOptions dump(ParseResult p) {
    int lane = Words.<Integer>option(p, "--lane");
    return new DumpOptions(
        Words.option(p, "--port"),
        p.hasMatchedOption("--lane") ? lane : -1,
        Words.option(p, "--cookie"),
        Words.option(p, "--drop-reason"),
        Words.option(p, "--direction"),
        Words.option(p, "--filter"),
        Words.option(p, "-w"),
        Words.has(p, "--lines"),
        Words.<Integer>option(p, "-c"),
        Words.<Integer>option(p, "-s"));
  }

  private void addGroups(Program program) {
    String example = "As group_id=1,type=all,bucket=output:2.";
    program
        .add(
            ofBridge(
                "add-group",
                "Adds a group, in the syntax of ovs-ofctl.",
                rest("GROUP", 1, Completes.NOTHING, example)))
        .add(
            ofBridge(
                "mod-group",
                "Changes a group; its counters go on.",
                rest("GROUP", 1, Completes.NOTHING, example)))
        .add(
            ofBridge(
                "del-groups",
                "Takes away a group, or all, and the flows that use it.",
                rest("GROUP", 0, Completes.NOTHING, "As group_id=1. Default: all.")))
        .add(ofBridge("dump-groups", "The groups and their counts."));
  }

  private void addMeters(Program program) {
    String example = "As meter=1,kbps,bands=type=drop,rate=1000.";
    program
        .add(
            ofBridge(
                "add-meter",
                "Adds a meter, in the syntax of ovs-ofctl.",
                rest("METER", 1, Completes.NOTHING, example)))
        .add(
            ofBridge(
                "mod-meter",
                "Changes a meter; it starts with a full burst.",
                rest("METER", 1, Completes.NOTHING, example)))
        .add(
            ofBridge(
                "del-meters",
                "Takes away a meter, or all, and the flows that use it.",
                rest("METER", 0, Completes.NOTHING, "As meter=1. Default: all.")))
        .add(ofBridge("dump-meters", "The meters and their counts."));
  }

  private void addOthers(Program program) {
    program
        .add(
            command(
                "perf",
                "Rates of Sluice and OVS-DPDK in turn; perf vhost --help tells more.",
                p -> {
                  throw new CliException("perf is started by ./sluice, not by the jar");
                },
                rest("WORD", 0, Completes.NOTHING, "Of perf.")))
        .add(
            more(
                command(
                    "generate-completion",
                    "A script that makes your shell complete all this.",
                    p -> {
                      out.print(new Completion(program.line()).script(Words.at(p, 0)));
                      return 0;
                    },
                    one("SHELL", Completion.SHELLS, Completes.SHELL)),
                "For this session: source <(./sluice generate-completion bash)"))
        .add(
            command(
                "help",
                "Tells about a command, or all.",
                p -> program.help(Words.from(p, 0), out),
                maybe("COMMAND", Completes.COMMAND, "Default: all.")));
  }

  /** A command that is a request about a bridge. */
  private CommandSpec ofBridge(String name, String summary) {
    return command(name, summary, p -> ask(p, name, Words.at(p, 0)), bridge());
  }

  /** A command that is a request about a bridge and the words behind it, as one. */
  private CommandSpec ofBridge(String name, String summary, PositionalParamSpec words) {
    return command(
        name, summary, p -> ask(p, name, Words.at(p, 0), join(Words.from(p, 1))), bridge(), words);
  }

  /** A command that is a request about a bridge and the flows of a file. */
  private CommandSpec ofBridgeAndFile(String name, String summary) {
    return command(
        name,
        summary,
        p -> ask(p, name, Words.at(p, 0), Words.at(p, 1), FlowFile.read(Words.at(p, 1))),
        bridge(),
        one("FILE", Completes.FILE, "- is standard input."));
  }

  private int ask(ParseResult p, String... words) {
    return ask(p, List.of(words));
  }

  private int ask(ParseResult p, List<String> words) {
    return ApiClient.call(runDir(p, "run"), words, out, err);
  }

  private static Path file(ParseResult p, String option) {
    String file = Words.option(p, option);
    return file == null ? null : Path.of(file);
  }

  private static Path runDir(ParseResult p, String otherwise) {
    String runDir = Words.option(p, RUN_DIR);
    String chosen = runDir == null ? otherwise : runDir;
    return chosen == null ? null : Path.of(chosen);
  }

  private int top(ParseResult p) throws InterruptedException {
    boolean once = Words.has(p, "--once");
    int left = once ? 1 : Words.<Integer>option(p, "-n");
    boolean screen = !once && !p.hasMatchedOption("-n") && TopScreen.isTerminal();
    int code = 0;
    for (; left > 0 && code == 0 && !out.checkError(); left--) {
      TopScreen sample = new TopScreen(screen);
      code = ApiClient.call(runDir(p, "run"), List.of("top", "1000"), sample.out(), err);
      sample.show(out);
    }
    return code;
  }

  private int addPort(ParseResult p) {
    List<String> words = new ArrayList<>(List.of("add-port", Words.at(p, 0), Words.at(p, 1)));
    for (String s : Words.from(p, 2)) {
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
