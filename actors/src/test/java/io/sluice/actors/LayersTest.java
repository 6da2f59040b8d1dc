package io.sluice.actors;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom in this module. */
@AnalyzeClasses(packages = "io.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule lanesKnowNothingOfPackets =
      noClasses()
          .that()
          .resideInAPackage("io.sluice.lane..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.sluice.actors..", "io.sluice.flow..", "io.sluice.ring.packet..");

  @ArchTest
  static final ArchRule leavesKnowNoAkka =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.sluice.ring..", "io.sluice.flow..", "io.sluice.datapath..", "io.sluice.capture..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("akka..", "io.sluice.actors..");

  @ArchTest
  static final ArchRule nothingOnTheDutyCycleLogs =
      noClasses()
          .that()
          .resideInAnyPackage("io.sluice.lane..", "io.sluice.ring..", "io.sluice.flow..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..", "io.sluice.log..", "io.sluice.news..");

  @ArchTest
  static final ArchRule observersKnowNoActor =
      noClasses()
          .that()
          .resideInAnyPackage("io.sluice.census..", "io.sluice.news..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("akka..", "io.sluice.actors..", "io.sluice.ring..");
}
