package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.TlbFlushReason;
import org.emukernel.api.verdict.Violation;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.mm.tlb.TlbState;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.ScenarioSettings;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.report.ProgressSink;
import org.emukernel.scenarios.report.StrategyResult;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;

/** Pack user-shootdown: flushes of user memory reach the CPUs that run it, whoever they are. */
class UserShootdownTest {

  private static final SettingOverride NO_PCID = set("machine.features.pcid", "false");
  private static final SettingOverride NO_INVPCID = set("machine.features.invpcid", "false");
  private static final SettingOverride FAULT = set("faults", "[ipi-handler-skips-flush]");
  private static final SettingOverride IMMEDIATE = set("strategies", "[immediate]");

  private final Injector injector = Guice.createInjector(new EmuModule());

  private static SettingOverride set(String key, String value) {
    return new SettingOverride("test", key, value);
  }

  private ScenarioSettings settings(SettingOverride... overrides) throws Exception {
    return injector.getInstance(ScenarioLoader.class).load("user-shootdown", List.of(overrides));
  }

  private List<StrategyResult> run(SettingOverride... overrides) throws Exception {
    return injector
        .getInstance(SimulationRunner.class)
        .run(settings(overrides), ProgressSink.NONE)
        .results();
  }

  @Test
  void munmap_everyStrategy_interruptsIsolatedThreadsAndNobodyElse() throws Exception {
    for (StrategyResult result : run()) {
      assertThat(result.ipisPerIsolatedCpu()).containsExactly(21L, 21L, 0L);
      assertThat(result.deferred()).isZero();
      assertThat(result.violations()).isEmpty();
    }
  }

  @Test
  void munmap_otherTags_isSeenByAllThreads() throws Exception {
    assertThat(run(IMMEDIATE, NO_INVPCID).get(0).violations()).isEmpty();
    assertThat(run(IMMEDIATE, NO_PCID, NO_INVPCID).get(0).violations()).isEmpty();
  }

  @Test
  void handlerSkipsFlush_staleUserTranslationIsFound() throws Exception {
    List<Violation> violations = run(IMMEDIATE, FAULT).get(0).violations();
    assertThat(violations).extracting(Violation::monitor).containsOnly("stale-translation");
    assertThat(violations).extracting(Violation::cpu).contains(1, 3, 4);
    assertThat(violations.get(0).instruction()).startsWith("user_load+");
  }

  @Test
  void munmap_emitsTlbFlushOnSenderAndTargets() throws Exception {
    ScenarioSettings settings = settings(IMMEDIATE);
    ScenarioMachines machines = injector.getInstance(ScenarioMachines.class);
    List<String> events = new ArrayList<>();
    SimulatedMachine machine =
        new SimulatedMachine(
            machines.spec(settings, settings.strategies().get(0)),
            machines.workloads(settings),
            new MachineEvents() {
              @Override
              public void tlbFlush(CpuPort cpu, TlbFlushReason reason, long pages) {
                events.add(cpu.cpu() + " " + reason + " " + pages);
              }
            },
            1);
    machine.runUntil(180_000_000);
    assertThat(events)
        .contains(
            "3 TLB_FLUSH_ON_TASK_SWITCH -1",
            "0 TLB_REMOTE_SEND_IPI 4",
            "0 TLB_LOCAL_MM_SHOOTDOWN 4",
            "1 TLB_REMOTE_SHOOTDOWN 4",
            "3 TLB_REMOTE_SHOOTDOWN 4",
            "4 TLB_REMOTE_SHOOTDOWN 4")
        .noneMatch(event -> event.startsWith("5 "));
  }

  @Test
  void userPcidFlushMask_entryCodeAndMemoryManagement_agreeOnItsPlace() {
    assertThat(TlbState.USER_PCID_FLUSH_MASK).isEqualTo(AsmOffsets.TLB_STATE_USER_PCID_FLUSH_MASK);
  }
}
