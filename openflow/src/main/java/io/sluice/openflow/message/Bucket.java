package io.sluice.openflow.message;

import io.sluice.openflow.action.Action;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/**
 * One choice of a group.
 *
 * @param weight for groups of type select
 * @param watchPort whose state makes the bucket live; 0xffffffff: none
 * @param watchGroup as {@code watchPort}
 */
public record Bucket(int weight, long watchPort, long watchGroup, List<Action> actions) {
  static final Struct<Bucket> LAYOUT =
      (w, b) ->
          w.reporting(
              OfError.OFPGMFC_BAD_BUCKET,
              () ->
                  w.span(
                      w.length(),
                      2,
                      () ->
                          new Bucket(
                              w.u16(b, Bucket::weight),
                              w.u32(b, Bucket::watchPort),
                              w.u32(b, Bucket::watchGroup),
                              w.pad(4).list(b, Bucket::actions, Action.LAYOUT))));
}
