package io.sluice.flow;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may do what in this module. */
@AnalyzeClasses(packages = "io.sluice.flow", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule A_LEAF_IMPORTS_THE_JDK_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage("io.sluice.flow..", "java..")
                  .and(not(resideInAPackage("java.lang.foreign.."))))
          .because("flow-table is a leaf that works on byte arrays");

  @ArchTest
  static final ArchRule PACKETS_KNOW_NO_RULES =
      noClasses()
          .that()
          .resideInAPackage("io.sluice.flow.packet")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.sluice.flow.pipeline..", "io.sluice.flow.cache..", "io.sluice.flow.text..")
          .because("headers are the same whatever the rules are");

  @ArchTest
  static final ArchRule THE_PACKET_PATH_READS_NO_TEXT =
      noClasses()
          .that()
          .resideInAPackage("io.sluice.flow.cache")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.sluice.flow.text")
          .because("text is for people");
}
