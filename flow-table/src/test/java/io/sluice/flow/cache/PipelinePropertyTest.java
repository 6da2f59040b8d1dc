package io.sluice.flow.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.flow.pipeline.Change;
import io.sluice.flow.pipeline.FlowMod;
import io.sluice.flow.pipeline.GroupMod;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A million packets through random pipelines whose rules and groups change under them: the same
 * bytes come out of the same ports in the same order as out of a {@link Reference} that knows no
 * masks, programs or caches. Another seed, or another number, by {@code -Dsluice.seed=N} and {@code
 * -Dsluice.packets=N}.
 */
class PipelinePropertyTest {
  private static final int PACKETS = Integer.getInteger("sluice.packets", 1_000_000);
  private static final int PACKETS_A_PIPELINE = 4096;
  private static final int RULES_A_TABLE = 12;

  private final Random r = new Random(LookupRig.SEED);
  private final RandomPipeline random = new RandomPipeline(r);

  @Test
  void shouldSendWhatTheReferenceSends() {
    long sent = 0;
    long unspecified = 0;
    long slow = 0;
    int packets = 0;
    while (packets < PACKETS) {
      LookupRig rig = new LookupRig().ports(RandomPipeline.PORTS);
      Reference reference = new Reference(RandomPipeline.PORTS, RandomPipeline.TABLES);
      for (int n = 0; n < PACKETS_A_PIPELINE; n += 32) {
        if (n % 1024 == 0) {
          change(rig, reference, n == 0);
        }
        int inPort = 1 + r.nextInt(RandomPipeline.PORTS);
        List<byte[]> burst = new ArrayList<>();
        rig.clear();
        for (int i = 0; i < 32; i++) {
          burst.add(random.packet());
          rig.add(burst.getLast());
        }
        rig.classify(inPort);
        for (int i = 0; i < 32; i++) {
          List<Sent> want = reference.run(burst.get(i), inPort);
          Verdict verdict = rig.out[i];
          // One verdict serves all TTLs: it is refused for what comes behind a TTL's end too.
          boolean refused = verdict.cause == DropCause.TOO_MANY_LABELS && reference.expired();
          if (want == null || refused) {
            unspecified++;
            continue;
          }
          List<Sent> got = ProgramRunner.run(verdict, burst.get(i));
          if (!want.equals(got)) {
            assertEquals(want, got, explain(reference, burst.get(i), inPort, verdict));
          }
          sent += want.size();
        }
        rig.nowNs += 1_000_000;
        rig.lookup.maintain(rig.nowNs);
      }
      packets += PACKETS_A_PIPELINE;
      slow += rig.lookup.slowPath();
    }
    System.out.printf(
        "pipelines: %d packets, %d sent, %d by the slow path, %d not specified%n",
        packets, sent, slow, unspecified);
    assertTrue(sent > packets / 2, "sent: " + sent);
    assertTrue(unspecified < packets / 10, "not specified: " + unspecified);
    assertTrue(slow < packets * 2L / 3, "the caches answer: " + slow);
  }

  private static String explain(Reference reference, byte[] packet, int inPort, Verdict verdict) {
    StringBuilder s = new StringBuilder("seed " + LookupRig.SEED + ", in_port " + inPort + ", ");
    s.append(Sent.of(0, packet, 0, packet.length).bytes()).append("\n").append(verdict);
    s.append("\n").append(verdict.megaflow());
    reference.tables.forEach(t -> t.forEach(rule -> s.append("\n").append(rule)));
    reference.groups.values().forEach(g -> s.append("\n").append(g));
    return s.toString();
  }

  /** Groups and rules come and go; priorities are distinct in a table. */
  private void change(LookupRig rig, Reference reference, boolean all) {
    List<Change> changes = new ArrayList<>();
    for (int id = 0; id < RandomPipeline.GROUPS; id++) {
      if (all || r.nextInt(4) == 0) {
        GroupMod group = random.group(id);
        reference.groups.put(id, group);
        changes.add(group);
      }
    }
    for (int table = 0; table < RandomPipeline.TABLES; table++) {
      List<FlowMod> rules = reference.tables.get(table);
      for (int n = all ? 0 : r.nextInt(4); n > 0 && !rules.isEmpty(); n--) {
        FlowMod gone = rules.remove(r.nextInt(rules.size()));
        changes.add(gone.withCommand(FlowMod.Command.DELETE_STRICT));
      }
      while (rules.size() < RULES_A_TABLE) {
        FlowMod rule = random.rule(table, 1 + r.nextInt(60_000));
        if (rules.stream().noneMatch(x -> x.priority() == rule.priority())) {
          rules.add(rule);
          changes.add(rule);
        }
      }
    }
    rig.tables.apply(changes, rig.nowNs);
    rig.install();
  }
}
