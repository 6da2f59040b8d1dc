package io.sluice.daemon.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The dashboard asks for metrics that there are, by labels that they have. */
class DashboardTest {
  private static final Path FILE = Path.of("..", "docs", "grafana", "sluice.json");
  private static final Pattern METRIC = Pattern.compile("\\bsluice_[a-z0-9_]+");
  private static final Pattern LABEL = Pattern.compile("([a-z]+)=~");
  private static final Pattern GROUPED = Pattern.compile("by \\(([a-z, ]+)\\)");

  private static Config dashboard() {
    return ConfigFactory.parseFile(
        FILE.toFile(),
        ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.JSON));
  }

  private static List<String> expressions() {
    List<String> all = new ArrayList<>();
    for (Config panel : dashboard().getConfigList("panels")) {
      if (panel.hasPath("targets")) {
        panel.getConfigList("targets").forEach(target -> all.add(target.getString("expr")));
      }
    }
    return all;
  }

  private static Set<String> found(Pattern pattern, String text, int group) {
    return pattern
        .matcher(text)
        .results()
        .map((MatchResult m) -> m.group(group))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void shouldAskForMetricsThatThereAre() throws IOException {
    Set<String> asked = found(METRIC, Files.readString(FILE), 0);
    assertTrue(asked.size() > 20, asked.toString());
    Arrays.stream(Family.values()).map(Family::sampleName).forEach(asked::remove);
    assertEquals(Set.of(), asked);
  }

  @Test
  void shouldAskByLabelsThatTheyHave() {
    assertFalse(expressions().isEmpty());
    for (String expression : expressions()) {
      Set<String> labels = new HashSet<>(Set.of("instance"));
      for (Family family : Family.values()) {
        if (found(METRIC, expression, 0).contains(family.sampleName())) {
          labels.addAll(family.labels());
        }
      }
      Set<String> asked = found(LABEL, expression, 1);
      found(GROUPED, expression, 1).forEach(g -> asked.addAll(List.of(g.split(", "))));
      asked.removeAll(labels);
      assertEquals(Set.of(), asked, expression);
    }
  }

  @Test
  void shouldGiveEachPanelAnIdOfItsOwn() {
    List<Integer> ids =
        dashboard().getConfigList("panels").stream().map(p -> p.getInt("id")).toList();
    assertEquals(ids.size(), new HashSet<>(ids).size(), ids.toString());
  }
}
