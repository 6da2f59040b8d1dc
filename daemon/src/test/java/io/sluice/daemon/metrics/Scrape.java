package io.sluice.daemon.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prometheus' text format 0.0.4, strictly: each sample of a family that was declared, no series
 * twice, names and counters as its conventions have them.
 */
record Scrape(Map<String, Double> samples) {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z][a-z0-9_]*)(\\{(?:[a-z_]+=\"(?:[^\"\\\\\\n]|\\\\.)*\",?)*\\})? ([-+0-9.eEInfNa]+)");

  static Scrape parse(byte[] bytes) {
    Map<String, String> types = new HashMap<>();
    Set<String> helped = new TreeSet<>();
    Map<String, Double> samples = new LinkedHashMap<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        assertTrue(words.length == 4 && words[3].endsWith("."), line);
        assertTrue(helped.add(words[2]), line);
      } else if (line.startsWith("# TYPE ")) {
        assertNull(types.put(words[2], words[3]), line);
      } else {
        Matcher m = SAMPLE.matcher(line);
        assertTrue(m.matches(), line);
        String type = types.get(m.group(1));
        assertNotNull(type, "not declared: " + line);
        assertEquals(type.equals("counter"), m.group(1).endsWith("_total"), line);
        String series = m.group(1) + (m.group(2) == null ? "" : m.group(2));
        assertNull(samples.put(series, Double.valueOf(m.group(3))), "twice: " + line);
      }
    }
    assertEquals(types.keySet(), helped);
    return new Scrape(samples);
  }

  double value(String series) {
    assertTrue(samples.containsKey(series), "no " + series + " in " + samples.keySet());
    return samples.get(series);
  }

  boolean has(String series) {
    return samples.containsKey(series);
  }

  long count(String name) {
    return samples.keySet().stream().filter(s -> s.startsWith(name + "{")).count();
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    samples.keySet().forEach(s -> names.add(s.replaceFirst("\\{.*", "")));
    return names;
  }
}
