package io.sluice.openflow.message;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.openflow.wire.WireException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Messages that were broken in one place ({@code src/test/record/malform.py}) are refused with the
 * error that Open vSwitch gives. Where two things are wrong at once, the two may name different
 * ones, so a few disagree.
 */
class MalformedTest {
  private static final double AGREEING = 0.98;

  /** What the switch finds wrong, not the codec. */
  private static final Set<String> OF_THE_SWITCH =
      Set.of(
          "OFPFMFC_BAD_COMMAND",
          "OFPFMFC_BAD_FLAGS",
          "OFPGMFC_BAD_WATCH",
          "OFPGMFC_INVALID_GROUP",
          "OFPGMFC_WATCH_UNSUPPORTED",
          "OFPBAC_MATCH_INCONSISTENT");

  @Test
  void shouldNameTheErrorThatOpenVSwitchNames() throws IOException {
    List<String> different = new ArrayList<>();
    int all = 0;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                MalformedTest.class.getResourceAsStream("/recordings/malformed.txt"),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String[] words = line.split(" ");
        if (OF_THE_SWITCH.contains(words[1])) {
          continue;
        }
        all++;
        String ours = verdict(HexFormat.of().parseHex(words[2]));
        if (!ours.equals(words[1])) {
          different.add(words[1] + ", ours: " + ours + ": " + words[2]);
        }
      }
    }
    assertTrue(all > 1300, all + " messages");
    assertTrue(
        different.size() < all * (1 - AGREEING),
        different.size() + " of " + all + " differ:\n" + String.join("\n", different));
  }

  private static String verdict(byte[] bytes) {
    try {
      Envelope read = OpenFlowCodec.decode(bytes);
      if (read.message() instanceof Bundle.BundleAdd add) {
        OpenFlowCodec.bundled(add, read.version(), read.xid());
      }
      return "ok";
    } catch (WireException e) {
      return e.error().name();
    }
  }
}
