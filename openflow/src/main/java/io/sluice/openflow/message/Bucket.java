package io.sluice.openflow.message;

import io.sluice.openflow.action.Action;
import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Property;
import io.sluice.openflow.wire.Struct;
import io.sluice.openflow.wire.Wire;
import java.util.ArrayList;
import java.util.List;

/**
 * One choice of a group.
 *
 * @param id 1.0 only, else 0
 * @param weight for groups of type select
 * @param watchPort whose state makes the bucket live; 0xffffffff: none
 * @param watchGroup as {@code watchPort}
 */
public record Bucket(long id, int weight, long watchPort, long watchGroup, List<Action> actions) {
  private static final long NONE = 0xffffffffL;
  private static final long MAX_ID = 0xffffff00L;
  private static final int SELECT = 1;

  private static final int WEIGHT = 0;
  private static final int WATCH_PORT = 1;
  private static final int WATCH_GROUP = 2;

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
                              0,
                              w.u16(b, Bucket::weight),
                              w.u32(b, Bucket::watchPort),
                              w.u32(b, Bucket::watchGroup),
                              w.pad(4).list(b, Bucket::actions, Action.LAYOUT))));

  /**
   * Nicira's, of version 1.0: those of OpenFlow 1.5.1, 7.3.4.3, whose properties say what is not as
   * it always is.
   *
   * @param length what {@link Wire#length} gave for all of them
   * @param type of the group
   */
  static List<Bucket> nicira(Wire w, int length, int type, List<Bucket> buckets) {
    return w.reporting(
        OfError.OFPGMFC_BAD_BUCKET,
        () -> {
          List<Bucket> read =
              w.span(length, 0, () -> w.list(buckets, b -> b, (x, b) -> nicira(x, type, b)));
          w.check(
              read.stream().mapToLong(Bucket::id).distinct().count() == read.size(),
              OfError.OFPGMFC_BAD_BUCKET,
              "two buckets with one number");
          return read;
        });
  }

  private static Bucket nicira(Wire w, int type, Bucket b) {
    int length = w.length();
    int actionsLength = w.length();
    return w.span(
        length,
        4,
        () -> {
          long id = w.u32(b, Bucket::id);
          w.check(id <= MAX_ID, OfError.OFPGMFC_BAD_BUCKET, () -> "bucket " + id);
          List<Action> actions =
              w.span(actionsLength, 0, () -> w.list(b, Bucket::actions, Action.LAYOUT));
          List<Property> properties = w.list(b, bucket -> bucket.properties(type), Property.LAYOUT);
          int weight = type == SELECT ? 1 : 0;
          long watchPort = NONE;
          long watchGroup = NONE;
          for (Property p : properties) {
            long value = value(w, p);
            switch (p.type()) {
              case WEIGHT -> weight = (int) value;
              case WATCH_PORT -> watchPort = value;
              case WATCH_GROUP -> watchGroup = value;
              case Property.EXPERIMENTER ->
                  throw w.fail(OfError.OFPBPC_BAD_EXPERIMENTER, "an experimenter's property");
              default -> throw w.fail(OfError.OFPBPC_BAD_TYPE, "property " + p.type());
            }
          }
          return new Bucket(id, weight, watchPort, watchGroup, actions);
        });
  }

  private List<Property> properties(int type) {
    List<Property> properties = new ArrayList<>();
    if (type == SELECT || weight != 0) {
      // 16 bits, and zeros behind them.
      properties.add(new Property(WEIGHT, Bytes.ofNumber((long) weight << 16, 4)));
    }
    if (watchPort != NONE) {
      properties.add(new Property(WATCH_PORT, Bytes.ofNumber(watchPort, 4)));
    }
    if (watchGroup != NONE) {
      properties.add(new Property(WATCH_GROUP, Bytes.ofNumber(watchGroup, 4)));
    }
    return properties;
  }

  private static long value(Wire w, Property p) {
    int length = p.value().length();
    boolean narrow = p.type() == WEIGHT;
    w.check(
        p.type() > WATCH_GROUP || length == 4 || narrow && length == 2,
        OfError.OFPBPC_BAD_LEN,
        () -> "property of " + length + " bytes");
    return p.type() > WATCH_GROUP ? 0 : p.value().first(narrow ? 2 : 4).toLong();
  }
}
