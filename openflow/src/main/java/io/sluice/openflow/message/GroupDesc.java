package io.sluice.openflow.message;

import io.sluice.openflow.wire.Struct;
import java.util.List;

/** A group as it was set: see {@link GroupMod}. */
public record GroupDesc(int type, long group, List<Bucket> buckets) {
  static final Struct<GroupDesc> LAYOUT =
      (w, g) ->
          w.span(
              w.length(),
              2,
              () ->
                  new GroupDesc(
                      w.u8(g, GroupDesc::type),
                      w.pad(1).u32(g, GroupDesc::group),
                      w.list(g, GroupDesc::buckets, Bucket.LAYOUT)));
}
