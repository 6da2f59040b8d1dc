package io.sluice.openflow.connection;

import java.io.IOException;

/** Closing what is given up anyway. */
final class Closing {
  private Closing() {}

  static void quietly(java.io.Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException e) {
      // It is closed all the same, and there is nothing to do about it.
    }
  }
}
