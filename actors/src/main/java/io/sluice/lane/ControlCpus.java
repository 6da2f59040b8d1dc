package io.sluice.lane;

import io.sluice.ring.os.OsException;
import io.sluice.ring.os.Sched;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;

/**
 * Keeps this process's other threads (compiler, collector, actors, sockets) off the CPUs of lanes:
 * whatever runs there takes it from packets. A thread that is started inherits its parent's CPUs,
 * and a lane may start one, so this is done again and again. One thread at a time.
 */
public final class ControlCpus implements AutoCloseable {
  private static final Path TASKS = Path.of("/proc/self/task");

  private final BitSet all;
  private final BitSet lanes = new BitSet();
  private final BitSet rest;
  private boolean done;

  /**
   * @param lanes whose CPUs are to be theirs alone: those that spin; one that backs off leaves its
   *     CPU to others in between
   */
  public ControlCpus(List<LaneSpec> lanes) {
    this(Sched.getAffinity(), lanes);
  }

  ControlCpus(BitSet all, List<LaneSpec> specs) {
    this.all = all;
    for (LaneSpec spec : specs) {
      if (spec.idle() == IdleMode.SPIN) {
        spec.cpu().ifPresent(lanes::set);
      }
    }
    rest = (BitSet) all.clone();
    rest.andNot(lanes);
  }

  /**
   * Moves the threads that may run on a lane's CPU to the others, but for the lanes' own. Does
   * nothing where lanes have all the CPUs, or none.
   *
   * @param laneThreads of all lanes: {@link Lane#threadId}
   * @return how many were moved
   */
  public int keepOff(BitSet laneThreads) {
    if (rest.isEmpty() || lanes.isEmpty()) {
      return 0;
    }
    done = true;
    return move(laneThreads, lanes, rest);
  }

  /** Gives the threads that were moved all CPUs back. */
  @Override
  public void close() {
    if (done) {
      done = false;
      move(new BitSet(), rest, all);
    }
  }

  private static int move(BitSet but, BitSet from, BitSet to) {
    int moved = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        int id = Integer.parseInt(task.getFileName().toString());
        if (!but.get(id) && move(id, from, to)) {
          moved++;
        }
      }
    } catch (IOException e) {
      // No /proc: threads stay where they are.
    }
    return moved;
  }

  private static boolean move(int id, BitSet from, BitSet to) {
    try {
      if (!Sched.affinityOf(id).intersects(from)) {
        return false;
      }
      Sched.setAffinity(id, to);
      return true;
    } catch (OsException e) {
      // It has ended meanwhile, or a cpuset is in the way: it stays where it is.
      return false;
    }
  }
}
