package io.sluice.daemon.doctor;

import io.sluice.actors.PortSpec;
import io.sluice.daemon.config.SwitchConfig;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * What the machine is looked at for.
 *
 * @param laneCpus CPUs that lanes are pinned to
 * @param lanes how many there are
 * @param ports of all bridges
 * @param poolChunks packets that the pool holds
 */
record Subject(Path runDir, BitSet laneCpus, int lanes, List<PortSpec> ports, int poolChunks) {
  static Subject of(SwitchConfig config, Path runDir) {
    BitSet cpus = new BitSet();
    config.settings().lanes().forEach(lane -> lane.cpu().ifPresent(cpus::set));
    return new Subject(
        runDir,
        cpus,
        config.settings().lanes().size(),
        config.bridges().stream().flatMap(b -> b.ports().stream()).toList(),
        config.settings().poolChunks());
  }
}
