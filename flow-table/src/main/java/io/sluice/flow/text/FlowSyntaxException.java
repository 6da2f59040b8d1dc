package io.sluice.flow.text;

/** What is wrong with a flow's text, and where. */
public final class FlowSyntaxException extends Exception {
  private static final long serialVersionUID = 1L;
  private final int column;

  public FlowSyntaxException(String message, int column) {
    super(message);
    this.column = column;
  }

  /** Of the token that is wrong; the first is 1. */
  public int column() {
    return column;
  }
}
