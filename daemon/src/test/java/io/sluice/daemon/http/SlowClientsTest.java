package io.sluice.daemon.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that ask and do not read the answers: others are answered meanwhile. */
class SlowClientsTest {
  private static final int CLIENTS = 60;

  /** Of some tens of kilobytes each: more than a socket's buffers hold. */
  private static final int REQUESTS = 200;

  private static final String OPENAPI = "GET /v1/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir private Path temp;

  @Test
  void shouldAnswerWhileOthersDoNotRead() throws Exception {
    try (HttpRig rig = new HttpRig(temp.resolve("run"), (int) Duration.ofHours(1).toMillis())) {
      List<SocketChannel> deaf = new ArrayList<>();
      try {
        for (int i = 0; i < CLIENTS; i++) {
          deaf.add(client(rig, OPENAPI.repeat(REQUESTS)));
        }
        awaitBlocked(deaf);
        for (int i = 0; i < 20; i++) {
          assertEquals(200, rig.get("/v1/flows?bridge=br0").statusCode());
        }
      } finally {
        for (SocketChannel client : deaf) {
          client.close();
        }
      }
    }
  }

  /** Nor those that have asked nothing yet, or half of something, however patient the server is. */
  @Test
  void shouldAnswerBesideACrowdThatAsksNothing() throws Exception {
    try (HttpRig rig = new HttpRig(temp.resolve("run"), (int) Duration.ofHours(1).toMillis());
        SocketChannel listener =
            client(rig, "GET /v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      crowd(rig, "");
      crowd(rig, "GET /v1 HTTP/1.1\r\nHost: local");
      assertEquals(1, rig.events.listeners(), "who waits for an answer stays");
      listener.read(ByteBuffer.allocate(1));
    }
  }

  /** More than the server lets in, that take no answer: as little in others' way. */
  @Test
  void shouldAnswerBesideACrowdThatTakesNothing() throws Exception {
    try (HttpRig rig = new HttpRig(temp.resolve("run"), (int) Duration.ofHours(1).toMillis())) {
      crowd(rig, OPENAPI.repeat(REQUESTS));
    }
  }

  /** Another client comes among more than there is room for, and is answered. */
  private static void crowd(HttpRig rig, String each) throws Exception {
    List<SocketChannel> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < Seats.MOST + 20; i++) {
        crowd.add(client(rig, each));
      }
      for (int i = 0; i < 20; i++) {
        String again = "GET /v1/bridges HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertTrue(rig.raw(again).startsWith("HTTP/1.1 200 "));
      }
    } finally {
      for (SocketChannel client : crowd) {
        client.close();
      }
    }
  }

  /** What an answer held is given back when it was written, and when its client has gone. */
  @Test
  void shouldGiveRoomBack() throws Exception {
    int room = Answers.room();
    try (HttpRig rig = new HttpRig(temp.resolve("run"))) {
      StringBuilder flows = new StringBuilder("{\"flows\":[\"actions=drop\"");
      for (int i = 0; i < 2000; i++) {
        flows.append(",\"udp,tp_dst=").append(i).append(",actions=drop\"");
      }
      assertEquals(204, rig.change("POST", "/v1/flows?bridge=br0", flows + "]}").statusCode());
      assertTrue(rig.get("/v1/flows?bridge=br0").body().length() > Answers.SMALL_BYTES);
      URI server = URI.create(rig.server.url());
      try (SocketChannel client = SocketChannel.open()) {
        client.connect(new InetSocketAddress(server.getHost(), server.getPort()));
        String request = "GET /v1/flows?bridge=br0 HTTP/1.1\r\nHost: localhost\r\n\r\n";
        client.write(ByteBuffer.wrap(request.repeat(100).getBytes(StandardCharsets.US_ASCII)));
        client.read(ByteBuffer.allocate(1));
      }
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (Answers.room() != room) {
        assertTrue(System.nanoTime() < deadline, room - Answers.room() + " bytes are kept");
        Thread.sleep(10);
      }
    }
  }

  /** One that has sent this, and reads nothing of itself. */
  private static SocketChannel client(HttpRig rig, String sent) throws Exception {
    URI server = URI.create(rig.server.url());
    SocketChannel client = SocketChannel.open();
    client.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
    client.connect(new InetSocketAddress(server.getHost(), server.getPort()));
    client.configureBlocking(false);
    client.write(ByteBuffer.wrap(sent.getBytes(StandardCharsets.US_ASCII)));
    return client;
  }

  /** Each has an answer that waits for its reader. */
  private static void awaitBlocked(List<SocketChannel> clients) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    ByteBuffer one = ByteBuffer.allocate(1);
    for (SocketChannel client : clients) {
      one.clear();
      while (client.read(one) == 0) {
        assertTrue(System.nanoTime() < deadline, "a client has no answer");
        Thread.sleep(5);
      }
    }
    Thread.sleep(500); // the answers fill the sockets' buffers
  }
}
