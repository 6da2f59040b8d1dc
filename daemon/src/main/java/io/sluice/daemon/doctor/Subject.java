package io.sluice.daemon.doctor;

import io.sluice.actors.PortSpec;
import io.sluice.daemon.config.SwitchConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What the machine is looked at for.
 *
 * @param laneCpus CPUs that lanes are pinned to
 * @param lanes how many there are
 * @param ports of all bridges
 * @param poolChunks packets that the pool holds
 * @param certificates of TLS
 * @param keys their private keys
 * @param tokenFile of the HTTP server, or null
 */
record Subject(
    Path runDir,
    BitSet laneCpus,
    int lanes,
    List<PortSpec> ports,
    int poolChunks,
    List<Path> certificates,
    List<Path> keys,
    Path tokenFile) {
  /** One without TLS. */
  Subject(Path runDir, BitSet laneCpus, int lanes, List<PortSpec> ports, int poolChunks) {
    this(runDir, laneCpus, lanes, ports, poolChunks, List.of(), List.of(), null);
  }

  static Subject of(SwitchConfig config, Path runDir) {
    BitSet cpus = new BitSet();
    config.settings().lanes().forEach(lane -> lane.cpu().ifPresent(cpus::set));
    List<Path> certificates = new ArrayList<>();
    List<Path> keys = new ArrayList<>();
    if (config.http().tls() != null) {
      certificates.add(config.http().tls().certificate());
      keys.add(config.http().tls().privateKey());
    }
    if (config.openFlow().tls() != null) {
      certificates.add(config.openFlow().tls().certificate());
      keys.add(config.openFlow().tls().privateKey());
    }
    Path own = config.http().tokenFile();
    return new Subject(
        runDir,
        cpus,
        config.settings().lanes().size(),
        config.bridges().stream().flatMap(b -> b.ports().stream()).toList(),
        config.settings().poolChunks(),
        certificates.stream().distinct().toList(),
        keys.stream().distinct().toList(),
        own == null ? runDir.resolve("http.token") : own);
  }
}
