package io.sluice.flow.pipeline;

/** A change of the tables that was refused; the message is for the user. Nothing was changed. */
public final class FlowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal, for protocols that have a number for each. */
  public enum Kind {
    /** A value makes no sense here. */
    BAD_ARGUMENT,
    /** A field that actions cannot set here. */
    BAD_SET_ARGUMENT,
    /** A conjunction beside other actions. */
    BAD_CONJUNCTION,
    BAD_TABLE,
    BAD_PRIORITY,
    TABLE_FULL,
    OVERLAP,
    /** An action that is known but not carried out by this switch. */
    UNSUPPORTED_ACTION,
    BAD_PORT,
    /** More actions than a flow or bucket may have. */
    TOO_MANY,
    /** goto_table to a table that is not a later one. */
    BAD_GOTO,
    /** An action needs fields that the match does not promise. */
    MATCH_INCONSISTENT,
    /** A packet that is handed in and goes round, or would have too many tags or labels. */
    ENDLESS,
    /** An action to a group that there is not. */
    BAD_OUT_GROUP,
    UNKNOWN_GROUP,
    GROUP_EXISTS,
    INVALID_GROUP,
    GROUP_LOOP,
    CHAINED_GROUP,
    UNKNOWN_BUCKET,
    BUCKET_EXISTS,
    WEIGHT_UNSUPPORTED,
    OUT_OF_GROUPS,
    OUT_OF_BUCKETS,
    /** A bucket that watches something, in a group of a type that does not look at that. */
    WATCH_UNSUPPORTED,
    UNKNOWN_METER,
    METER_EXISTS,
    OUT_OF_METERS,
    BAD_METER
  }

  private final Kind kind;
  private final int change;
  private final int action;

  public FlowException(Kind kind, String message) {
    this(kind, message, 0, -1);
  }

  private FlowException(Kind kind, String message, int change, int action) {
    super(message, null, false, false);
    this.kind = kind;
    this.change = change;
    this.action = action;
  }

  public FlowException(String message) {
    this(Kind.BAD_ARGUMENT, message);
  }

  public Kind kind() {
    return kind;
  }

  /** Which of several changes was refused, from 0 on. */
  public int change() {
    return change;
  }

  /**
   * Which of the actions of that change it is about, from 0 on (what is in another action counts as
   * that one), or -1.
   */
  public int action() {
    return action;
  }

  /** The same about one of several changes. */
  FlowException of(int which) {
    return new FlowException(kind, getMessage(), which, action);
  }

  /** The same about one of several actions. */
  FlowException at(int which) {
    return new FlowException(kind, getMessage(), change, which);
  }
}
