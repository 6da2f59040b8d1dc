package io.sluice.daemon.api;

import io.sluice.daemon.api.Frames.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The command line's side of the local API: one request, one connection. Stateless. */
public final class ApiClient {
  private ApiClient() {}

  /**
   * Has the switch of {@code runDir} carry out a request; what it says goes to {@code out} and
   * {@code err}.
   *
   * @return the exit code
   * @throws ApiException with a message for the user, when there is no switch or it went away
   */
  public static int call(Path runDir, List<String> words, PrintStream out, PrintStream err) {
    try (SocketChannel channel = connect(runDir)) {
      send(channel, Frames.words(words));
      while (true) {
        Frame frame = Frames.read(channel, Frames.CHUNK);
        switch (frame.type()) {
          case Frames.OUT -> out.write(frame.payload(), 0, frame.payload().length);
          case Frames.ERR -> err.write(frame.payload(), 0, frame.payload().length);
          case Frames.EXIT -> {
            out.flush();
            err.flush();
            return ByteBuffer.wrap(frame.payload()).getInt();
          }
          default -> throw new Frames.ProtocolException("an unknown frame, " + frame.type());
        }
      }
    } catch (EOFException e) {
      throw new ApiException("the switch in " + runDir + " went away before it answered");
    } catch (Frames.ProtocolException e) {
      throw new ApiException(e.getMessage());
    } catch (IOException e) {
      throw new ApiException("the switch in " + runDir + ": " + RunDir.reason(e));
    }
  }

  private static void send(SocketChannel channel, byte[] request) {
    try {
      Frames.write(channel, Frames.REQUEST, request);
    } catch (IOException e) {
      // The switch does not want to hear it: it has already written why.
    }
  }

  /**
   * @throws ApiException when there is no switch
   */
  static SocketChannel connect(Path runDir) {
    Path socket = RunDir.socket(runDir);
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (ConnectException e) {
      throw new ApiException(none(runDir, "nobody listens on its sluice.sock"));
    } catch (IOException e) {
      if (Files.notExists(socket)) {
        throw new ApiException(none(runDir, "no sluice.sock there"));
      }
      if (!Files.exists(socket) || !Files.isWritable(socket)) {
        throw new ApiException(
            "cannot look into run directory %s: permission denied to user %s; its switch answers"
                    .formatted(runDir, System.getProperty("user.name"))
                + " only who started it, and root");
      }
      throw new ApiException("cannot reach the switch at " + socket + ": " + RunDir.reason(e));
    }
  }

  private static String none(Path runDir, String why) {
    return "no switch is running in %s (%s): start one with ./sluice run --config FILE"
        .formatted(runDir, why);
  }
}
