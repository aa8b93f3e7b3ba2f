package org.emukernel.scenarios;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the modules, and what holds in all of them. */
@AnalyzeClasses(
    packages = "org.emukernel",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {

  /** The contract test kit comes as a jar of test classes once modules are packaged. */
  static final class NoTestJars implements ImportOption {

    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule api_knowsNobody =
      classes()
          .that()
          .resideInAPackage("org.emukernel.api..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.emukernel.api..", "java..", "org.jspecify..", "jakarta.inject..");

  @ArchTest
  static final ArchRule x86_knowsApiOnly =
      noClasses()
          .that()
          .resideInAPackage("org.emukernel.x86..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.emukernel.mm..", "org.emukernel.entry..", "org.emukernel.scenarios..");

  @ArchTest
  static final ArchRule mm_knowsNoArchitecture =
      noClasses()
          .that()
          .resideInAPackage("org.emukernel.mm..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.emukernel.x86..", "org.emukernel.entry..", "org.emukernel.scenarios..");

  @ArchTest
  static final ArchRule entry_knowsX86AndApiOnly =
      noClasses()
          .that()
          .resideInAPackage("org.emukernel.entry..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.emukernel.mm..", "org.emukernel.scenarios..");

  /* What remains: what of a machine at rest nobody reads again, what x86 hardware may do out of turn, x86-64 kernels of others. */
  @ArchTest
  static final ArchRule scenarios_knowNoArchitecture =
      noClasses()
          .that()
          .resideInAPackage("org.emukernel.scenarios..")
          .and()
          .doNotHaveSimpleName("RestState")
          .and()
          .resideOutsideOfPackages(
              "org.emukernel.scenarios.verify..", "org.emukernel.scenarios.check..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.emukernel.x86..", "org.emukernel.entry..");

  /* Nothing but profile spark compiles the package, so that what depends on it would not compile elsewhere; the rule says it where it is seen. */
  @ArchTest
  static final ArchRule spark_isKnownToNobody =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.emukernel.scenarios.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.emukernel.scenarios.spark..", "org.apache.spark..", "scala..");

  @ArchTest
  static final ArchRule machine_usesNoLibrary =
      classes()
          .that()
          .resideInAnyPackage("org.emukernel.x86..", "org.emukernel.mm..", "org.emukernel.entry..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("org.emukernel..", "java..", "org.jspecify..", "jakarta.inject..");

  @ArchTest
  static final ArchRule nothing_hasStaticMutableState =
      fields().that().areStatic().should().haveModifier(JavaModifier.FINAL);

  @ArchTest
  static final ArchRule results_knowNoWallClockOrThreads =
      noClasses()
          .that(not(resideInAnyPackage("org.emukernel.scenarios..")))
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .accessClassesThat()
          .areAssignableTo(Thread.class);

  @ArchTest
  static final ArchRule modules_haveNoCyclesBetweenThem =
      slices().matching("org.emukernel.(*)..").should().beFreeOfCycles();
}
