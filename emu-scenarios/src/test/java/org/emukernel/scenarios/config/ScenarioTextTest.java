package org.emukernel.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.emukernel.scenarios.report.Schedule;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTextTest {

  private final ScenarioLoader loader =
      Guice.createInjector(new EmuModule()).getInstance(ScenarioLoader.class);

  @TempDir private Path dir;

  private VerifyScenario again(String text) throws Exception {
    return loader.loadAll(Files.writeString(dir.resolve("again.conf"), text).toString(), List.of());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tlb-vunmap | strategies=coalesce-tlbi(flush=cr4-pge);verify.nmis=2;machine.features.pcid=true",
        "text-poke | faults=[skip-sync-1, no-int3];strategies=immediate;emu.seed=-7",
        "rteval | workloads.process-churn.burst=4;machine.isolated=4-7;strategies=cr3-signal",
        "getpid | strategies=immediate;kernel.rcu-watching-bits=2",
      })
  void text_ofAScenarioAndOverrides_meansTheSame(String pack, String set) throws Exception {
    List<SettingOverride> overrides =
        Stream.of(set.split(";"))
            .map(each -> each.split("=", 2))
            .map(each -> new SettingOverride("--set " + each[0], each[0], each[1]))
            .toList();
    VerifyScenario written = loader.loadAll(pack, overrides);

    VerifyScenario read = again(loader.text(written, pack, overrides));

    assertThat(read).usingRecursiveComparison().ignoringFields("settings.sweep").isEqualTo(written);
    assertThat(read.settings().sweep()).isEmpty();
  }

  @Test
  void text_ofAScenarioThatHadASchedule_hasItNoMore() throws Exception {
    Schedule schedule =
        new Schedule(
            List.of(new Schedule.Line("0x10", "a word")),
            List.of(
                new Schedule.Line("CPU 0: step x3", "f+0x0: \"quoted\" # and so on"),
                new Schedule.Line("CPU 1: drain", "")));
    String plain = loader.text(loader.loadAll("tlb-vunmap", List.of()), "tlb-vunmap", List.of());

    VerifyScenario scenario = again(plain + ScenarioText.of(schedule));

    assertThat(scenario.schedule().waitingStores()).containsExactly(0x10L);
    assertThat(scenario.schedule().choices())
        .extracting(choice -> choice.text() + "*" + choice.times())
        .containsExactly("CPU 0: step*3", "CPU 1: drain*1");
    String file = dir.resolve("again.conf").toString();
    assertThat(loader.text(scenario, file, List.of())).isEqualTo(plain);
  }
}
