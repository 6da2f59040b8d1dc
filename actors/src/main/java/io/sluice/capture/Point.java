package io.sluice.capture;

import io.sluice.datapath.tap.Selection;

/** Where on its way a packet is captured. */
public enum Point {
  /** As received from a port. */
  IN(Selection.IN),
  /** As transmitted to a port. */
  OUT(Selection.OUT),
  /** As it was when it was dropped. */
  DROP(Selection.DROP);

  final int bit;

  Point(int bit) {
    this.bit = bit;
  }

  static Point of(int bit) {
    return bit == Selection.IN ? IN : bit == Selection.OUT ? OUT : DROP;
  }
}
