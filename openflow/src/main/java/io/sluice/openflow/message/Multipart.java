package io.sluice.openflow.message;

import io.sluice.openflow.wire.Choice;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;

/**
 * Questions whose answers may take several messages; in version 1.0 called statistics. OpenFlow
 * 1.3.5, 7.3.5.
 */
public sealed interface Multipart extends Message {
  /** In {@code flags}: further messages with the same xid follow. */
  int MORE = 1;

  record MultipartRequest(int flags, StatsRequest body) implements Multipart {
    static final Struct<MultipartRequest> LAYOUT =
        (w, m) -> {
          int type = w.u16(m, request -> type(MultipartTables.requests(w), request.body));
          int flags = w.u16(m, MultipartRequest::flags);
          return new MultipartRequest(
              flags,
              wireBody(
                  w,
                  type,
                  m == null ? null : m.body,
                  MultipartTables.requests(w),
                  MultipartTables.niciraRequests(w),
                  MultipartTables.onfRequests(w)));
        };
  }

  record MultipartReply(int flags, StatsReply body) implements Multipart {
    static final Struct<MultipartReply> LAYOUT =
        (w, m) -> {
          int type = w.u16(m, reply -> type(MultipartTables.replies(w), reply.body));
          int flags = w.u16(m, MultipartReply::flags);
          return new MultipartReply(
              flags,
              wireBody(
                  w,
                  type,
                  m == null ? null : m.body,
                  MultipartTables.replies(w),
                  MultipartTables.niciraReplies(w),
                  MultipartTables.onfReplies(w)));
        };

    public boolean more() {
      return (flags & MORE) != 0;
    }
  }

  int EXPERIMENTER = 0xffff;

  private static <B> int type(Choice<B> table, B body) {
    return table.takes(body) ? (int) table.code(body) : EXPERIMENTER;
  }

  private static <B> B wireBody(
      Wire w, int type, B body, Choice<B> standard, Choice<B> nicira, Choice<B> onf) {
    w.pad(w.is10() ? 0 : 4);
    if (type != EXPERIMENTER) {
      w.check(standard.has(type), OfError.OFPBRC_BAD_STAT, () -> "statistics " + type);
      return standard.wire(w, type, body);
    }
    long vendor = w.u32(body, b -> nicira.takes(b) ? OfError.NICIRA : OfError.ONF);
    w.check(
        vendor == OfError.NICIRA || vendor == OfError.ONF,
        OfError.OFPBRC_BAD_VENDOR,
        () -> "experimenter " + Long.toHexString(vendor));
    Choice<B> table = vendor == OfError.NICIRA ? nicira : onf;
    long subtype = w.u32(body, table::code);
    w.check(table.has(subtype), OfError.OFPBRC_BAD_SUBTYPE, () -> "statistics " + subtype);
    w.pad(w.is10() ? 4 : 0);
    return table.wire(w, subtype, body);
  }
}
