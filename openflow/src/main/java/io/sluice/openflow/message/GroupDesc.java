package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;
import java.util.List;

/** A group as it was set: see {@link GroupMod}. */
public record GroupDesc(
    int type, long group, List<Bucket> buckets, List<SelectionMethod> selections) {
  static final Struct<GroupDesc> LAYOUT =
      (w, g) ->
          w.span(
              w.length(),
              2,
              () ->
                  new GroupDesc(
                      w.u8(g, GroupDesc::type),
                      w.pad(1).u32(g, GroupDesc::group),
                      w.list(g, GroupDesc::buckets, Bucket.LAYOUT),
                      List.of()));

  /** Nicira's, of version 1.0: the structure of OpenFlow 1.5.1, 7.3.5.8. */
  static final Struct<GroupDesc> NICIRA =
      (w, g) ->
          w.span(
              w.length(),
              2,
              () -> {
                int type = w.u8(g, GroupDesc::type);
                long group = w.pad(1).u32(g, GroupDesc::group);
                int length = w.length();
                w.pad(6);
                return new GroupDesc(
                    type,
                    group,
                    Bucket.nicira(w, length, type, g == null ? null : g.buckets),
                    SelectionMethod.of(w, type, g == null ? null : g.selections));
              });
}
