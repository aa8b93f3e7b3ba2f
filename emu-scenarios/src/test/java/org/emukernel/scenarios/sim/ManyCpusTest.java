package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.emukernel.scenarios.report.StrategyResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines with more CPUs than an xAPIC has identifiers: 8 bits of them, one is the broadcast. */
class ManyCpusTest {

  private static final int CPUS = 300;
  private static final int ISOLATED = 279;

  /* Housekeeping CPUs at both ends, so that senders too have identifiers below and above 255. */
  private static TestRun run(String strategy, Script script) {
    return new TestRun()
        .set("machine.cpus", Integer.toString(CPUS))
        .set("machine.isolated", "1-" + ISOLATED)
        .set("machine.memory", "256 MiB")
        .set("strategies", "[" + strategy + "]")
        .with(script);
  }

  /* Three syncs a toggle, as with few CPUs: EmergentRatesTest. An IPI to the low 8 bits of an identifier would leave its target out. */
  @ParameterizedTest
  @ValueSource(ints = {0, 290})
  void key_toggledOnImmediate_hitsEachIsolatedCpuThreeTimes(int sender) {
    Script script = new Script().at(10, sender, TestCalls.key(true));

    StrategyResult result = run("immediate", script).run(6).result();

    assertThat(script.open()).isZero();
    assertThat(result.ipisPerIsolatedCpu()).isEqualTo(Collections.nCopies(ISOLATED, 3L));
    assertThat(result.violations()).isEmpty();
  }

  @Test
  void key_toggledOnCr3Signal_isDeferredForEachIsolatedCpu() {
    Script script = new Script().at(10, 290, TestCalls.key(true)).at(4000, 0, TestCalls.purge());

    StrategyResult result = run("cr3-signal", script).run(8).result();

    assertThat(script.open()).isZero();
    assertThat(result.ipisToIsolatedUser()).isZero();
    assertThat(result.deferred()).isEqualTo(3 * ISOLATED);
    assertThat(result.violations()).isEmpty();
  }
}
