package org.emukernel.scenarios.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.sim.Script;
import org.emukernel.scenarios.sim.TestCalls;
import org.emukernel.scenarios.sim.TestRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Long mixed runs: housekeeping CPUs allocate, free, purge, toggle keys and tracepoints, and the
 * isolated CPUs enter the kernel now and then, execute the patched sites and read vmalloc memory.
 */
class SilentMonitorsTest {

  private static final int MS = 100;

  private final Script script = new Script();

  private SystemCall random(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> TestCalls.keys(0, random.nextInt(1, 60), random.nextInt(40));
      case 1 -> TestCalls.keys(1, random.nextInt(1, 60), random.nextInt(40));
      case 2 -> TestCalls.trace(0, random.nextInt(1, 60), random.nextInt(40));
      default -> TestCalls.load(script.result("shared"));
    };
  }

  private TestRun mixed(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    script.at(10, 0, "shared", TestCalls.vmalloc(4 * 4096));
    for (int cpu = 2; cpu < 4; cpu++) {
      for (int us = 100 + cpu; us < (MS - 1) * 1000; us += random.nextInt(10, 400)) {
        script.at(us, cpu, "random", () -> random(random));
      }
    }
    for (int us = 150; us < (MS - 1) * 1000; us += 1500) {
      script
          .at(us, 1, "area", TestCalls.vmalloc(8192))
          .at(us, 1, "", () -> TestCalls.store(script.result("area"), 1))
          .at(us, 1, "", () -> TestCalls.vfree(script.result("area")))
          .at(us, 1, TestCalls.purge());
    }
    return new TestRun()
        .set("seed", "" + seed)
        .set(
            "workloads",
            "[{name=process-churn, processes-per-second=5000, burst=10},"
                + " {name=static-keys, toggles-per-hour=9000000},"
                + " {name=tracepoints, toggles-per-hour=3000000},"
                + " {name=hackbench, wakeups-per-second=2000}, {name=bpf-filter, loads-per-hour=400000}]")
        .with(script);
  }

  private void requireSilent(TestRun run) {
    TestRun.Outcome outcome = run.run(MS);

    assertThat(script.results()).hasSizeGreaterThan(300).doesNotContain(-1L);
    assertThat(outcome.result().kernelEntries()).isGreaterThan(300);
    assertThat(outcome.result().violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void immediate_mixedRun_nothingFires(long seed) {
    requireSilent(mixed(seed));
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "false, false"})
  void immediate_otherMachines_nothingFires(boolean pti, boolean pcid) {
    requireSilent(
        mixed(4)
            .set("machine.features.pti", "" + pti)
            .set("machine.features.pcid", "" + pcid)
            .set("machine.features.invpcid", "" + pcid));
  }

  /* The patched sites lie outside the danger zone, and the shared page stays mapped. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cr3Signal_mixedRun_nothingFires(boolean pcid) {
    requireSilent(
        mixed(5)
            .set("strategies", "[cr3-signal]")
            .set("machine.features.pcid", "" + pcid)
            .set("machine.features.invpcid", "" + pcid));
  }
}
