package io.sluice.daemon.api;

import io.sluice.capture.CaptureAddress;
import io.sluice.capture.CapturePort;
import io.sluice.capture.CaptureTotals;
import io.sluice.daemon.api.Frames.Frame;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The command's side of a capture, see {@link DumpRequests}. One thread uses it; another hears what
 * the switch says, and so knows at once when it goes away.
 */
public final class DumpClient implements AutoCloseable {
  /** The switch refused, or went away. */
  public static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Refused(String message, int exitCode) {
      super(message, null, false, false);
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  /** What was heard: words, or why there will be none. */
  private record Heard(List<String> words, Refused end) {}

  private final Path runDir;
  private final SocketChannel channel;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private volatile boolean over;
  private CaptureAddress address;
  private List<CapturePort> ports;

  private DumpClient(Path runDir, SocketChannel channel) {
    this.runDir = runDir;
    this.channel = channel;
  }

  /**
   * Has the switch make a capture.
   *
   * @param words as of {@link io.sluice.capture.CaptureWords}
   * @throws ApiException when there is no switch
   */
  public static DumpClient open(Path runDir, List<String> words)
      throws Refused, InterruptedException {
    SocketChannel channel = ApiClient.connect(runDir);
    DumpClient client = new DumpClient(runDir, channel);
    try {
      Thread.ofPlatform().name("switch").daemon().start(client::listen);
      List<String> request = new ArrayList<>();
      request.add(DumpRequests.VERB);
      request.addAll(words);
      client.say(request);
      List<String> made = client.next();
      client.address = new CaptureAddress(made.get(0), Integer.parseInt(made.get(1)));
      client.ports = DumpRequests.ports(made.get(2));
      return client;
    } catch (Refused | InterruptedException | RuntimeException e) {
      client.close();
      throw e;
    }
  }

  public CaptureAddress address() {
    return address;
  }

  public List<CapturePort> ports() {
    return ports;
  }

  /** As they are now; empty when the switch does not say. */
  public List<CapturePort> currentPorts() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
    try {
      PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8);
      int code = ApiClient.call(runDir, List.of("dump-ports"), out, nowhere);
      return code == 0 ? DumpRequests.ports(text.toString(StandardCharsets.UTF_8)) : List.of();
    } catch (ApiException e) {
      return List.of();
    }
  }

  /** Returns when the switch captures. */
  public void go() throws Refused, InterruptedException {
    say(List.of(DumpRequests.GO));
    next();
  }

  /** Returns when it captures no more. */
  public CaptureTotals stop() throws Refused, InterruptedException {
    say(List.of(DumpRequests.STOP));
    List<String> totals = next();
    return new CaptureTotals(Long.parseLong(totals.get(0)), Long.parseLong(totals.get(1)));
  }

  /** Whether the switch has ended the conversation. */
  public boolean over() {
    return over;
  }

  private void say(List<String> words) {
    try {
      Frames.write(channel, Frames.REQUEST, Frames.words(words));
    } catch (IOException e) {
      // It has gone, or does not want to hear it: the next word from it says so.
    }
  }

  private List<String> next() throws Refused, InterruptedException {
    Heard next = heard.take();
    if (next.words == null) {
      heard.add(next); // for who asks again
      throw next.end;
    }
    return next.words;
  }

  private void listen() {
    StringBuilder err = new StringBuilder();
    try {
      while (true) {
        Frame frame = Frames.read(channel, Frames.MAX_REQUEST);
        switch (frame.type()) {
          case Frames.WORDS -> heard.add(new Heard(Frames.words(frame.payload()), null));
          case Frames.ERR -> err.append(new String(frame.payload(), StandardCharsets.UTF_8));
          case Frames.EXIT -> {
            end(err.toString().strip(), ByteBuffer.wrap(frame.payload()).getInt());
            return;
          }
          default -> {
            // Of OUT it has nothing to say here.
          }
        }
      }
    } catch (EOFException e) {
      end("the switch in " + runDir + " went away", 1);
    } catch (IOException | RuntimeException e) {
      end("the switch in " + runDir + ": " + e.getMessage(), 1);
    }
  }

  private void end(String why, int exitCode) {
    heard.add(new Heard(null, new Refused(why, exitCode)));
    over = true;
  }

  /** The switch takes the capture's memory away. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed.
    }
  }
}
