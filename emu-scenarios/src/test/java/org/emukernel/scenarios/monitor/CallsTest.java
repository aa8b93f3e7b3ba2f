package org.emukernel.scenarios.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.StaleState;
import org.emukernel.api.verdict.Violation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls of other CPUs, from their queueing to the sender that goes on. */
class CallsTest {

  private static final int CPUS = 40;
  private static final int SENDER = 37;
  private static final int TARGET = 2;
  private static final long FUNCTION = 0xffff_ffff_8100_0000L;
  private static final long CSDS = 0xffff_8880_0000_1000L;
  private static final long CSD = CSDS + SENDER * 32;

  private final WatchedMachine machine = mock(WatchedMachine.class);
  private final CpuPort sender = mock(CpuPort.class);
  private final CpuPort target = mock(CpuPort.class);
  private final ArenaBuilder slots = Arena.builder();
  private final MonitorPlan plan = new MonitorPlan(slots, CPUS);
  private final Arena arena = slots.build();
  private final SafetyMonitors monitors = plan.create(arena, machine);

  @BeforeEach
  void wire() {
    when(machine.stale()).thenReturn(mock(StaleState.class));
    when(machine.place(SENDER)).thenReturn("csd_lock_wait");
    when(machine.place(TARGET)).thenReturn("csd_unlock");
    when(sender.cpu()).thenReturn(SENDER);
    when(target.cpu()).thenReturn(TARGET);
    when(target.cpus()).thenReturn(CPUS);
    when(target.perCpu("cfd_csd", TARGET)).thenReturn(CSDS);
  }

  private void run() {
    monitors.csdFunctionEntry(target, FUNCTION, CSD);
    monitors.csdFunctionExit(target, FUNCTION, CSD);
  }

  private List<String> seen() {
    return monitors.violations().stream().map(Violation::monitor).toList();
  }

  @Test
  void call_runOnceAndWaitedFor_isFine() {
    for (int i = 0; i < 2; i++) {
      monitors.csdQueued(sender, TARGET, FUNCTION, CSD);
      run();
      monitors.waitEnded(sender, TARGET);
      monitors.callReturned(sender);
    }

    assertThat(seen()).isEmpty();
  }

  @Test
  void senderGoesOn_functionNotRun_isLostCall() {
    monitors.csdQueued(sender, TARGET, FUNCTION, CSD);
    monitors.callReturned(sender);

    assertThat(seen()).containsExactly(SafetyMonitors.LOST_CALL);
    assertThat(monitors.violations().get(0).cpu()).isEqualTo(SENDER);
    assertThat(monitors.violations().get(0).cause())
        .isEqualTo("CPU 37 goes on, and CPU 2 has not run its call");
  }

  @Test
  void senderGoesOn_functionUnlockedBeforeItRan_isLostCall() {
    monitors.csdQueued(sender, TARGET, FUNCTION, CSD);
    monitors.csdFunctionExit(target, FUNCTION, CSD);
    monitors.csdFunctionEntry(target, FUNCTION, CSD);
    monitors.waitEnded(sender, TARGET);

    assertThat(seen()).containsExactly(SafetyMonitors.LOST_CALL);
    assertThat(monitors.violations().get(0).cause()).endsWith("has not finished its call");
  }

  @Test
  void function_runAgain_isDoubledCall() {
    monitors.csdQueued(sender, TARGET, FUNCTION, CSD);
    run();
    run();

    assertThat(seen()).containsExactly(SafetyMonitors.DOUBLED_CALL);
  }

  @Test
  void function_ofACsdThatIsNobodys_isNoCall() {
    for (long csd : new long[] {CSDS - 32, CSD + 8, CSDS + CPUS * 32}) {
      monitors.csdFunctionEntry(target, FUNCTION, csd);
      monitors.csdFunctionExit(target, FUNCTION, csd);
    }

    assertThat(seen()).isEmpty();
  }

  @Test
  void undo_whatWasSeenSince_isForgotten() {
    arena.openJournal();
    int mark = arena.mark();
    long before = arena.hash();
    monitors.csdQueued(sender, TARGET, FUNCTION, CSD);
    monitors.waitStarted(sender, TARGET);
    assertThat(monitors.waitsFor(SENDER)).isEqualTo(TARGET);
    assertThat(arena.hash()).isNotEqualTo(before);

    arena.undoTo(mark);
    monitors.callReturned(sender);

    assertThat(seen()).isEmpty();
    assertThat(monitors.waitsFor(SENDER)).isNegative();
    assertThat(arena.hash()).isEqualTo(before);
  }
}
