package io.sluice.openflow.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.openflow.message.Recordings.Recorded;
import io.sluice.openflow.wire.WireException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A million broken messages: each is read, or refused by the one exception, and nothing else. */
class FuzzTest {
  private static final int MESSAGES = 1_000_000;
  private static final int LONGEST = 4096;

  @Test
  void shouldReadOrRefuseAnyBytes() {
    List<byte[]> seeds =
        Recordings.all().stream().map(Recorded::bytes).filter(b -> b.length < LONGEST).toList();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          SplittableRandom random = new SplittableRandom(20260920);
          int read = 0;
          for (int i = 0; i < MESSAGES; i++) {
            read += check(mutate(seeds.get(random.nextInt(seeds.size())), seeds, random)) ? 1 : 0;
          }
          int readable = read;
          // The mutations must reach behind the first check, and not leave all as it was.
          assertTrue(
              read > MESSAGES / 20 && read < MESSAGES * 19 / 20, () -> readable + " were valid");
        });
  }

  /** Whether the bytes are a message. What can be read can be written, and is then stable. */
  private static boolean check(byte[] bytes) {
    Envelope envelope;
    try {
      envelope = OpenFlowCodec.decode(bytes);
    } catch (WireException e) {
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(HexFormat.of().formatHex(bytes), e);
    }
    try {
      assertEquals(envelope, OpenFlowCodec.decode(OpenFlowCodec.encode(envelope)));
    } catch (RuntimeException e) {
      throw new AssertionError(HexFormat.of().formatHex(bytes) + " was " + envelope, e);
    }
    return true;
  }

  private static byte[] mutate(byte[] seed, List<byte[]> seeds, SplittableRandom random) {
    byte[] bytes = seed.clone();
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0 : 0xff);
        case 3 -> bytes = Arrays.copyOf(bytes, Math.max(1, at + random.nextInt(16)));
        case 4 -> {
          byte[] other = seeds.get(random.nextInt(seeds.size()));
          int length = Math.min(random.nextInt(64), Math.min(other.length, bytes.length - at));
          System.arraycopy(other, random.nextInt(other.length - length + 1), bytes, at, length);
        }
        default -> {
          int length = Math.min(8 * random.nextInt(4), bytes.length - at);
          System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - length + 1), length);
        }
      }
    }
    if (bytes.length >= 4 && random.nextInt(8) != 0) {
      // Mostly the length is right, or nothing behind the header would be reached.
      bytes[2] = (byte) (bytes.length >> 8);
      bytes[3] = (byte) bytes.length;
    }
    return bytes;
  }
}
