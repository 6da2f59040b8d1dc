package io.sluice.daemon.metrics;

import java.util.List;

/**
 * Every metric that there is: its name by Prometheus' conventions (base units; {@code _total} is
 * added to counters, {@code _info} to infos), what it says, and its labels. Names stay as they are:
 * dashboards and alerts are made of them.
 */
enum Family {
  BUILD(Kind.INFO, "sluice_build", "Version of the switch and of its Java.", "version", "java"),
  UPTIME(Kind.GAUGE, "sluice_uptime_seconds", "Since the switch was started."),
  RECEIVED(Kind.COUNTER, "sluice_received_packets", "Taken in by ports and from controllers."),
  COPIED(Kind.COUNTER, "sluice_copied_packets", "Outputs of packets beyond each one's first."),
  SENT(Kind.COUNTER, "sluice_sent_packets", "Sent by ports."),
  TO_CONTROLLERS(
      Kind.COUNTER, "sluice_controller_packets", "Handed to the side of the controllers."),
  DROPPED(Kind.COUNTER, "sluice_dropped_packets", "Dropped after they were taken in."),
  HELD(Kind.GAUGE, "sluice_held_packets", "Between lanes at this moment."),

  BRIDGE_FLOWS(Kind.GAUGE, "sluice_bridge_flows", "Flows in the tables.", "bridge"),
  BRIDGE_GENERATION(
      Kind.GAUGE, "sluice_bridge_generation", "Of the tables; grows by one a change.", "bridge"),
  BRIDGE_PORTS(Kind.GAUGE, "sluice_bridge_ports", "Ports of the bridge.", "bridge"),
  OPENFLOW_CONNECTIONS(
      Kind.GAUGE,
      "sluice_openflow_connections",
      "Controllers and tools connected to the bridge.",
      "bridge"),
  MEGAFLOWS(Kind.GAUGE, "sluice_megaflows", "Megaflows in a lane's cache.", "bridge", "lane"),
  MEGAFLOW_MASKS(
      Kind.GAUGE, "sluice_megaflow_masks", "Masks they are looked for with.", "bridge", "lane"),

  PORT(Kind.INFO, "sluice_port", "What a port is.", "bridge", "port", "kind", "ofport"),
  PORT_UP(Kind.GAUGE, "sluice_port_up", "1: packets can pass.", "bridge", "port"),
  PORT_RESTARTS(
      Kind.COUNTER, "sluice_port_restarts", "Of its device, after a failure.", "bridge", "port"),
  PORT_RECEIVED_PACKETS(
      Kind.COUNTER, "sluice_port_received_packets", "Taken in from the port.", "bridge", "port"),
  PORT_RECEIVED_BYTES(
      Kind.COUNTER, "sluice_port_received_bytes", "Taken in from the port.", "bridge", "port"),
  PORT_SENT_PACKETS(
      Kind.COUNTER, "sluice_port_sent_packets", "Sent out of the port.", "bridge", "port"),
  PORT_SENT_BYTES(
      Kind.COUNTER, "sluice_port_sent_bytes", "Sent out of the port.", "bridge", "port"),
  PORT_DROPPED_PACKETS(
      Kind.COUNTER,
      "sluice_port_dropped_packets",
      "Dropped at the port; only reasons that there were.",
      "bridge",
      "port",
      "reason"),
  PORTS_OMITTED(
      Kind.GAUGE, "sluice_ports_omitted", "Ports that have no metrics, for there are too many."),

  LANE_BUSY_SECONDS(
      Kind.COUNTER, "sluice_lane_busy_seconds", "In cycles that found work.", "lane", "cpu"),
  LANE_IDLE_SECONDS(
      Kind.COUNTER, "sluice_lane_idle_seconds", "In cycles that found none.", "lane", "cpu"),
  LANE_BUSY_RATIO(
      Kind.GAUGE,
      "sluice_lane_busy_ratio",
      "Share of the lane's time that its queues took in the last half second, 0 to 1.",
      "lane"),
  QUEUE_BUSY_RATIO(
      Kind.GAUGE,
      "sluice_queue_busy_ratio",
      "The same of one queue, on the lane that polls it.",
      "lane",
      "queue"),
  LANE_RECEIVED_PACKETS(
      Kind.COUNTER, "sluice_lane_received_packets", "By the lane's queues.", "lane"),
  LANE_LOOKUPS(
      Kind.COUNTER,
      "sluice_lane_lookups",
      "Packets by what knew what to do with them: exact, megaflow, slow.",
      "lane",
      "tier"),
  LANE_DROPPED_PACKETS(
      Kind.COUNTER,
      "sluice_lane_dropped_packets",
      "Of those that other lanes handed over; only reasons that there were.",
      "lane",
      "reason"),
  LANE_LONGEST_CYCLE(Kind.GAUGE, "sluice_lane_longest_cycle_seconds", "Since its start.", "lane"),
  LANE_LONGEST_POLL(
      Kind.GAUGE,
      "sluice_lane_longest_poll_seconds",
      "Since its start, of the polls that are timed.",
      "lane"),

  POOL_CHUNKS(Kind.GAUGE, "sluice_pool_chunks", "Chunks of the packet pool."),
  POOL_FREE_CHUNKS(Kind.GAUGE, "sluice_pool_free_chunks", "Of these, free."),
  POOL_USED_CHUNKS(Kind.GAUGE, "sluice_pool_used_chunks", "Of these, used, by whom.", "owner"),
  POOL_CHUNK_BYTES(Kind.GAUGE, "sluice_pool_chunk_bytes", "Of one chunk."),
  POOL_HUGE_PAGES(Kind.GAUGE, "sluice_pool_huge_pages", "1: the pool lies on huge pages."),

  HEAP_USED(Kind.GAUGE, "sluice_heap_used_bytes", "Of the Java heap: tables, actors."),
  HEAP_LIMIT(Kind.GAUGE, "sluice_heap_limit_bytes", "What the heap may grow to."),
  GC_SECONDS(Kind.COUNTER, "sluice_gc_seconds", "In collections of the heap.", "collector"),
  OPEN_FILES(Kind.GAUGE, "sluice_open_files", "File descriptors of the process."),
  OPEN_FILES_LIMIT(Kind.GAUGE, "sluice_open_files_limit", "What it may open.");

  /** What Prometheus makes of its samples. */
  enum Kind {
    COUNTER("_total"),
    GAUGE(""),
    INFO("_info");

    private final String suffix;

    Kind(String suffix) {
      this.suffix = suffix;
    }
  }

  private final Kind kind;
  private final String base;
  private final String help;
  private final List<String> labels;

  Family(Kind kind, String base, String help, String... labels) {
    this.kind = kind;
    this.base = base;
    this.help = help;
    this.labels = List.of(labels);
  }

  Kind kind() {
    return kind;
  }

  /** As the client library wants it: without the suffix of its kind. */
  String base() {
    return base;
  }

  /** As it is scraped. */
  String sampleName() {
    return base + kind.suffix;
  }

  String help() {
    return help;
  }

  List<String> labels() {
    return labels;
  }
}
