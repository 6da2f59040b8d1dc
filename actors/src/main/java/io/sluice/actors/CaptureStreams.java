package io.sluice.actors;

import io.sluice.capture.CapturePort;
import io.sluice.capture.CaptureRequest;
import io.sluice.capture.CaptureStream;
import java.util.HashSet;
import java.util.Set;

/**
 * The streams of the captures that there are, as many as there may be: those of a switch that is
 * stopped are closed when its lanes have ended, and not before. Thread-safe.
 */
final class CaptureStreams implements AutoCloseable {
  static final int MOST = 8;

  private final Set<CaptureStream> open = new HashSet<>();
  private int taken;
  private boolean closed;

  /** Opens one, which takes a while. */
  CaptureStream open(CaptureRequest request, CapturePort at, int lanes) {
    take();
    CaptureStream stream = null;
    try {
      stream = CaptureStream.open(request, at, lanes);
    } finally {
      keep(stream);
    }
    return stream;
  }

  private synchronized void take() {
    if (closed) {
      throw new SwitchException("the switch is stopping");
    }
    if (taken == MOST) {
      throw new SwitchException(
          "%d captures run already, the most at a time: end one".formatted(MOST));
    }
    taken++;
  }

  private synchronized void keep(CaptureStream stream) {
    if (stream == null) {
      taken--;
    } else if (closed) {
      stream.close(); // no lane got to know it
      throw new SwitchException("the switch is stopping");
    } else {
      open.add(stream);
    }
  }

  /** Closes one that no lane writes to. Again: does nothing. */
  void close(CaptureStream stream) {
    synchronized (this) {
      if (!open.remove(stream)) {
        return;
      }
      taken--;
    }
    stream.close();
  }

  /** No lane runs any more. */
  @Override
  public synchronized void close() {
    closed = true;
    open.forEach(CaptureStream::close);
    open.clear();
  }
}
