package io.sluice.openflow.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.openflow.message.Recordings.Recorded;
import io.sluice.openflow.wire.WireException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every message that the real ovs-ofctl and Open vSwitch sent is read, and written as it was. */
class GoldenBytesTest {

  @TestFactory
  Stream<DynamicTest> shouldWriteWhatItReadByteForByte() {
    return Recordings.all().stream()
        .map(recorded -> DynamicTest.dynamicTest(recorded.toString(), () -> check(recorded)));
  }

  @Test
  void shouldKnowManyMessages() {
    assertTrue(Recordings.all().size() > 400);
    List<Class<?>> kinds =
        Recordings.all().stream()
            .<Class<?>>map(r -> OpenFlowCodec.decode(r.bytes()).message().getClass())
            .distinct()
            .toList();
    assertTrue(kinds.size() > 25, () -> "only " + kinds);
  }

  private static void check(Recorded recorded) {
    Envelope read;
    try {
      read = OpenFlowCodec.decode(recorded.bytes());
    } catch (WireException e) {
      throw new AssertionError(HexFormat.of().formatHex(recorded.bytes()), e);
    }
    assertEquals(
        HexFormat.of().formatHex(recorded.bytes()),
        HexFormat.of().formatHex(OpenFlowCodec.encode(read)),
        read::toString);
    assertEquals(read, OpenFlowCodec.decode(OpenFlowCodec.encode(read)));
  }
}
