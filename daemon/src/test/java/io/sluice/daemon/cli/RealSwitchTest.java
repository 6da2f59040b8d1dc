package io.sluice.daemon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.actors.SwitchSettings;
import io.sluice.actors.SwitchSystem;
import io.sluice.daemon.api.LocalApi;
import io.sluice.lane.IdleMode;
import io.sluice.lane.Lanes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The commands against the switch itself: a generator's packets to a sink, by flows as typed. */
class RealSwitchTest {
  @TempDir private Path temp;
  private SwitchSystem sluice;
  private AutoCloseable api;

  @BeforeEach
  void open() {
    Path runDir = temp.resolve("run");
    sluice =
        SwitchSystem.start(new SwitchSettings(Lanes.unpinned(1, IdleMode.BACKOFF), runDir, 1024));
    api = LocalApi.open(runDir, sluice);
  }

  @AfterEach
  void close() throws Exception {
    api.close();
    sluice.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private String run(int expected, String... words) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(all, true, StandardCharsets.UTF_8);
    String[] args = new String[words.length + 2];
    args[0] = "--run-dir";
    args[1] = temp.resolve("run").toString();
    System.arraycopy(words, 0, args, 2, words.length);
    int code = Cli.execute(args, to, to);
    String output = all.toString(StandardCharsets.UTF_8);
    assertEquals(expected, code, output);
    return output;
  }

  /** A mistake of the user's is one line for the user, and one in the log: no trace. */
  @Test
  void shouldSayInOneLineThatAPathIsInUse() throws Exception {
    run(0, "add-br", "br0");
    Path path = temp.resolve("vh0.sock");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    log.start();
    try (ServerSocketChannel taken = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      taken.bind(UnixDomainSocketAddress.of(path));
      root.addAppender(log);
      String refused =
          run(1, "add-port", "br0", "vh0", "type=vhost-user", "mode=server", "path=" + path);
      assertEquals(1, refused.strip().lines().count(), refused);
      assertTrue(refused.contains("another process listens there"), refused);
    } finally {
      root.detachAppender(log);
    }
    List<ILoggingEvent> said =
        log.list.stream().filter(e -> e.getLevel().isGreaterOrEqual(Level.WARN)).toList();
    assertEquals(List.of("port-not-opened"), said.stream().map(e -> e.getMessage()).toList());
    assertNull(said.getFirst().getThrowableProxy());
  }

  @Test
  void shouldForwardWhatTheCommandsSay() throws Exception {
    run(0, "add-br", "br0");
    run(1, "add-br", "br0");
    run(0, "add-port", "br0", "gen", "type=generator", "rate=10000", "ofport=1");
    run(0, "add-port", "br0", "sink", "type=sink", "ofport=2");
    run(1, "add-port", "br0", "sink", "type=sink");
    sluice.ready().toCompletableFuture().get(60, TimeUnit.SECONDS);
    run(0, "del-flows", "br0");
    run(0, "add-flow", "br0", "priority=5,in_port=gen,actions=output:sink");

    String top = run(0, "top", "--once");
    assertTrue(pps(top, "port sink +rx +[0-9,]+ pps.* tx +([0-9,]+) pps") > 0, top);
    assertTrue(pps(top, "lane 0 idle +[0-9.]+ % +([0-9,]+) pps") > 0, top);
    String show = run(0, "show");
    assertFalse(show.contains("restarted"), show);
    String flows = run(0, "dump-flows", "br0", "in_port=1");
    assertTrue(flows.contains("priority=5,in_port=1 actions=output:2"), flows);

    run(0, "del-flows", "br0", "priority=5,in_port=1", "--strict");
    assertEquals("", run(0, "dump-flows", "br0"));
    run(0, "del-port", "br0", "gen");
    for (String name :
        List.of("bridge br0: 0 flows", "port sink: number 2", "lane 0: not pinned")) {
      assertTrue(run(0, "show").contains(name), name);
    }
    run(0, "del-br", "br0");
    run(1, "dump-flows", "br0");
  }

  private static long pps(String top, String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(top);
    assertTrue(m.find(), top);
    return Long.parseLong(m.group(1).replace(",", ""));
  }
}
