package org.emukernel.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioLoaderTest {

  private static final Path EQUIV = Path.of("src/test/resources/equiv");

  private final ScenarioLoader loader = new ScenarioLoader(TestCatalogue.create());

  static Stream<Path> spellings() throws IOException {
    try (Stream<Path> files = Files.list(EQUIV)) {
      return files.filter(Files::isRegularFile).sorted().toList().stream();
    }
  }

  private static SettingOverride set(String key, String value) {
    return new SettingOverride("--set " + key + "=" + value, key, value);
  }

  @ParameterizedTest
  @MethodSource("spellings")
  void load_otherSpelling_meansTheSame(Path file) throws BadScenarioException {
    ScenarioSettings original = loader.load(EQUIV.resolve("original.conf").toString(), List.of());

    assertThat(loader.load(file.toString(), List.of())).isEqualTo(original);
    assertThat(original.machine().isolated()).isEqualTo(CpuMask.range(4, 12));
    assertThat(original.durationNs()).isEqualTo(90_000_000_000L);
    assertThat(original.machine().memoryBytes()).isEqualTo(512L << 20);
  }

  @Test
  void load_rteval_isTheReferenceExperiment() throws BadScenarioException {
    ScenarioSettings rteval = loader.load("rteval", List.of());

    assertThat(rteval.scenario()).isEqualTo("rteval");
    assertThat(rteval.machine().cpus()).isEqualTo(36);
    assertThat(rteval.machine().isolated()).isEqualTo(CpuMask.range(10, 36));
    assertThat(rteval.machine().housekeeping()).isEqualTo(CpuMask.range(0, 10));
    assertThat(rteval.durationNs()).isEqualTo(6L * 3600 * 1_000_000_000L);
    assertThat(rteval.strategies())
        .extracting(StrategySettings::name)
        .containsExactly("immediate", "cr3-signal");
    assertThat(rteval.workloads())
        .extracting(Settings::name)
        .containsExactly("process-churn", "hackbench", "bpf-filter", "static-keys", "tracepoints");
    assertThat(rteval.machine().has(CpuFeature.PTI)).isTrue();
    assertThat(rteval.machine().profile().name()).isEqualTo("xeon-e5-2699");
  }

  @Test
  void loadDefaults_noOverride_isReferenceConf() throws BadScenarioException {
    ScenarioSettings defaults = loader.loadDefaults(List.of());

    assertThat(defaults.machine().cpus()).isEqualTo(4);
    assertThat(defaults.machine().isolated().isEmpty()).isTrue();
    assertThat(defaults.seed()).isEqualTo(1);
    assertThat(defaults.notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "emu."})
  void load_override_winsWithAndWithoutPrefix(String prefix) throws BadScenarioException {
    ScenarioSettings settings =
        loader.load(
            "rteval",
            List.of(
                set(prefix + "machine.cpus", "8"),
                set(prefix + "machine.isolated", "1-2,5"),
                set(prefix + "duration", "10 ms"),
                set(prefix + "strategy", "cr3-signal"),
                set(prefix + "workloads.hackbench.wakeups-per-second", "3"),
                set(prefix + "machine.features", "{ smep = false, smap = true }"),
                set(prefix + "seed", "5"),
                set(prefix + "seed", "-6")));

    assertThat(settings.machine().cpus()).isEqualTo(8);
    assertThat(settings.machine().isolated()).isEqualTo(CpuMask.of(1, 2, 5));
    assertThat(settings.durationNs()).isEqualTo(10_000_000L);
    assertThat(settings.strategies())
        .extracting(StrategySettings::name)
        .containsExactly("cr3-signal");
    assertThat(settings.workloads().get(1).rate("wakeups-per-second")).isEqualTo(3.0);
    assertThat(settings.workloads()).hasSize(5);
    assertThat(settings.machine().has(CpuFeature.SMEP)).isFalse();
    assertThat(settings.machine().has(CpuFeature.SMAP)).isTrue();
    assertThat(settings.seed()).isEqualTo(-6);
  }

  @Test
  void load_overrideOfAbsentWorkload_addsIt() throws BadScenarioException {
    ScenarioSettings settings =
        loader.loadDefaults(List.of(set("workloads.process-churn.burst", "3")));

    assertThat(settings.workloads()).hasSize(1);
    assertThat(settings.workloads().get(0).count("burst")).isEqualTo(3);
    assertThat(settings.workloads().get(0).rate("processes-per-second")).isEqualTo(100.0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "machine.cpus | 0 | --set machine.cpus=0: emu.machine.cpus: found \"0\", expected a whole number from 1 to 4096",
        "machine.cpu | 1 | --set machine.cpu=1: emu.machine: found unknown key \"cpu\", expected one of architecture, cpus, features, isolated, memory, nmis-per-second, profile, store-buffer; did you mean \"cpus\"?",
        "a.b | 1 | --set a.b=1: emu: found unknown key \"a\", expected one of duration, faults, grid, kernel, machine, notes, profiles, published, scenario, schedule, seed, strategies, strategy, sweep, verify, workloads",
        "machine.features.x.y | 1 | --set machine.features.x.y=1: emu.machine.features: found unknown key \"x\", expected one of fsgsbase, invlpgb, invpcid, la57, mwait, pcid, pge, pti, serialize, smap, smep",
        "a..b | 1 | --set a..b=1: found the key \"a..b\", expected a key such as machine.cpus",
        "emu | 1 | --set emu=1: emu: found \"1\", expected a block emu { ... }",
        "strategies | nope | --set strategies=nope: emu.strategies: found unknown strategy \"nope\", expected one of cr3-signal, immediate",
        "workloads.hackbench.rate | 1 | --set workloads.hackbench.rate=1: emu.workloads.hackbench: found unknown key \"rate\", expected one of name, wakeups-per-second",
        "workloads.nobody.rate | 1 | --set workloads.nobody.rate=1: emu.workloads: found unknown workload \"nobody\", expected one of bpf-filter, hackbench, process-churn, static-keys, tracepoints",
        "seed | {{ | --set seed={{: emu.seed: found \"{{\", expected a whole number of 64 bits",
      })
  void load_badOverride_namesTheOption(String key, String value, String message) {
    assertThatThrownBy(() -> loader.loadDefaults(List.of(set(key, value))))
        .isInstanceOf(BadScenarioException.class)
        .hasMessage(message);
  }

  @Test
  void load_fileInCurrentDirectory_readsWhatItIncludes() throws Exception {
    Path here = Path.of("");
    Path part = Files.createTempFile(here.toAbsolutePath(), "part", ".conf");
    Path file = Files.createTempFile(here.toAbsolutePath(), "whole", ".conf");
    try {
      Files.writeString(part, "emu { seed = 77 }");
      Files.writeString(file, "include \"" + part.getFileName() + "\"");

      assertThat(loader.load(file.getFileName().toString(), List.of()).seed()).isEqualTo(77);

      Files.writeString(file, "emu { sed = 1 }");
      assertThatThrownBy(() -> loader.load(file.getFileName().toString(), List.of()))
          .hasMessageStartingWith(file.getFileName() + ":1: emu: found unknown key \"sed\"");
    } finally {
      Files.delete(part);
      Files.delete(file);
    }
  }

  @Test
  void load_profileOfOwn_isReadOnTopOfAnother(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("own.conf");
    Files.writeString(
        file,
        """
        emu {
          machine.profile = mine
          profiles.mine = ${emu.profiles.xeon-e5-2699} { frequency-mhz = 2000, costs { ipi-flight = 900 ns } }
        }
        """);

    CpuProfile profile = loader.load(file.toString(), List.of()).machine().profile();

    assertThat(profile.picoseconds(Cost.IPI_FLIGHT)).isEqualTo(900_000);
    assertThat(profile.picoseconds(Cost.PAUSE)).isEqualTo(9 * 500);
    assertThat(loader.load(file.toString(), List.of()).scenario()).isEqualTo("own");
  }

  @ParameterizedTest
  @ValueSource(strings = {"xeon-e5-2699", "xeon-e7-8890", "xeon-gold-6248"})
  void load_profile_hasEveryCost(String name) throws BadScenarioException {
    CpuProfile profile =
        loader.loadDefaults(List.of(set("machine.profile", name))).machine().profile();

    assertThat(profile.table()).doesNotContain(0).hasSize(Cost.values().length);
    assertThat(profile.description()).startsWith("Xeon");
  }

  @ParameterizedTest
  @CsvSource({
    "rtevla, 'did you mean \"rteval\"'",
    "no/such, 'found no file that can be read, expected a HOCON file'",
    "src, 'expected rteval'"
  })
  void load_nothingOfThatName_saysWhatThereIs(String scenario, String message) {
    assertThatThrownBy(() -> loader.load(scenario, List.of()))
        .isInstanceOf(BadScenarioException.class)
        .hasMessageStartingWith(scenario + ": ")
        .hasMessageContaining(message);
  }
}
