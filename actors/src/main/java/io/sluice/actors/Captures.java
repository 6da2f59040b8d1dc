package io.sluice.actors;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.japi.function.Function;
import io.sluice.capture.CaptureAddress;
import io.sluice.capture.CaptureException;
import io.sluice.capture.CapturePort;
import io.sluice.capture.CaptureRequest;
import io.sluice.capture.CaptureStream;
import io.sluice.capture.CaptureTotals;
import io.sluice.census.Details;
import io.sluice.census.Place;
import io.sluice.census.Resident;
import io.sluice.datapath.tap.Tap;
import io.sluice.log.EventLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Makes captures: finds the port, opens the stream, gives lanes their taps and takes them back. */
final class Captures {
  private static final EventLog LOG = EventLog.of(Captures.class);

  private final Asking asking;
  private final ActorRef<Switch.Command> owner;
  private final SwitchParts parts;
  private final AtomicInteger made = new AtomicInteger();

  /** Opening and closing a stream takes a while; not a thread of the actors'. */
  private final Executor slow = r -> Thread.ofVirtual().name("capture").start(r);

  Captures(Asking asking, ActorRef<Switch.Command> owner, SwitchParts parts) {
    this.asking = asking;
    this.owner = owner;
    this.parts = parts;
  }

  CompletionStage<Capture> open(CaptureRequest request) {
    return ports()
        .thenCombineAsync(parts.lanes(), (ports, lanes) -> open(request, ports, lanes), slow);
  }

  private Capture open(
      CaptureRequest request, List<CapturePort> ports, List<ActorRef<LaneActor.Command>> all) {
    CapturePort at = find(request.port(), ports);
    List<Integer> numbers = IntStream.range(0, all.size()).boxed().toList();
    if (request.lane().isPresent()) {
      int lane = request.lane().getAsInt();
      if (lane < 0 || lane >= all.size()) {
        throw new SwitchException(
            all.size() == 1
                ? "there is no lane %d; the only one is 0".formatted(lane)
                : "there is no lane %d; lanes are 0 to %d".formatted(lane, all.size() - 1));
      }
      numbers = List.of(lane);
    }
    try {
      CaptureStream stream = parts.captures().open(request, at, numbers.size());
      List<ActorRef<LaneActor.Command>> lanes = numbers.stream().map(all::get).toList();
      return new Running(request, stream, ports, lanes, register(request, stream, numbers));
    } catch (CaptureException e) {
      throw new SwitchException(e.getMessage());
    }
  }

  /** Until it is closed it can be seen in the tree. */
  private Resident register(CaptureRequest request, CaptureStream stream, List<Integer> lanes) {
    String path = Place.ROOT + "/captures/" + made.incrementAndGet();
    Resident resident = parts.observed().census().add(Place.of(path, "Capture"));
    List<String> points =
        request.points().stream().sorted().map(p -> p.name().toLowerCase(Locale.ROOT)).toList();
    resident.reading(
        () -> 0,
        Details.read(
            () -> {
              CaptureTotals totals = stream.totals();
              return new KindDetails.OfCapture(
                  request.port() == null ? "" : request.port(),
                  points,
                  lanes,
                  request.filter() != null,
                  request.snapLength(),
                  totals.written(),
                  totals.lost());
            }));
    return resident;
  }

  private static CapturePort find(String name, List<CapturePort> ports) {
    if (name == null) {
      return null;
    }
    for (CapturePort port : ports) {
      if (port.port().equals(name)) {
        return port;
      }
    }
    throw new SwitchException(
        "no port %s%s"
            .formatted(
                name,
                Suggestion.among(
                    ports.stream().map(CapturePort::port).toList(),
                    name,
                    "there are none yet; make one with add-port")));
  }

  /** Of all bridges. */
  CompletionStage<List<CapturePort>> ports() {
    return asking
        .<Switch.Command, Switch.BridgeList>question(owner, Switch.GetBridges::new, Asking.PATIENCE)
        .thenCompose(list -> ports(list.bridges().values()));
  }

  private CompletionStage<List<CapturePort>> ports(Collection<ActorRef<Bridge.Command>> bridges) {
    List<CompletableFuture<List<CapturePort>>> answers = new ArrayList<>();
    for (ActorRef<Bridge.Command> bridge : bridges) {
      answers.add(
          asking
              .<Bridge.Command, List<CapturePort>>question(
                  bridge, Bridge.GetPorts::new, Asking.PATIENCE)
              .toCompletableFuture());
    }
    return all(answers)
        .thenApply(done -> answers.stream().flatMap(answer -> answer.join().stream()).toList());
  }

  private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
    return CompletableFuture.allOf(futures.toArray(CompletableFuture<?>[]::new));
  }

  /** One that was made. Whoever asked drives it, one call after the other. */
  private final class Running implements Capture {
    private final String of;
    private final CaptureStream stream;
    private final List<CapturePort> ports;
    private final List<ActorRef<LaneActor.Command>> lanes;
    private final Resident resident;

    Running(
        CaptureRequest request,
        CaptureStream stream,
        List<CapturePort> ports,
        List<ActorRef<LaneActor.Command>> lanes,
        Resident resident) {
      of = request.port() == null ? "any" : request.port();
      this.stream = stream;
      this.ports = ports;
      this.lanes = lanes;
      this.resident = resident;
    }

    @Override
    public CaptureAddress address() {
      return stream.address();
    }

    @Override
    public List<CapturePort> ports() {
      return ports;
    }

    @Override
    public CompletionStage<Void> start() {
      LOG.info("capture-started", "port", of);
      return Asking.plain(tell((tap, replyTo) -> new LaneActor.AddTap(tap, replyTo)));
    }

    @Override
    public CompletionStage<CaptureTotals> end() {
      return Asking.plain(
          tell((tap, replyTo) -> new LaneActor.RemoveTap(tap, replyTo))
              .thenApply(done -> stream.totals()));
    }

    /** Where a lane does not answer, its memory stays until the switch has stopped. */
    @Override
    public CompletionStage<Void> close() {
      return end()
          .thenAcceptAsync(
              totals -> {
                parts.captures().close(stream);
                parts.observed().census().ended(resident);
                LOG.info(
                    "capture-ended",
                    "port",
                    of,
                    "written",
                    totals.written(),
                    "lost",
                    totals.lost());
              },
              slow);
    }

    private CompletionStage<Void> tell(LaneOrder order) {
      List<CompletableFuture<Done>> answers = new ArrayList<>();
      for (int i = 0; i < lanes.size(); i++) {
        Tap tap = stream.taps().get(i);
        Function<ActorRef<Done>, LaneActor.Command> message = replyTo -> order.of(tap, replyTo);
        answers.add(asking.question(lanes.get(i), message, Asking.PATIENCE).toCompletableFuture());
      }
      return all(answers);
    }
  }

  private interface LaneOrder {
    LaneActor.Command of(Tap tap, ActorRef<Done> replyTo);
  }
}
