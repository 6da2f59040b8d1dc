package io.sluice.it;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A switch process with one bridge, br0, that a test starts, stops and starts again. */
interface SwitchUnderTest extends AutoCloseable {
  /** Who listens on a port's socket. */
  enum Mode {
    CLIENT,
    SERVER
  }

  /** A vhost-user port; its OpenFlow number is its place in the list, from 1. */
  record Port(String name, Mode mode, int queuePairs, String vlan) {
    static Port client(String name) {
      return new Port(name, Mode.CLIENT, 1, "");
    }

    static Port server(String name) {
      return new Port(name, Mode.SERVER, 1, "");
    }

    Port withQueuePairs(int n) {
      return new Port(name, mode, n, vlan);
    }

    /** An access port of a VLAN. */
    Port access(int tag) {
      return new Port(name, mode, queuePairs, Integer.toString(tag));
    }
  }

  /** Sluice, or with -Dsluice.it.switch=ovs OVS-DPDK. It is not started yet. */
  static SwitchUnderTest create(Path directory, List<String> flows, List<Port> ports) {
    return "ovs".equals(System.getProperty("sluice.it.switch"))
        ? new OvsProcess(directory, flows, ports)
        : new SluiceProcess(directory, flows, ports);
  }

  /** Returns when its ports are polled and its flows are there. */
  void start();

  /** Waits until every port has a front end whose rings it serves. */
  void awaitConnected();

  /** SIGTERM; checks that it ends as it should. */
  void stop();

  /** SIGKILL. */
  void kill();

  /** Where the socket of a port is. */
  Path socket(String port);

  /** What a person would look at when a test fails. */
  String describe();

  /** Replaces all flows. */
  void flows(List<String> flows);

  @Override
  void close();

  Duration LIMIT = Duration.ofSeconds(60);
}
