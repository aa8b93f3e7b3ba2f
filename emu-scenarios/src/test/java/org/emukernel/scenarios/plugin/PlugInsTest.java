package org.emukernel.scenarios.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.emukernel.api.spi.DeferralStrategyProvider;
import org.emukernel.api.spi.ScenarioPack;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlugInsTest {

  @TempDir private static Path work;

  @TempDir private Path dir;

  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void compile() throws IOException {
    CLASSES.putAll(
        new PlugInSources()
            .strategy("Good", "from-outside", "")
            .strategy("Throws", "broken", "public Throws() { throw new Error(\"two\\nlines\"); }")
            .strategy("Static", "broken", "static final int X = Integer.parseInt(\"x\");")
            .strategy("Hidden", "broken", "Hidden() {}")
            .strategy("Newer", "broken", "")
            .source("Base", "package outside; public class Base {}")
            .source("Derived", "package outside; public class Derived extends Base {}")
            .strategy("WithLibrary", "with-library", "final Base base = new Base();")
            .source("NoStrategy", "package outside; public class NoStrategy {}")
            .strategy("Immediate", "immediate", "")
            .strategy("Spaces", "My Name", "")
            .strategy("Older", "broken", OLDER)
            .source("Pack", pack("Pack", "my-pack", "mine.conf"))
            .source("Without", pack("Without", "without", "packs/none.conf"))
            .compile(work));
  }

  /* Compiled against an interface that lacked a method of today's. */
  private static final String OLDER =
      "@Override public java.util.List<org.emukernel.api.spi.Setting> settings() {"
          + " throw new AbstractMethodError(\"settings\"); }";

  private static final Map<String, byte[]> CLASSES = new TreeMap<>();

  private static PlugInJar plugIn(String... classNames) {
    return new PlugInJar().classes(CLASSES, classNames);
  }

  private static PlugInJar strategies(String... classNames) {
    return plugIn(classNames).services(DeferralStrategyProvider.class, classNames);
  }

  private Collection<String> found(Path... paths) throws Exception {
    try (PlugIns plugIns = PlugIns.open(List.of(paths), complaints::add)) {
      return List.copyOf(plugIns.catalogue().strategies().names());
    }
  }

  /** A good strategy in the same jar is there all the same. */
  private void assertLeftOut(PlugInJar jar, String complaint) throws Exception {
    Path file = jar.jar(dir.resolve("mixed.jar"));

    assertThat(found(file)).contains("from-outside", "immediate").doesNotContain("broken");
    assertThat(complaints)
        .singleElement()
        .asString()
        .startsWith("--plugin " + file + ": strategy " + complaint)
        .hasLineCount(1);
  }

  @Test
  void open_jar_itsStrategyIsThereBesideOurs() throws Exception {
    assertThat(found(strategies("Good").jar(dir.resolve("good.jar"))))
        .contains("from-outside", "cr3-signal");
    assertThat(complaints).isEmpty();
  }

  @Test
  void open_directoryOfClasses_sameAsAJar() throws Exception {
    assertThat(found(strategies("Good").directory(dir.resolve("classes"))))
        .contains("from-outside");
    assertThat(complaints).isEmpty();
  }

  /** A jar, its library, and a file that only looks like a jar. */
  @Test
  void open_directoryOfJars_oneClassLoaderForAll() throws Exception {
    Path directory = Files.createDirectory(dir.resolve("plugins"));
    strategies("WithLibrary").jar(directory.resolve("mine.jar"));
    plugIn("Base").jar(directory.resolve("library.jar"));
    Path broken = Files.writeString(directory.resolve("broken.jar"), "no zip");

    assertThat(found(directory)).contains("with-library");
    assertThat(complaints)
        .containsExactly("--plugin " + broken + ": left out: found a file that is no jar");
  }

  @Test
  void open_twoPaths_twoVersionsOfAClass() throws Exception {
    Path one = strategies("Good").jar(dir.resolve("one.jar"));
    Path two =
        new PlugInJar()
            .classes(new PlugInSources().strategy("Good", "another", "").compile(dir), "Good")
            .services(DeferralStrategyProvider.class, "Good")
            .jar(dir.resolve("two.jar"));

    assertThat(found(one, two)).contains("from-outside", "another");
    assertThat(complaints).isEmpty();
  }

  @Test
  void open_nothingThere_isRefused() {
    Path missing = dir.resolve("no.jar");

    assertThatThrownBy(() -> PlugIns.open(List.of(missing), complaints::add))
        .isInstanceOf(BadPlugInException.class)
        .hasMessage(
            "--plugin "
                + missing
                + ": found no such file or directory, expected a jar, or a directory of classes or"
                + " jars");
  }

  @Test
  void open_noJar_isRefused() throws Exception {
    Path text = Files.writeString(dir.resolve("text.jar"), "no zip");

    assertThatThrownBy(() -> PlugIns.open(List.of(text), complaints::add))
        .isInstanceOf(BadPlugInException.class)
        .hasMessageContaining("text.jar: found a file that is no jar, expected a jar");
  }

  @Test
  void open_noServicesFile_saysSo() throws Exception {
    Path file =
        plugIn("Good")
            .entry("META-INF/services/DeferralStrategyProvider", "outside.Good")
            .jar(dir.resolve("nothing.jar"));

    assertThat(found(file)).contains("immediate").doesNotContain("from-outside");
    assertThat(complaints)
        .containsExactly(
            "--plugin "
                + file
                + ": offers nothing: found no file META-INF/services/TYPE, expected one for a type of"
                + " org.emukernel.api.spi");
  }

  @Test
  void provider_classMissing_othersAreThere() throws Exception {
    assertLeftOut(
        strategies("Throws", "Good").without("Throws"),
        "left out: Provider outside.Throws not found");
  }

  @Test
  void provider_constructorThrows_othersAreThere() throws Exception {
    assertLeftOut(
        strategies("Throws", "Good"),
        "outside.Throws left out: Provider outside.Throws could not be instantiated:"
            + " java.lang.Error: two lines");
  }

  @Test
  void provider_staticInitialiserThrows_othersAreThere() throws Exception {
    assertLeftOut(
        strategies("Static", "Good"),
        "outside.Static left out: Provider outside.Static could not be instantiated:"
            + " java.lang.ExceptionInInitializerError");
  }

  @Test
  void provider_noPublicConstructor_othersAreThere() throws Exception {
    assertLeftOut(
        strategies("Hidden", "Good"),
        "left out: outside.Hidden Unable to get public no-arg constructor");
  }

  @Test
  void provider_classFileOfANewerJava_othersAreThere() throws Exception {
    assertLeftOut(
        strategies("Newer", "Good").classFileVersion("Newer", 99),
        "outside.Newer left out: java.lang.UnsupportedClassVersionError: outside/Newer has been"
            + " compiled by a more recent version of the Java Runtime (class file version 99.0)");
  }

  /** The error names the class that is missing; the complaint names the provider, too. */
  @Test
  void provider_needsAClassThatIsNotThere_isNamed() throws Exception {
    assertLeftOut(
        strategies("Derived", "Good"),
        "outside.Derived left out: java.lang.NoClassDefFoundError: outside/Base");
  }

  @Test
  void provider_ofAnotherType_othersAreThere() throws Exception {
    assertLeftOut(strategies("NoStrategy", "Good"), "left out: outside.NoStrategy not a subtype");
  }

  @Test
  void provider_ofAnotherVersion_othersAreThere() throws Exception {
    assertLeftOut(
        strategies("Older", "Good"),
        "outside.Older left out: java.lang.AbstractMethodError: settings");
  }

  @Test
  void servicesFile_garbled_otherPlugInsAreRead() throws Exception {
    String path = "META-INF/services/" + DeferralStrategyProvider.class.getName();
    Path garbled = plugIn().entry(path, "not a class name").jar(dir.resolve("g.jar"));
    Path fine = strategies("Good").jar(dir.resolve("good.jar"));

    assertThat(found(garbled, fine)).contains("from-outside");
    assertThat(complaints)
        .containsExactly(
            "--plugin %s: strategy left out: jar:%s!/%s:1: Illegal configuration-file syntax"
                .formatted(garbled, garbled.toUri().toURL(), path));
  }

  @Test
  void provider_nameOfOurs_isLeftOut() throws Exception {
    Path file = strategies("Immediate").jar(dir.resolve("mine.jar"));

    try (PlugIns plugIns = PlugIns.open(List.of(file), complaints::add)) {
      assertThat(plugIns.catalogue().strategies().find("immediate").orElseThrow().getClass())
          .hasPackage("org.emukernel.entry.defer");
    }
    assertThat(complaints)
        .containsExactly(
            "--plugin "
                + file
                + ": strategy outside.Immediate left out: the name \"immediate\" is taken by"
                + " org.emukernel.entry.defer.ImmediateStrategyProvider");
  }

  @Test
  void provider_nameOfAnotherPlugIn_theFirstStays() throws Exception {
    Path one = strategies("Good").jar(dir.resolve("one.jar"));
    Path two = strategies("Good").jar(dir.resolve("two.jar"));

    assertThat(found(one, two)).contains("from-outside");
    assertThat(complaints)
        .containsExactly(
            "--plugin "
                + two
                + ": strategy outside.Good left out: the name \"from-outside\" is taken by"
                + " outside.Good");
  }

  @Test
  void provider_badName_isLeftOut() throws Exception {
    assertLeftOut(
        strategies("Spaces", "Good"),
        "outside.Spaces left out: found the name \"My Name\", expected lower-case kebab such as"
            + " my-name");
  }

  @Test
  void pack_itsScenarioIsReadFromTheJar() throws Exception {
    Path file =
        plugIn("Pack", "Without")
            .services(ScenarioPack.class, "Pack", "Without")
            .entry("mine.conf", "emu { machine { cpus = 3 } }")
            .jar(dir.resolve("pack.jar"));

    try (PlugIns plugIns = PlugIns.open(List.of(file), complaints::add)) {
      Catalogue catalogue = plugIns.catalogue();
      assertThat(new ScenarioLoader(catalogue).load("my-pack", List.of()).machine().cpus())
          .isEqualTo(3);
      assertThat(catalogue.packs().names()).contains("rteval").doesNotContain("without");
    }
    assertThat(complaints)
        .containsExactly(
            "--plugin "
                + file
                + ": pack outside.Without left out: found no resource \"packs/none.conf\", expected"
                + " HOCON");
  }

  private static String pack(String className, String name, String resource) {
    return """
        package outside;

        public class %s implements org.emukernel.api.spi.ScenarioPack {
          @Override public String name() { return "%s"; }
          @Override public String description() { return "a pack from outside"; }
          @Override public String resource() { return "%s"; }
        }
        """
        .formatted(className, name, resource);
  }
}
