package io.sluice.perf;

import java.io.IOException;
import java.nio.file.Path;

/** A switch to measure: two vhost-user ports in client mode and one thread on CPU 0 that polls. */
interface Contender extends AutoCloseable {
  /** Starts it; it connects to {@code vh0.sock} and {@code vh1.sock} of the directory. */
  void start(Path directory, Path rules) throws IOException, InterruptedException;

  /** Called at the end of the counted interval, under load: what it adds to the rate's line. */
  String interval() throws IOException, InterruptedException;

  @Override
  void close();
}
