package io.sluice.actors;

import io.sluice.capture.CaptureAddress;
import io.sluice.capture.CapturePort;
import io.sluice.capture.CaptureTotals;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A capture that was made: to be started once its reader is there, ended, and closed. */
public interface Capture {
  /** Where its reader finds it. */
  CaptureAddress address();

  /** What the numbers in its packets mean; ports that come later are not among them. */
  List<CapturePort> ports();

  /** Completes when every lane captures. */
  CompletionStage<Void> start();

  /** Completes when no lane captures any more, with what became of the packets. */
  CompletionStage<CaptureTotals> end();

  /** Takes its memory away, when its reader has read it all. Ends it if need be. */
  CompletionStage<Void> close();
}
