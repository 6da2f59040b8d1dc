package io.sluice.daemon.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sluice.daemon.api.Frames.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
  @Test
  void shouldReadBackWords() throws IOException {
    List<String> words = List.of("add-flow", "", "größer ✓", "x".repeat(100_000));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Frames.write(Channels.newChannel(out), Frames.REQUEST, Frames.words(words));
    Frames.Frame frame =
        Frames.read(
            Channels.newChannel(new ByteArrayInputStream(out.toByteArray())), Frames.MAX_REQUEST);
    assertEquals(Frames.REQUEST, frame.type());
    assertEquals(words, Frames.words(frame.payload()));
  }

  @Test
  void shouldRefuseWordsThatDoNotFitTheirFrame() {
    refused(ByteBuffer.allocate(0));
    refused(ByteBuffer.allocate(3));
    refused(ByteBuffer.allocate(4).putInt(0));
    refused(ByteBuffer.allocate(4).putInt(Frames.MAX_WORDS + 1));
    refused(ByteBuffer.allocate(8).putInt(1).putInt(1));
    refused(ByteBuffer.allocate(8).putInt(1).putInt(-1));
    refused(ByteBuffer.allocate(8).putInt(1).putInt(Integer.MAX_VALUE));
    refused(ByteBuffer.allocate(10).putInt(1).putInt(1).put((byte) 'a'));
  }

  private static void refused(ByteBuffer payload) {
    assertThrows(ProtocolException.class, () -> Frames.words(payload.array()));
  }

  @Test
  void shouldRefuseToSendTooMuch() {
    String half = "x".repeat(Frames.MAX_REQUEST / 2);
    assertThrows(ProtocolException.class, () -> Frames.words(List.of(half, half)));
    assertThrows(
        ProtocolException.class,
        () -> Frames.words(Collections.nCopies(Frames.MAX_WORDS + 1, "a")));
  }

  @Test
  void shouldSayWhenTheOtherSideLeavesInAFrame() {
    byte[] half = ByteBuffer.allocate(8).putInt(100).put(Frames.OUT).array();
    assertThrows(
        EOFException.class,
        () -> Frames.read(Channels.newChannel(new ByteArrayInputStream(half)), Frames.CHUNK));
  }
}
