package org.emukernel.scenarios.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.CpuMode;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.KernelWatch;
import org.emukernel.api.machine.StaleState;
import org.emukernel.api.verdict.Violation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a CPU is asked whether it has done what was put off for it. */
class DeferredWorkTest {

  private static final int CPU = 1;
  private static final int NMI = 2;
  private static final long FUNCTION = 0xffff_ffff_8100_0000L;
  private static final long ENTRY_CODE = 0xffff_ffff_8100_2000L;
  private static final long BODY = 0xffff_ffff_8100_4000L;

  private static final long PAGE = 0xffff_c900_0000_0000L;

  private final WatchedMachine machine = mock(WatchedMachine.class);
  private final KernelWatch watch = mock(KernelWatch.class);
  private final StaleState stale = mock(StaleState.class);
  private final CpuPort sender = mock(CpuPort.class);
  private final ArenaBuilder slots = Arena.builder();
  private final MonitorPlan plan = new MonitorPlan(slots, 2);
  private final Arena arena = slots.build();
  private final SafetyMonitors monitors = plan.create(arena, machine);

  @BeforeEach
  void wire() {
    when(machine.watch()).thenReturn(watch);
    when(machine.stale()).thenReturn(stale);
    when(machine.mode(CPU)).thenReturn(CpuMode.KERNEL);
    when(machine.symbolize(FUNCTION)).thenReturn("do_sync_core+0x0");
    when(stale.takeAwaitedSerialization(CPU)).thenReturn(true);
    when(watch.codeAt(ENTRY_CODE)).thenReturn(KernelWatch.Code.ENTRY);
    when(watch.codeAt(BODY)).thenReturn(KernelWatch.Code.INSTRUMENTABLE);
    when(watch.loadedRoot(CPU)).thenReturn(KernelWatch.Root.KERNEL);
    when(watch.rcuCounter(CPU)).thenReturn(1L);
  }

  private void syncIsPutOff() {
    monitors.deferred(sender, CPU, FUNCTION);
  }

  private List<String> seen() {
    return monitors.violations().stream().map(Violation::monitor).toList();
  }

  @Test
  void body_afterEntry_isAskedOnce() {
    syncIsPutOff();
    monitors.kernelEntry(CPU, 0);
    monitors.fetching(CPU, ENTRY_CODE);
    assertThat(seen()).as("in entry code").isEmpty();

    monitors.fetching(CPU, BODY);

    assertThat(seen()).containsExactly(SafetyMonitors.DEFERRED_AND_SKIPPED);
  }

  @Test
  void body_alreadyLeftEntryCode_isNotAskedAgain() {
    monitors.kernelEntry(CPU, 0);
    monitors.fetching(CPU, BODY);
    syncIsPutOff();

    monitors.fetching(CPU, BODY);

    assertThat(seen()).isEmpty();
  }

  @Test
  void body_ofAnNmiInEntryCode_isAsked() {
    syncIsPutOff();
    monitors.kernelEntry(CPU, 0);
    monitors.kernelInterrupted(CPU, NMI, ENTRY_CODE);

    monitors.fetching(CPU, BODY);

    assertThat(seen()).containsExactly(SafetyMonitors.DEFERRED_AND_SKIPPED);
  }

  @Test
  void body_afterAnNmiInEntryCode_isAskedAllTheSame() {
    monitors.kernelEntry(CPU, 0);
    monitors.kernelInterrupted(CPU, NMI, ENTRY_CODE);
    monitors.fetching(CPU, BODY);
    monitors.kernelResumed(CPU);
    syncIsPutOff();

    monitors.fetching(CPU, BODY);

    assertThat(seen()).containsExactly(SafetyMonitors.DEFERRED_AND_SKIPPED);
  }

  @Test
  void body_afterAnNmiInTheBody_isNotAskedAgain() {
    monitors.kernelEntry(CPU, 0);
    monitors.fetching(CPU, BODY);
    monitors.kernelInterrupted(CPU, NMI, BODY);
    monitors.fetching(CPU, BODY);
    monitors.kernelResumed(CPU);
    syncIsPutOff();

    monitors.fetching(CPU, BODY);

    assertThat(seen()).isEmpty();
  }

  @Test
  void body_afterSyncCoresOwnIret_isAsked() {
    syncIsPutOff();
    monitors.kernelEntry(CPU, 0);

    monitors.kernelResumed(CPU);
    monitors.fetching(CPU, BODY);

    assertThat(seen()).containsExactly(SafetyMonitors.DEFERRED_AND_SKIPPED);
  }

  @Test
  void forgetPaidDebt_aTranslationIsLeft_keepsTheDebtUntilItIsGone() {
    when(stale.changedUnseen(0, PAGE, PAGE + 1)).thenReturn((long) StaleState.UNKNOWN);
    when(stale.markStale(CPU, PAGE, PAGE + 1, StaleState.Mark.OWED)).thenReturn(true);
    arena.openJournal();
    monitors.kernelFlushStarted(sender, PAGE, PAGE + 1);
    long before = arena.hash();
    monitors.deferred(sender, CPU, FUNCTION);

    when(stale.firstMarked(CPU, StaleState.Mark.OWED)).thenReturn(PAGE);
    monitors.forgetPaidDebt(CPU);
    assertThat(arena.hash()).isNotEqualTo(before);
    when(stale.firstMarked(CPU, StaleState.Mark.OWED)).thenReturn((long) StaleState.UNKNOWN);
    monitors.forgetPaidDebt(CPU);

    assertThat(arena.hash()).isEqualTo(before);
  }

  @Test
  void forgetPaidDebt_aSyncIsOwed_keepsIt() {
    when(stale.firstMarked(CPU, StaleState.Mark.OWED)).thenReturn((long) StaleState.UNKNOWN);
    syncIsPutOff();
    monitors.kernelEntry(CPU, 0);

    monitors.forgetPaidDebt(CPU);
    monitors.fetching(CPU, BODY);

    assertThat(seen()).containsExactly(SafetyMonitors.DEFERRED_AND_SKIPPED);
  }

  @Test
  void nmi_inEntryCode_leavesTheMonitorsAsTheyWere() {
    arena.openJournal();
    monitors.kernelEntry(CPU, 0);
    long before = arena.hash();

    monitors.kernelInterrupted(CPU, NMI, ENTRY_CODE);
    monitors.fetching(CPU, BODY);
    monitors.kernelResumed(CPU);

    assertThat(arena.hash()).isEqualTo(before);
  }
}
