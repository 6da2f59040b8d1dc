package io.sluice.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over a real socket: who may come in, and what a bad client can do (nothing). */
class LocalApiTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path temp;
  private Path runDir;
  private LocalApi api;

  @BeforeEach
  void open() {
    runDir = temp.resolve("run");
    api = LocalApi.open(runDir, new FakeSwitch(), LIMIT);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private String show() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
    assertEquals(0, ApiClient.call(runDir, List.of("show", "text"), to, System.err));
    return out.toString(StandardCharsets.UTF_8);
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(RunDir.socket(runDir)));
  }

  private static String permissions(Path of) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(of));
  }

  @Test
  void shouldBeForItsOwnerOnly() throws IOException {
    assertEquals("rwx------", permissions(runDir));
    assertEquals("rw-------", permissions(RunDir.socket(runDir)));
    assertEquals("rw-------", permissions(RunDir.lockFile(runDir)));
  }

  @Test
  void shouldRefuseADirectoryThatOthersWrite() throws IOException {
    Path shared = Files.createDirectory(temp.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    ApiException e =
        assertThrows(ApiException.class, () -> LocalApi.open(shared, new FakeSwitch()));
    assertTrue(e.getMessage().contains("other users may write there"), e.getMessage());
    assertFalse(Files.exists(RunDir.socket(shared)));
  }

  @Test
  void shouldRefuseASecondSwitchAndNameTheFirst() {
    ApiException e =
        assertThrows(ApiException.class, () -> LocalApi.open(runDir, new FakeSwitch()));
    assertThrows(ApiException.class, () -> LocalApi.check(runDir));
    String pid = String.valueOf(ProcessHandle.current().pid());
    assertTrue(e.getMessage().contains("another switch runs in " + runDir), e.getMessage());
    assertTrue(e.getMessage().contains(pid), e.getMessage());
    assertTrue(show().contains("br0"), "the first one no longer answers");
  }

  @Test
  void shouldOnlyLookWhenItChecks() {
    Path free = temp.resolve("free");
    LocalApi.check(free);
    LocalApi.open(free, new FakeSwitch(), LIMIT).close();
  }

  @Test
  void shouldTakeOverTheSocketOfASwitchThatWasKilled() throws IOException {
    api.close();
    // A kill leaves the socket's file with nobody behind it, and a lock file without a lock.
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(RunDir.socket(runDir)));
    }
    Files.writeString(RunDir.lockFile(runDir), "99999999\n");
    ApiException e = assertThrows(ApiException.class, this::show);
    assertTrue(e.getMessage().startsWith("no switch is running in " + runDir), e.getMessage());
    api = LocalApi.open(runDir, new FakeSwitch(), LIMIT);
    assertTrue(show().contains("br0"));
  }

  @Test
  void shouldLeaveNoSocketBehind() {
    api.close();
    assertFalse(Files.exists(RunDir.socket(runDir)));
    ApiException e = assertThrows(ApiException.class, this::show);
    assertEquals(
        "no switch is running in "
            + runDir
            + " (no sluice.sock there): start one with ./sluice run --config FILE",
        e.getMessage());
  }

  @Test
  void shouldRefuseAFrameBiggerThanTheLimitWithoutReadingIt() throws IOException {
    for (int size : new int[] {Frames.MAX_REQUEST + 1, Integer.MAX_VALUE, -1}) {
      try (SocketChannel c = connect()) {
        c.write(ByteBuffer.allocate(5).putInt(size).put(Frames.REQUEST).flip());
        Frames.Frame answer = assertTimeoutPreemptively(LIMIT, () -> Frames.read(c, Frames.CHUNK));
        assertEquals(Frames.ERR, answer.type());
        Frames.Frame exit = Frames.read(c, Frames.CHUNK);
        assertEquals(2, ByteBuffer.wrap(exit.payload()).getInt());
      }
    }
  }

  @Test
  void shouldOutliveNoise() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 300; i++) {
      try (SocketChannel c = connect()) {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        ByteBuffer b = ByteBuffer.wrap(noise);
        if (noise.length > 5 && random.nextBoolean()) {
          b.putInt(0, noise.length - 5).put(4, Frames.REQUEST); // well framed, the words are not
        }
        c.write(b);
        c.shutdownOutput();
        drain(c);
      }
    }
    assertTrue(show().contains("br0"));
  }

  /** Waits for the switch to end the connection. */
  private static void drain(SocketChannel c) {
    ByteBuffer b = ByteBuffer.allocate(1000);
    assertTimeoutPreemptively(
        LIMIT,
        () -> {
          try {
            while (c.read(b.clear()) >= 0) {}
          } catch (IOException e) {
            // Ended with noise unread.
          }
        });
  }

  @Test
  void shouldEndAClientThatSaysNothing() throws IOException {
    api.close();
    api = LocalApi.open(runDir, new FakeSwitch(), Duration.ofMillis(50));
    try (SocketChannel c = connect()) {
      assertEquals(
          -1, assertTimeoutPreemptively(LIMIT, () -> c.read(ByteBuffer.allocate(1))).intValue());
    }
  }

  @Test
  void shouldTellOneClientTooManyAndServeAgainWhenOthersLeave() throws IOException {
    List<SocketChannel> idle = new ArrayList<>();
    for (int i = 0; i < LocalApi.MAX_CLIENTS; i++) {
      idle.add(connect());
    }
    try (SocketChannel c = connect()) {
      Frames.Frame answer = assertTimeoutPreemptively(LIMIT, () -> Frames.read(c, Frames.CHUNK));
      assertTrue(new String(answer.payload(), StandardCharsets.UTF_8).contains("too many clients"));
    }
    // An end of its own for each: their threads give their places back as they see it.
    for (SocketChannel c : idle) {
      c.shutdownOutput();
      drain(c);
      c.close();
    }
    assertTrue(show().contains("br0"));
  }
}
