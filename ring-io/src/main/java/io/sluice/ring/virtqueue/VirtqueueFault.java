package io.sluice.ring.virtqueue;

/** What a guest did that its virtqueue cannot go on with. */
public enum VirtqueueFault {
  AVAIL_INDEX("the avail index jumped by more than the ring's size"),
  HEAD("a descriptor index past the ring's size in the avail ring"),
  NEXT("a descriptor chain that leads past its table"),
  LOOP("a descriptor chain longer than the ring"),
  PIECES("a descriptor chain with more pieces than can be taken"),
  ADDRESS("a descriptor outside of the guest's memory"),
  DIRECTION("a descriptor with the wrong direction"),
  INDIRECT("an indirect table of a wrong size, or one in another, or one with a next"),
  SLOW_CALL("a call that takes long to signal: thousands of waiters on its eventfd");

  private final String text;

  VirtqueueFault(String text) {
    this.text = text;
  }

  /** For the port's status. */
  public String text() {
    return text;
  }
}
