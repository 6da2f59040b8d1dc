package io.sluice.openflow;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom in this module. */
class ArchitectureTest {
  private static final String[] CODEC = {
    "io.sluice.openflow.wire..",
    "io.sluice.openflow.match..",
    "io.sluice.openflow.action..",
    "io.sluice.openflow.message.."
  };

  private final JavaClasses main =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.sluice.openflow");

  @Test
  void shouldKeepTheCodecToTheJdk() {
    classes()
        .that()
        .resideInAnyPackage(CODEC)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "io.sluice.openflow.wire..",
            "io.sluice.openflow.match..",
            "io.sluice.openflow.action..",
            "io.sluice.openflow.message..")
        .check(main);
  }

  @Test
  void shouldNotReflect() {
    noClasses()
        .that()
        .resideInAnyPackage(CODEC)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect..")
        .check(main);
  }

  @Test
  void shouldLayerTheCodec() {
    noClasses()
        .that()
        .resideInAPackage("io.sluice.openflow.wire..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.sluice.openflow.match..",
            "io.sluice.openflow.action..",
            "io.sluice.openflow.message..")
        .check(main);
    noClasses()
        .that()
        .resideInAnyPackage("io.sluice.openflow.match..", "io.sluice.openflow.action..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.sluice.openflow.message..")
        .check(main);
  }
}
