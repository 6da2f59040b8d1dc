package io.sluice.openflow.agent;

import io.sluice.flow.pipeline.FlowChange;
import io.sluice.openflow.connection.Connection;
import io.sluice.openflow.message.FlowMonitor;
import io.sluice.openflow.message.FlowMonitor.Update;
import io.sluice.openflow.message.Multipart.MultipartReply;
import io.sluice.openflow.message.NiciraMessage;
import io.sluice.openflow.message.StatsReply;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one peer hears of flows. Told on the bridge's actor, asked on the threads of the connection;
 * under its lock, and nothing waits in there.
 *
 * <p>Invariant: no change is lost. While a peer reads too slowly, or its first answer is still on
 * its way, changes are kept in {@link PausedFlows}, of which there are no more than flows.
 */
final class MonitoredFlows {
  /** So much unread, and it is told no more for now, as Open vSwitch does. */
  private static final int PAUSE_BYTES = 128 * 1024;

  /** Flows in one message; it is divided when it gets too long. */
  private static final int IN_ONE = 256;

  /** More are a peer's mistake. */
  static final int MAX_MONITORS = 1024;

  private final Connection connection;
  private final Map<Long, WatchedFlows> watched = new LinkedHashMap<>();
  private final PausedFlows kept = new PausedFlows();
  private boolean starting;
  private boolean paused;
  private boolean pauseTold;

  /** For {@link #any}, which is asked before each change. */
  private volatile boolean any;

  MonitoredFlows(Connection connection) {
    this.connection = connection;
  }

  boolean any() {
    return any;
  }

  synchronized boolean has(long id) {
    return watched.containsKey(id);
  }

  synchronized void checkRoom(int more) {
    if (watched.size() + more > MAX_MONITORS) {
      throw new WireException(OfError.OFPBRC_EPERM, "more than " + MAX_MONITORS + " monitors");
    }
  }

  /**
   * From now on; nothing is sent before {@link #release}.
   *
   * @param givenUp whether {@link #forget} was told so: nothing is added then
   */
  synchronized void add(List<WatchedFlows> more, AtomicBoolean givenUp) {
    if (givenUp.get()) {
      return;
    }
    more.forEach(w -> watched.put(w.id(), w));
    starting = true;
    any = !watched.isEmpty();
  }

  /** The bridge has refused them, or not answered in time. */
  synchronized void forget(List<WatchedFlows> those, AtomicBoolean givenUp) {
    givenUp.set(true);
    those.forEach(w -> watched.remove(w.id()));
    any = !watched.isEmpty();
  }

  /** The flows that there were are sent. */
  synchronized void release() {
    starting = false;
    drained();
  }

  synchronized void cancel(long id) {
    if (watched.remove(id) == null) {
      throw new WireException(OfError.OFPMOFC_UNKNOWN_MONITOR, "there is no monitor " + id);
    }
    any = !watched.isEmpty();
  }

  /**
   * @param author null: nobody
   */
  synchronized void changed(List<FlowChange> changes, FlowAuthor author) {
    if (watched.isEmpty()) {
      return;
    }
    boolean own = author != null && author.connection() == connection;
    List<Update> updates = new ArrayList<>();
    boolean abbreviated = false;
    int of = -1;
    for (FlowChange change : changes) {
      boolean together = author != null && (author.bundle() || change.change() == of);
      if (!together || updates.size() >= IN_ONE) {
        send(updates);
        abbreviated &= together;
        of = change.change();
      }
      if (updates.isEmpty()) {
        pauseIfSlow(); // others' messages may have filled the queue
      }
      int flags = wanted(change);
      if (flags == 0) {
        continue;
      }
      if (starting || paused || !kept.isEmpty()) {
        kept.add(change, flags);
      } else if (!own || (flags & WatchedFlows.OWN) != 0) {
        updates.add(WatchedFlows.write(change, flags, connection.version()));
      } else if (!abbreviated) {
        abbreviated = true;
        updates.add(new FlowMonitor.Own(author.xids().get(change.change())));
      }
    }
    send(updates);
  }

  private int wanted(FlowChange change) {
    int flags = 0;
    for (WatchedFlows w : watched.values()) {
      flags |= w.wants(change);
    }
    return flags;
  }

  /** Sends them in as few messages as it takes, and empties the list. */
  private void send(List<Update> updates) {
    if (!updates.isEmpty()) {
      offer(updates);
      updates.clear();
      pauseIfSlow();
    }
  }

  private void pauseIfSlow() {
    if (!starting && !paused && connection.waitingBytes() > PAUSE_BYTES) {
      paused = true;
      pauseTold = connection.offer(new NiciraMessage.FlowMonitorPaused());
    }
  }

  private void offer(List<Update> updates) {
    MultipartReply reply =
        new MultipartReply(0, new StatsReply.FlowMonitorReply(List.copyOf(updates)));
    try {
      connection.offer(reply);
    } catch (IllegalArgumentException e) {
      // Too long for one message; nothing was sent.
      if (updates.size() <= 1) {
        throw e;
      }
      int half = updates.size() / 2;
      offer(updates.subList(0, half));
      offer(updates.subList(half, updates.size()));
    }
  }

  /** There is room: goes on with what was kept, as far as there is. */
  synchronized void drained() {
    if (starting || !paused && kept.isEmpty()) {
      return;
    }
    if (paused && !pauseTold) {
      pauseTold = connection.offer(new NiciraMessage.FlowMonitorPaused());
    }
    while (connection.waitingBytes() <= PAUSE_BYTES && !kept.isEmpty()) {
      offer(kept.take(IN_ONE, connection.version()));
    }
    if (paused && pauseTold && kept.isEmpty() && connection.waitingBytes() <= PAUSE_BYTES) {
      paused = !connection.offer(new NiciraMessage.FlowMonitorResumed());
    }
  }
}
