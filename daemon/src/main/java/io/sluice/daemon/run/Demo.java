package io.sluice.daemon.run;

import io.sluice.actors.PortSpec;
import io.sluice.actors.SwitchSettings;
import io.sluice.actors.SwitchState;
import io.sluice.daemon.api.PortWords;
import io.sluice.daemon.api.TopText;
import io.sluice.daemon.config.SwitchConfig;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.text.FlowParser;
import io.sluice.flow.text.FlowSyntaxException;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code sluice demo}: a switch with traffic of its own; no root, huge pages or other machine. */
public final class Demo {
  private Demo() {}

  /** Stays until a signal. */
  public static int run(Path runDir, PrintStream out, PrintStream err) {
    DemoNamespaces[] namespaces = new DemoNamespaces[1];
    return new Run(runDir, out, err)
        .stay(
            opened -> {
              namespaces[0] = opened.open(() -> DemoNamespaces.ifPossible(out));
              return config(runDir, namespaces[0], out);
            },
            running -> {
              if (namespaces[0] != null) {
                namespaces[0].connect();
              }
              next(runDir, out);
              Thread.ofPlatform()
                  .daemon()
                  .name("demo")
                  .start(() -> rates(running, namespaces[0], out));
            });
  }

  private static SwitchConfig config(Path runDir, DemoNamespaces namespaces, PrintStream out) {
    List<SwitchConfig.Bridge> bridges = new ArrayList<>();
    bridges.add(traffic(runDir));
    out.println("A switch with a bridge, br0: gen0 sends 200,000 packets/s of 64 bytes in 100");
    out.println("flows to sink0, gen1 sends 10 packets/s that are tagged with VLAN 5 and written");
    out.println("to " + runDir.resolve("demo.pcap") + ".");
    if (namespaces != null) {
      bridges.add(new SwitchConfig.Bridge("br1", namespaces.ports(), List.of()));
      out.println("Bridge br1 joins two network namespaces, which ping each other through it.");
    }
    out.println("Ctrl-C ends it.");
    return new SwitchConfig(
        runDir,
        new SwitchSettings(
            Lanes.auto(IdleMode.BACKOFF), runDir, SwitchSettings.DEFAULT_POOL_CHUNKS),
        bridges);
  }

  private static SwitchConfig.Bridge traffic(Path runDir) {
    List<PortSpec> ports =
        List.of(
            PortWords.parse(
                "gen0", List.of("type=generator", "ofport=1", "rate=200000", "flows=100")),
            PortWords.parse("sink0", List.of("type=sink", "ofport=2")),
            PortWords.parse("gen1", List.of("type=generator", "ofport=3", "rate=10")),
            PortWords.parse(
                "cap0", List.of("type=pcap", "ofport=4", "output=" + runDir.resolve("demo.pcap"))));
    return new SwitchConfig.Bridge(
        "br0",
        ports,
        List.of(
            flow("priority=100,in_port=1,udp,nw_dst=10.1.0.0/16,actions=output:2"),
            flow("priority=100,in_port=3,actions=mod_vlan_vid:5,output:4")));
  }

  private static FlowMod flow(String text) {
    try {
      return new FlowParser().parseFlow(text);
    } catch (FlowSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void next(Path runDir, PrintStream out) {
    out.println("Try in another terminal:");
    for (String command :
        List.of(
            "show",
            "top",
            "dump-flows br0",
            "add-flow br0 'priority=200,in_port=1,udp,nw_dst=10.1.0.0/28,actions=drop'",
            "add-port br0 gen2 type=generator rate=1000",
            "fdb-show br0")) {
      out.printf("  ./sluice --run-dir %s %s%n", runDir, command);
    }
    out.flush();
  }

  private static void rates(Running running, DemoNamespaces namespaces, PrintStream out) {
    SwitchState before = running.state();
    try {
      while (true) {
        Thread.sleep(2000);
        SwitchState now = running.state();
        out.println();
        out.print(TopText.write(before, now));
        if (namespaces != null) {
          out.println(namespaces.ping());
        }
        if (out.checkError()) {
          System.exit(0); // who read it has gone: demo | head
        }
        before = now;
      }
    } catch (InterruptedException | RuntimeException e) {
      // The switch is being stopped.
    }
  }
}
