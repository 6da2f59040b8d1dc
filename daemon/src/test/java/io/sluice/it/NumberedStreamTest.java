package io.sluice.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The judge of the integration tests sees what it is there to see. */
class NumberedStreamTest {
  private final NumberedStream stream = new NumberedStream(7, 0, 60, 1518, 333);
  private final List<byte[]> frames = new ArrayList<>();

  @BeforeEach
  void send() {
    byte[] frame = new byte[2048];
    for (int i = 0; i < 5; i++) {
      int length = stream.make(frame);
      frames.add(Arrays.copyOf(frame, length));
      stream.sent();
    }
  }

  private void receive(int... which) {
    for (int i : which) {
      assertEquals(7, NumberedStream.identityOf(frames.get(i), frames.get(i).length));
      stream.received(frames.get(i), frames.get(i).length);
    }
  }

  private void expect(String complaint) {
    assertTrue(stream.complaint().contains(complaint), stream.complaint());
  }

  @Test
  void shouldHaveNoComplaint() {
    receive(0, 1, 2, 3, 4);
    assertEquals("", stream.complaint());
  }

  @Test
  void shouldSeeALostFrame() {
    receive(0, 1, 3, 4);
    expect("1 lost, 0 reordered, 0 duplicated, 0 damaged; stream 7: frame 3 where 2 was due");
  }

  @Test
  void shouldSeeThatTheLastIsLost() {
    receive(0, 1, 2, 3);
    expect("1 lost, 0 reordered");
  }

  @Test
  void shouldSeeAFrameOutOfOrder() {
    receive(0, 2, 1, 3, 4);
    expect("0 lost, 1 reordered, 0 duplicated");
  }

  @Test
  void shouldSeeAFrameTwice() {
    receive(0, 1, 2, 1, 3, 4);
    expect("0 lost, 0 reordered, 1 duplicated");
  }

  @Test
  void shouldSeeAChangedByte() {
    frames.get(2)[1517 % frames.get(2).length] ^= 1;
    receive(0, 1, 2, 3, 4);
    expect("1 damaged; stream 7: frame 2 came with");
  }

  @Test
  void shouldSeeAFrameCutShort() {
    frames.set(1, Arrays.copyOf(frames.get(1), 1517));
    receive(0, 1, 2, 3, 4);
    expect("1 damaged; stream 7: frame 1 came with 1517 bytes");
  }

  @Test
  void shouldSeeAFrameThatWasNotSent() {
    frames.get(4)[53] = 9;
    receive(0, 1, 2, 3, 4);
    expect("1 damaged; stream 7: frame 9, but only 5 were sent");
  }
}
