package io.sluice.openflow.agent;

import io.sluice.openflow.message.Multipart;
import io.sluice.openflow.message.Multipart.MultipartRequest;
import io.sluice.openflow.message.StatsRequest;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;
import java.util.HashMap;
import java.util.Map;

/**
 * Requests of version 1.3 whose last part has not come yet. What is asked for is in the first one,
 * as no body of theirs is long enough to go on in a second: those have none, or are refused. Of one
 * peer, on its reading thread; bounded.
 */
final class RequestParts {
  private static final int MOST = 64;

  private final Map<Long, MultipartRequest> waiting = new HashMap<>();

  /**
   * What was asked for, once this is the last part; null before.
   *
   * @param xid what the parts of a request have in common
   */
  MultipartRequest add(long xid, MultipartRequest part) {
    boolean more = (part.flags() & Multipart.MORE) != 0;
    MultipartRequest first = waiting.get(xid);
    if (first == null) {
      if (more) {
        wait(xid, part);
      }
      return more ? null : part;
    }
    if (part.body().getClass() != first.body().getClass() || !goesOn(part.body())) {
      waiting.remove(xid);
      throw new WireException(OfError.OFPBRC_BAD_STAT, "no part of the request with this xid");
    }
    return more ? null : waiting.remove(xid);
  }

  private void wait(long xid, MultipartRequest first) {
    if (waiting.size() >= MOST) {
      waiting.clear();
      throw new WireException(OfError.OFPBRC_MULTIPART_BUFFER_OVERFLOW, "too many open requests");
    }
    waiting.put(xid, first);
  }

  private static boolean goesOn(StatsRequest body) {
    return switch (body) {
      case StatsRequest.FlowRequest _,
          StatsRequest.AggregateRequest _,
          StatsRequest.PortRequest _,
          StatsRequest.QueueRequest _,
          StatsRequest.GroupRequest _,
          StatsRequest.MeterRequest _,
          StatsRequest.MeterConfigRequest _ ->
          false;
      default -> true;
    };
  }
}
