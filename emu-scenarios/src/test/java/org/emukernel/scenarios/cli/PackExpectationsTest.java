package org.emukernel.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emukernel.api.spi.ScenarioPack;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pack comes to what stands in the file of expectations beside it. */
class PackExpectationsTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());

  private static List<ScenarioPack> packs() {
    var packs = INJECTOR.getInstance(Catalogue.class).packs();
    return packs.names().stream().map(name -> packs.find(name).orElseThrow()).toList();
  }

  static List<Arguments> runs() {
    List<Arguments> runs = new ArrayList<>();
    for (ScenarioPack pack : packs()) {
      PackExpectations.of(pack)
          .ifPresent(file -> file.runs().forEach(run -> runs.add(Arguments.of(pack.name(), run))));
    }
    return runs;
  }

  @ParameterizedTest(name = "{0} under {1}")
  @MethodSource("runs")
  void pack_underEachStrategyNamed_comesToWhatIsExpected(String pack, String run) throws Exception {
    PackExpectations expected =
        PackExpectations.of(INJECTOR.getInstance(Catalogue.class).packs().find(pack).orElseThrow())
            .orElseThrow();
    ScenarioSettings settings =
        INJECTOR.getInstance(ScenarioLoader.class).load(pack, expected.overrides(run));

    StrategyResult result =
        INJECTOR
            .getInstance(ScenarioRunner.class)
            .run(settings, ProgressSink.NONE)
            .results()
            .get(0);

    assertThat(expected.differences(run, result)).as(pack + ": " + result.byCause()).isEmpty();
  }

  @Test
  void everyPack_saysWhatIsExpected() {
    assertThat(packs()).isNotEmpty();
    assertThat(packs().stream().filter(pack -> PackExpectations.of(pack).isEmpty()))
        .as("packs without an .expected.conf beside their scenario")
        .isEmpty();
  }

  private static final String EXPECTED =
      """
      expected { any { ipis-to-isolated-user = [3, 4], deferred = [0, 0], violations = [],
        callbacks { do_flush = [4, 4] } } }
      """;

  private static PackExpectations parsed(String text) {
    return new PackExpectations("test.expected.conf", ConfigFactory.parseString(text));
  }

  private static StrategyResult result(long ipis, long deferred) {
    return new StrategyResult(
        "any",
        List.of(ipis),
        Map.of("do_flush_tlb_all", ipis),
        Map.of(),
        deferred,
        0,
        0,
        List.of(),
        List.of(),
        1,
        1);
  }

  @Test
  void differences_asExpected_areNone() {
    assertThat(parsed(EXPECTED).differences("any", result(4, 0))).isEmpty();
  }

  @Test
  void differences_otherCounts_nameEach() {
    assertThat(parsed(EXPECTED).differences("any", result(5, 1)))
        .containsExactly(
            "ipis-to-isolated-user is 5, expected 3 to 4",
            "deferred is 1, expected 0 to 0",
            "\"do_flush\" is 5, expected 4 to 4");
  }

  @Test
  void differences_violationMissing_isNamed() {
    String text = EXPECTED.replace("violations = []", "violations = [stale-translation]");
    assertThat(parsed(text).differences("any", result(4, 0)))
        .singleElement()
        .asString()
        .contains("violations are of [], expected [stale-translation]");
  }

  @Test
  void unknownKey_isRefused() {
    String text = EXPECTED.replace("deferred", "defered");
    assertThatThrownBy(() -> parsed(text).differences("any", result(4, 0)))
        .hasMessageContaining("unknown key \"defered\"");
    assertThatThrownBy(() -> parsed("expect {}")).hasMessageContaining("unknown key \"expect\"");
  }

  @Test
  void overrides_strategyWithSettings_isThatStrategy() {
    PackExpectations file =
        parsed("override.duration = 1 s\nexpected { a { strategy { name = x, k = 1 } }, b {} }");
    assertThat(file.runs()).containsExactly("a", "b");
    assertThat(file.overrides("a"))
        .extracting("key", "value")
        .satisfies(
            list -> assertThat(list.toString()).contains("duration", "1 s", "\"name\":\"x\""));
    assertThat(file.overrides("b").get(1).value()).isEqualTo("[b]");
    assertThat(Optional.of(file.overrides("b").get(0).place())).contains("test.expected.conf");
  }
}
