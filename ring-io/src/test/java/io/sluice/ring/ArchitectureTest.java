package io.sluice.ring;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may do what in this module. */
@AnalyzeClasses(packages = "io.sluice.ring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ONLY_OS_TOUCHES_NATIVE_CODE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.sluice.ring.os")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..")
          .because("system calls have one package (os)");

  @ArchTest
  static final ArchRule RAW_MEMORY_HAS_ONE_WINDOW =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.sluice.ring.memory.Memory")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.agrona..")
          .because("Memory takes one class of Agrona's, and is the only one to read by address");

  @ArchTest
  static final ArchRule A_LEAF_IMPORTS_THE_JDK =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.sluice.ring..", "java..", "org.agrona")
          .because("ring-io is a leaf");

  @ArchTest
  static final ArchRule OS_KNOWS_NOBODY =
      noClasses()
          .that()
          .resideInAPackage("io.sluice.ring.os")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.sluice.ring.vhost..",
              "io.sluice.ring.virtqueue..",
              "io.sluice.ring.device..",
              "io.sluice.ring.packet..")
          .because("a binding says nothing about its use");
}
