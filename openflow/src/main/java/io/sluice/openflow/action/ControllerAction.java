package io.sluice.openflow.action;

import io.sluice.openflow.wire.Bytes;
import io.sluice.openflow.wire.OfError;
import io.sluice.openflow.wire.Property;
import io.sluice.openflow.wire.Struct;
import java.util.List;

/** The two forms of {@code controller(...)}. */
public sealed interface ControllerAction extends NiciraAction {

  record Controller(int maxLength, int controllerId, int reason) implements ControllerAction {
    static final Struct<Controller> LAYOUT =
        (w, a) ->
            new Controller(
                w.u16(a, Controller::maxLength),
                w.u16(a, Controller::controllerId),
                w.u8(a, Controller::reason));
  }

  /** The form with properties, which can carry more. */
  record Controller2(List<Property> properties) implements ControllerAction {
    /** The first 16 bits: how many bytes of the packet are sent; all when missing. */
    public static final int MAX_LENGTH = 0;

    /** The first 16 bits; 0 when missing. */
    public static final int CONTROLLER_ID = 1;

    /** The first 8 bits; OFPR_ACTION when missing. */
    public static final int REASON = 2;

    /** Bytes to give back with the packet. */
    public static final int USER_DATA = 3;

    /** No value: the packet's way goes on when the controller says so. */
    public static final int PAUSE = 4;

    /** 32 bits. */
    public static final int METER = 5;

    /** Zeros that fill a value up to 4 bytes may count as part of it or not; -1: any. */
    private static final int[] SIZES = {4, 4, 4, -1, 0, 4};

    static final Struct<Controller2> LAYOUT =
        (w, a) ->
            new Controller2(
                w.pad(6)
                    .list(
                        a,
                        Controller2::properties,
                        (wire, p) -> {
                          Property property = Property.LAYOUT.wire(wire, p);
                          int type = property.type();
                          wire.check(
                              type < SIZES.length, OfError.OFPBPC_BAD_TYPE, "property " + type);
                          wire.check(
                              SIZES[type] < 0
                                  || SIZES[type] == (property.value().length() + 3 & ~3),
                              OfError.OFPBPC_BAD_LEN,
                              "property " + property);
                          return property;
                        }));

    /** The property of this type, or null. */
    public Bytes get(int type) {
      return Property.find(properties, type);
    }
  }
}
