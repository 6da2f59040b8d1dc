package io.sluice.perf;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.agrona.UnsafeApi;

/**
 * Who may import whom, over all modules: this one sees them all. Each rule says what is allowed, so
 * that what nobody thought of is refused; a new module must find its place here first.
 */
@AnalyzeClasses(packages = "io.sluice", importOptions = ImportOption.DoNotIncludeTests.class)
class ModulesTest {
  private static final String RING = "io.sluice.ring..";
  private static final String OS = "io.sluice.ring.os..";
  private static final String FLOW = "io.sluice.flow..";
  private static final String QOS = "io.sluice.qos..";
  private static final String LANE = "io.sluice.lane..";
  private static final String DATAPATH = "io.sluice.datapath..";
  private static final String CAPTURE = "io.sluice.capture..";
  private static final String LOG = "io.sluice.log..";
  private static final String JFR = "io.sluice.jfr..";
  private static final String CENSUS = "io.sluice.census..";
  private static final String NEWS = "io.sluice.news..";
  private static final String ACTORS = "io.sluice.actors..";
  private static final String OPENFLOW = "io.sluice.openflow..";
  private static final String CLUSTER = "io.sluice.cluster..";
  private static final String DAEMON = "io.sluice.daemon..";
  private static final String PERF = "io.sluice.perf..";

  @ArchTest
  static final ArchRule EVERY_CLASS_HAS_A_MODULE =
      classes()
          .should()
          .resideInAnyPackage(
              RING, FLOW, QOS, LANE, DATAPATH, CAPTURE, LOG, JFR, CENSUS, NEWS, ACTORS, OPENFLOW,
              CLUSTER, DAEMON, PERF);

  @ArchTest
  static final ArchRule RING_IO_IS_A_LEAF =
      classes().that().resideInAPackage(RING).should().onlyDependOnClassesThat(ours(RING));

  @ArchTest
  static final ArchRule FLOW_TABLE_IS_A_LEAF =
      classes().that().resideInAPackage(FLOW).should().onlyDependOnClassesThat(ours(FLOW));

  @ArchTest
  static final ArchRule QOS_IS_A_LEAF =
      classes()
          .that()
          .resideInAPackage(QOS)
          .should()
          .onlyDependOnClassesThat(ours(QOS))
          .allowEmptyShould(true);

  /**
   * A leaf's own classes and the JDK: no Akka, no library, nothing of ours. Memory alone takes one
   * class of Agrona's ({@link #ONLY_OS_MAKES_NATIVE_CALLS}).
   */
  private static DescribedPredicate<JavaClass> ours(String leaf) {
    return resideInAnyPackage(leaf, "java..").or(equivalentTo(UnsafeApi.class));
  }

  @ArchTest
  static final ArchRule MODULES_ARE_LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("leaves")
          .definedBy(RING, FLOW)
          .optionalLayer("qos")
          .definedBy(QOS)
          .layer("lane")
          .definedBy(LANE)
          .layer("datapath")
          .definedBy(DATAPATH)
          .layer("capture")
          .definedBy(CAPTURE)
          .layer("actors")
          .definedBy(ACTORS)
          .optionalLayer("openflow")
          .definedBy(OPENFLOW)
          .optionalLayer("cluster")
          .definedBy(CLUSTER)
          .layer("daemon")
          .definedBy(DAEMON)
          .layer("perf")
          .definedBy(PERF)
          .whereLayer("perf")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("daemon")
          .mayOnlyBeAccessedByLayers("perf")
          .whereLayer("openflow")
          .mayOnlyBeAccessedByLayers("daemon", "perf")
          .whereLayer("cluster")
          .mayOnlyBeAccessedByLayers("daemon", "perf")
          .whereLayer("actors")
          .mayOnlyBeAccessedByLayers("openflow", "cluster", "daemon", "perf")
          .whereLayer("lane")
          .mayOnlyBeAccessedByLayers("actors", "openflow", "cluster", "daemon", "perf")
          .whereLayer("datapath")
          .mayOnlyBeAccessedByLayers("capture", "actors", "perf")
          .whereLayer("capture")
          .mayOnlyBeAccessedByLayers("actors", "daemon", "perf")
          .because("docs/architecture.md");

  @ArchTest
  static final ArchRule PARTS_ARE_FREE_OF_CYCLES =
      slices().matching("io.sluice.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule AKKA_IS_FOR_ACTORS =
      noClasses()
          .that()
          .resideOutsideOfPackages(LANE, ACTORS, OPENFLOW, CLUSTER, DAEMON)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("akka..")
          .because("the packet path and the leaves outlive the actor library");

  @ArchTest
  static final ArchRule ONLY_OS_MAKES_NATIVE_CALLS =
      noClasses()
          .that()
          .resideOutsideOfPackage(OS)
          .and()
          .doNotHaveFullyQualifiedName("io.sluice.ring.memory.Memory")
          .should()
          .dependOnClassesThat(
              resideInAPackage("java.lang.foreign..")
                  .or(resideInAnyPackage("sun.misc..", "jdk.internal.."))
                  .or(equivalentTo(UnsafeApi.class))
                  .as("reach native code or raw memory"))
          .because("system calls have one package (os), raw memory one window (Memory)");

  @ArchTest
  static final ArchRule NOBODY_LOADS_LIBRARIES =
      noClasses()
          .that()
          .resideOutsideOfPackage(OS)
          .should()
          .callMethod(System.class, "load", String.class)
          .orShould()
          .callMethod(System.class, "loadLibrary", String.class);

  @ArchTest
  static final ArchRule NOTHING_IS_JNI =
      noMethods().should().haveModifier(JavaModifier.NATIVE).because("no C is ours to build");
}
