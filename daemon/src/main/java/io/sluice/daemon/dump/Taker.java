package io.sluice.daemon.dump;

import io.sluice.capture.CapturedPacket;
import java.io.IOException;

/** What captured packets are written as. One thread. */
interface Taker {
  void take(CapturedPacket packet) throws IOException;

  /** Nothing comes for a moment: what was taken is to be seen. */
  void flush() throws IOException;

  /**
   * Nothing comes any more.
   *
   * @param lost packets that were wanted and did not come; -1: not known
   */
  void end(long taken, long lost) throws IOException;
}
