package io.sluice.openflow.wire;

import java.util.List;

/**
 * A typed value of a list that can grow: type and length of 16 bits each, the value, and zeros up
 * to a multiple of 8 bytes that the length does not count.
 */
public record Property(int type, Bytes value) {
  /** The type of an experimenter's. */
  public static final int EXPERIMENTER = 0xffff;

  public static final Struct<Property> LAYOUT =
      (w, p) ->
          w.reporting(
              OfError.OFPBPC_BAD_LEN,
              () -> {
                int start = w.position();
                int type = w.u16(p, Property::type);
                Bytes value = w.span(w.length(), 4, () -> w.rest(p, Property::value));
                w.align(start);
                return new Property(type, value);
              });

  /** The value of the first property of this type, or null. */
  public static Bytes find(List<Property> properties, int type) {
    for (Property property : properties) {
      if (property.type == type) {
        return property.value;
      }
    }
    return null;
  }
}
