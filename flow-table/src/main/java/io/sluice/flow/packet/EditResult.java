package io.sluice.flow.packet;

/** What became of an edit; an int, so that the packet path switches on it. */
public final class EditResult {
  /** Done. */
  public static final int OK = 0;

  /** The packet has no such field, or not all of it is in the head: nothing was changed. */
  public static final int ABSENT = 1;

  /** TTL or hop limit used up: the packet ends here. */
  public static final int TTL_EXPIRED = 2;

  private EditResult() {}
}
