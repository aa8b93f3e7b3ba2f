package org.example.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.embed.Emu;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.StrategyResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** emu's kernel, workloads, simulator and monitors on RISC-V. */
class RiscvRunTest {

  private static final String FLUSH = "__ipi_flush_tlb_range_asid";

  @TempDir private static Path directory;

  private static RunReport asItStands;

  @BeforeAll
  static void runAsItStands() throws Exception {
    asItStands = run("");
  }

  private static RunReport run(String more) throws Exception {
    String scenario = Files.readString(Path.of("my-riscv.conf")) + "\nemu {" + more + "}\n";
    Path file = Files.writeString(directory.resolve("scenario.conf"), scenario);
    try (Emu emu = Emu.open()) {
      return emu.load(file.toString()).run();
    }
  }

  @Test
  void vmallocChurn_immediate_interruptsEachIsolatedHartAtEachPurge() throws Exception {
    StrategyResult immediate = asItStands.results().get(0);

    assertThat(immediate.byCallback()).containsOnlyKeys(FLUSH);
    assertThat(immediate.ipisPerIsolatedCpu()).hasSize(2).allMatch(ipis -> ipis >= 1);
    assertThat(immediate.kernelEntries()).isEqualTo(immediate.ipisToIsolatedUser());
    assertThat(immediate.byCause().keySet())
        .allMatch(chain -> chain.contains("flush_tlb_kernel_range <- __purge_vmap_area_lazy"));
    assertThat(immediate.violations()).isEmpty();
  }

  @Test
  void vmallocChurn_oracle_defersWhatImmediateSends() throws Exception {
    StrategyResult oracle = asItStands.results().get(1);

    assertThat(oracle.ipisToIsolatedUser()).isZero();
    assertThat(oracle.deferred()).isEqualTo(asItStands.results().get(0).ipisToIsolatedUser());
    assertThat(oracle.violations()).isEmpty();
  }

  @Test
  void plantedFault_noFence_staleTranslationIsSeen() throws Exception {
    StrategyResult result =
        run("faults = [riscv-ipi-skips-flush], strategies = [immediate]").results().get(0);

    assertThat(result.violations())
        .isNotEmpty()
        .allMatch(violation -> violation.monitor().equals("stale-translation"));
  }

  private static final String STATIC_KEY =
      "workloads = [riscv-static-key], strategies = [immediate], duration = 500 ms,"
          + " machine { cpus = 12, isolated = \"2-3\" }";

  @Test
  void staticKey_immediate_costsOneFenceIAToggle() throws Exception {
    StrategyResult result = run(STATIC_KEY).results().get(0);

    assertThat(result.byCallback()).containsOnlyKeys("ipi_remote_fence_i");
    assertThat(result.ipisPerIsolatedCpu()).allMatch(ipis -> ipis == 49 || ipis == 50);
    assertThat(result.violations()).isEmpty();
  }

  @Test
  void plantedFault_noFenceI_staleInstructionIsSeen() throws Exception {
    StrategyResult result =
        run(STATIC_KEY + ", faults = [riscv-ipi-skips-fence-i]").results().get(0);

    assertThat(result.violations())
        .isNotEmpty()
        .allMatch(violation -> violation.monitor().equals("stale-instruction"));
  }

  @Test
  void run_sameSeed_isTheSame() throws Exception {
    assertThat(run("")).isEqualTo(asItStands);
  }

  @Test
  void strategyOfX86_isRefusedWithTheReason() {
    assertThatThrownBy(() -> run("strategies = [cr3-signal, context-work]"))
        .isInstanceOfSatisfying(
            BadScenarioException.class,
            refused ->
                assertThat(String.join("\n", refused.lines()))
                    .contains("cr3-signal", "(PTI)", "context-work", "entry code of x86")
                    .contains("architecture riscv64 has none"));
  }
}
