package io.sluice.openflow.wire;

/** The versions of the protocol that are spoken here. */
public enum OfVersion {
  V10(1),
  V13(4);

  /** The number in a message's header. */
  public final int number;

  OfVersion(int number) {
    this.number = number;
  }

  /** The version with this number in the header, or null. */
  public static OfVersion of(int number) {
    return number == V13.number ? V13 : number == V10.number ? V10 : null;
  }
}
