package io.sluice.qos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.sluice.qos", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule A_LEAF =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideOutsideOfPackages("io.sluice.qos", "java.lang..", "java.util..")
          .because("qos is a leaf");
}
