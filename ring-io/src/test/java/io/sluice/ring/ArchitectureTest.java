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
          .and()
          .doNotHaveFullyQualifiedName("io.sluice.ring.memory.Memory")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..")
          .because("raw memory has one window (Memory), system calls one package (os)");

  @ArchTest
  static final ArchRule A_LEAF_IMPORTS_THE_JDK_ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.sluice.ring..", "java..")
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
