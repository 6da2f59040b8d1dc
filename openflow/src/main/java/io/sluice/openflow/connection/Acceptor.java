package io.sluice.openflow.connection;

import java.io.IOException;

/** A listening socket of any kind. Closing it ends a waiting {@link #accept}. */
interface Acceptor extends AutoCloseable {
  ByteStream accept() throws IOException;

  /** With the port it got, where any would do. */
  Target target();

  @Override
  void close();
}
