package io.sluice.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What C2 is to leave alone exists, and no packet passes through it: HotSpot takes a line that
 * matches nothing without a word.
 */
class ControlPlaneCompilerTest {
  private static final Path FILE = Path.of("..", "bin", "control-plane.compiler");
  private static final String LINE = "MaxNodeLimit (\\S+) 1";
  private static final JavaClasses OURS =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.sluice");

  /** Where packets go by; of flow-table's pipeline see the last test. */
  private static final List<String> PACKET_PATH =
      List.of(
          "io.sluice.ring",
          "io.sluice.datapath",
          "io.sluice.lane",
          "io.sluice.qos",
          "io.sluice.flow.cache",
          "io.sluice.flow.key",
          "io.sluice.flow.mac",
          "io.sluice.capture");

  private static List<String> patterns() throws IOException {
    List<String> lines = Files.readAllLines(FILE);
    assertEquals("quiet", lines.getFirst());
    List<String> rest = lines.subList(1, lines.size());
    rest.forEach(line -> assertTrue(line.matches(LINE), line));
    return rest.stream().map(line -> line.replaceFirst(LINE, "$1")).toList();
  }

  private static boolean matches(String pattern, JavaCodeUnit method) {
    int dot = pattern.indexOf('.');
    String type = pattern.substring(0, dot);
    String name = pattern.substring(dot + 1);
    return matchesWord(type, method.getOwner().getName().replace('.', '/'))
        && matchesWord(name, method.getName());
  }

  private static boolean matchesWord(String pattern, String word) {
    return pattern.endsWith("*")
        ? word.startsWith(pattern.substring(0, pattern.length() - 1))
        : word.equals(pattern);
  }

  private static Stream<JavaCodeUnit> methods() {
    return OURS.stream().map(JavaClass::getCodeUnits).flatMap(units -> units.stream());
  }

  @Test
  void shouldNameWhatExists() throws IOException {
    for (String pattern : patterns()) {
      if (pattern.startsWith("io/sluice/")) {
        assertTrue(methods().anyMatch(m -> matches(pattern, m)), pattern + " matches nothing");
      }
    }
  }

  @Test
  void shouldNameNothingOfThePacketPath() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String pattern : patterns()) {
      methods()
          .filter(
              m -> PACKET_PATH.stream().anyMatch(p -> m.getOwner().getName().startsWith(p + ".")))
          .filter(m -> matches(pattern, m))
          .forEach(m -> wrong.add(pattern + ": " + m.getFullName()));
    }
    assertEquals(List.of(), wrong);
  }

  /** What lanes call of the tables for a packet, also where it is looked up for the first time. */
  @Test
  void shouldNameNothingThatTheCacheCalls() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (String pattern : patterns()) {
      methods()
          .filter(m -> m.getOwner().getName().startsWith("io.sluice.flow.pipeline."))
          .filter(m -> matches(pattern, m))
          .filter(ControlPlaneCompilerTest::isCalledForPackets)
          .forEach(m -> wrong.add(pattern + ": " + m.getFullName()));
    }
    assertEquals(List.of(), wrong);
  }

  private static boolean isCalledForPackets(JavaCodeUnit method) {
    return method.getAccessesToSelf().stream()
        .map(access -> access.getOriginOwner().getName())
        .anyMatch(
            caller ->
                caller.startsWith("io.sluice.flow.cache.")
                    || caller.startsWith("io.sluice.datapath."));
  }
}
