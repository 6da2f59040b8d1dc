package io.sluice.openflow.agent;

import io.sluice.actors.SwitchException;
import io.sluice.flow.pipeline.FlowException;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.WireException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What the switch refuses, as OpenFlow's errors; and waiting for what it answers. */
final class Refusals {
  /**
   * A refused change.
   *
   * @param change which of several, from 0 on
   */
  record Refusal(OfError error, String message, int change) {}

  private Refusals() {}

  /** Waits, which only the thread of one connection does; null when nothing was refused. */
  static Refusal of(CompletionStage<Void> answer) {
    try {
      answer.toCompletableFuture().join();
      return null;
    } catch (CompletionException e) {
      if (e.getCause() instanceof SwitchException refused) {
        return new Refusal(error(refused.kind()), refused.getMessage(), refused.change());
      }
      throw e;
    }
  }

  /** Waits, which only the thread of one connection does. */
  static <T> T await(CompletionStage<T> answer) {
    try {
      return answer.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof SwitchException refused) {
        throw new WireException(error(refused.kind()), refused.getMessage());
      }
      throw e;
    }
  }

  private static OfError error(FlowException.Kind kind) {
    if (kind == null) {
      // Not about tables: the bridge is gone, or does not answer.
      return OfError.OFPBRC_EPERM;
    }
    return switch (kind) {
      case BAD_ARGUMENT -> OfError.OFPBAC_BAD_ARGUMENT;
      case BAD_SET_ARGUMENT -> OfError.OFPBAC_BAD_SET_ARGUMENT;
      case BAD_CONJUNCTION -> OfError.NXBAC_BAD_CONJUNCTION;
      case BAD_TABLE -> OfError.OFPBRC_BAD_TABLE_ID;
      case BAD_PRIORITY -> OfError.OFPFMFC_BAD_PRIORITY;
      case TABLE_FULL -> OfError.OFPFMFC_TABLE_FULL;
      case ENDLESS -> OfError.OFPFMFC_UNKNOWN;
      case OVERLAP -> OfError.OFPFMFC_OVERLAP;
      case UNSUPPORTED_ACTION -> OfError.OFPBAC_BAD_TYPE;
      case BAD_PORT -> OfError.OFPBAC_BAD_OUT_PORT;
      case TOO_MANY -> OfError.OFPBAC_TOO_MANY;
      case BAD_GOTO -> OfError.OFPBIC_BAD_TABLE_ID;
      case MATCH_INCONSISTENT -> OfError.OFPBAC_MATCH_INCONSISTENT;
      case BAD_OUT_GROUP -> OfError.OFPBAC_BAD_OUT_GROUP;
      case UNKNOWN_GROUP -> OfError.OFPGMFC_UNKNOWN_GROUP;
      case GROUP_EXISTS -> OfError.OFPGMFC_GROUP_EXISTS;
      case INVALID_GROUP -> OfError.OFPGMFC_INVALID_GROUP;
      case GROUP_LOOP -> OfError.OFPGMFC_LOOP;
      case CHAINED_GROUP -> OfError.OFPGMFC_CHAINED_GROUP;
      case UNKNOWN_BUCKET -> OfError.OFPGMFC_UNKNOWN_BUCKET;
      case BUCKET_EXISTS -> OfError.OFPGMFC_BUCKET_EXISTS;
      case WEIGHT_UNSUPPORTED -> OfError.OFPGMFC_WEIGHT_UNSUPPORTED;
      case OUT_OF_GROUPS -> OfError.OFPGMFC_OUT_OF_GROUPS;
      case OUT_OF_BUCKETS -> OfError.OFPGMFC_OUT_OF_BUCKETS;
      case WATCH_UNSUPPORTED -> OfError.OFPGMFC_WATCH_UNSUPPORTED;
      case UNKNOWN_METER -> OfError.OFPMMFC_UNKNOWN_METER;
      case OUT_OF_METERS -> OfError.OFPMMFC_OUT_OF_METERS;
      case METER_EXISTS -> OfError.OFPMMFC_METER_EXISTS;
      case BAD_METER -> OfError.OFPMMFC_INVALID_METER;
    };
  }
}
