package io.sluice.openflow.wire;

/** The versions of the protocol that are spoken here. */
public enum OfVersion {
  V10(1, "1.0"),
  V13(4, "1.3");

  /** The number in a message's header. */
  public final int number;

  /** As the specification calls itself. */
  public final String text;

  OfVersion(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** The version with this number in the header, or null. */
  public static OfVersion of(int number) {
    return number == V13.number ? V13 : number == V10.number ? V10 : null;
  }
}
