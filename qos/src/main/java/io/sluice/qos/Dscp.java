package io.sluice.qos;

/** The drop precedence of assured forwarding: RFC 2597, 6. */
public final class Dscp {
  private Dscp() {}

  /**
   * A DSCP with its drop precedence raised, at most to 3. What is no assured-forwarding class (1 to
   * 4, with a precedence of 1 to 3) has none and stays.
   *
   * @param dscp 0 to 63
   */
  public static int raiseDropPrecedence(int dscp, int by) {
    int group = dscp >>> 3;
    int precedence = dscp >>> 1 & 3;
    boolean assured = group >= 1 && group <= 4 && precedence >= 1 && (dscp & 1) == 0;
    return assured ? group << 3 | Math.min(3, precedence + by) << 1 : dscp;
  }
}
