package io.sluice.daemon.api;

import io.sluice.actors.Capture;
import io.sluice.actors.SwitchApi;
import io.sluice.actors.SwitchException;
import io.sluice.capture.CaptureException;
import io.sluice.capture.CapturePort;
import io.sluice.capture.CaptureRequest;
import io.sluice.capture.CaptureTotals;
import io.sluice.capture.CaptureWords;
import io.sluice.log.EventLog;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Captures that commands ask for. One lasts as long as its connection, so whoever asked may end in
 * any way:
 *
 * <pre>
 *   client                       switch
 *   dump, what is wanted    -->
 *                           <--  where it comes out, how many sources, ports
 *   go (it reads there)     -->
 *                           <--  capturing
 *   stop                    -->
 *                           <--  written, lost
 *   closes when it has read all
 * </pre>
 */
final class DumpRequests {
  static final String VERB = "dump";
  static final String GO = "go";
  static final String STOP = "stop";

  private static final EventLog LOG = EventLog.of(DumpRequests.class);

  private final SwitchApi api;

  DumpRequests(SwitchApi api) {
    this.api = api;
  }

  /** The client of a conversation. */
  interface Peer {
    /** Waits for its next words. */
    List<String> hear() throws IOException;

    void tell(List<String> words) throws IOException;
  }

  /** Returns when it was refused or is over; throws when the client has gone. */
  Answer converse(List<String> words, Peer peer) throws IOException {
    try {
      CaptureRequest request = CaptureWords.parse(words);
      return carryOut(Requests.await(api.capture(request)), peer);
    } catch (CaptureException e) {
      return Answer.usage(e.getMessage());
    } catch (SwitchException e) {
      return Answer.refused(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.refused("the switch is stopping");
    }
  }

  private static Answer carryOut(Capture capture, Peer peer)
      throws IOException, InterruptedException {
    try {
      peer.tell(
          List.of(
              capture.address().directory(),
              "" + capture.address().sources(),
              ports(capture.ports())));
      expect(GO, peer);
      Requests.await(capture.start());
      peer.tell(List.of("capturing"));
      expect(STOP, peer);
      CaptureTotals totals = Requests.await(capture.end());
      peer.tell(List.of("" + totals.written(), "" + totals.lost()));
      peer.hear();
      return Answer.ok("");
    } finally {
      close(capture);
    }
  }

  private static void expect(String word, Peer peer) throws IOException {
    List<String> heard = peer.hear();
    if (!heard.equals(List.of(word))) {
      throw new Frames.ProtocolException("expected " + word + ", got " + heard);
    }
  }

  private static void close(Capture capture) throws InterruptedException {
    try {
      Requests.await(capture.close());
    } catch (SwitchException e) {
      LOG.warn("capture-not-closed", "why", e.getMessage());
    }
  }

  /** A line each: numbers of bridge and port, their names. */
  static String ports(List<CapturePort> ports) {
    return ports.stream()
        .map(p -> "%d\t%d\t%s\t%s".formatted(p.bridge(), p.ofport(), p.bridgeName(), p.port()))
        .collect(Collectors.joining("\n"));
  }

  /** Reads {@link #ports(List)}. */
  static List<CapturePort> ports(String text) {
    return text.lines().map(DumpRequests::port).toList();
  }

  private static CapturePort port(String line) {
    String[] f = line.split("\t");
    return new CapturePort(Integer.parseInt(f[0]), Integer.parseInt(f[1]), f[2], f[3]);
  }
}
