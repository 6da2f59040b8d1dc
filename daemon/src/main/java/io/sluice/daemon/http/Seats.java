package io.sluice.daemon.http;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Who holds a connection, and who must leave when they grow few: first those that ask nothing,
 * which asked last the longest ago; then those that do not take their answers. So no number of
 * clients that only hold connections keeps another from an answer. Any thread.
 */
final class Seats implements Connection.Listener, HttpConfiguration.Customizer {
  /** Each takes a file descriptor, which the switch's ports need too. More wait. */
  static final int MOST = 256;

  /** Beyond these somebody must leave; the rest is for those who come meanwhile. */
  private static final int COMFORTABLE = MOST - 32;

  /** Who has come, or was answered, may ask for so long, whatever crowd there is. */
  private static final long TO_ASK_NS = TimeUnit.SECONDS.toNanos(1);

  private static final long TO_TAKE_NS = TimeUnit.SECONDS.toNanos(5);
  private static final int AGAIN_MS = 100;

  /** What a connection does: since when it has had a request in hand, or none. */
  private record Seat(boolean asks, long sinceNs) {
    boolean mayBeTaken(EndPoint by, long nowNs) {
      return asks
          ? nowNs - sinceNs >= TO_TAKE_NS && waitsForReader(by)
          : nowNs - sinceNs >= TO_ASK_NS && !hasSent(by);
    }

    /** What a busy switch has not come to yet. */
    private static boolean hasSent(EndPoint client) {
      try {
        return client instanceof SocketChannelEndPoint network
            && network.getChannel().socket().getInputStream().available() > 0;
      } catch (IOException e) {
        return false;
      }
    }

    private static boolean waitsForReader(EndPoint client) {
      return client instanceof AbstractEndPoint writes && writes.getWriteFlusher().isPending();
    }
  }

  private final Map<EndPoint, Seat> seats = new ConcurrentHashMap<>();
  private final AtomicBoolean looksAgain = new AtomicBoolean();
  private final Scheduler timer;

  Seats(Scheduler timer) {
    this.timer = timer;
  }

  @Override
  public void onOpened(Connection connection) {
    EndPoint client = client(connection);
    seats.put(client, new Seat(false, System.nanoTime()));
    if (!client.isOpen()) {
      seats.remove(client);
    }
    relieve();
  }

  @Override
  public void onClosed(Connection connection) {
    seats.remove(client(connection));
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    EndPoint client = client(request.getConnectionMetaData().getConnection());
    become(client, true);
    Request.addCompletionListener(request, failure -> become(client, false));
    return request;
  }

  private void become(EndPoint client, boolean asks) {
    seats.computeIfPresent(client, (c, before) -> new Seat(asks, System.nanoTime()));
  }

  /** TLS lies over it. */
  private static EndPoint client(Connection connection) {
    EndPoint client = connection.getEndPoint();
    while (client instanceof EndPoint.Wrapper wrapper) {
      client = wrapper.unwrap();
    }
    return client;
  }

  private void relieve() {
    int tooMany = seats.size() - COMFORTABLE;
    if (tooMany <= 0) {
      return;
    }
    // As if it had gone itself: what writes to it ends without a word in the log.
    leaving(tooMany).forEach(client -> client.close(new EofException("others wait")));
    if (looksAgain.compareAndSet(false, true)) {
      timer.schedule(this::lookAgain, AGAIN_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void lookAgain() {
    looksAgain.set(false);
    relieve();
  }

  private List<EndPoint> leaving(int most) {
    long nowNs = System.nanoTime();
    return seats.entrySet().stream()
        .filter(seat -> seat.getValue().mayBeTaken(seat.getKey(), nowNs))
        .sorted(
            Comparator.comparing((Map.Entry<EndPoint, Seat> seat) -> seat.getValue().asks())
                .thenComparing(seat -> seat.getValue().sinceNs() - nowNs))
        .limit(most)
        .map(Map.Entry::getKey)
        .toList();
  }
}
