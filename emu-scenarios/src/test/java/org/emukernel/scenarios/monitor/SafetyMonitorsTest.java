package org.emukernel.scenarios.monitor;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.machine.AddressSpaceTags;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.StaleState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What completed flushes condemn. */
class SafetyMonitorsTest {

  private static final long ROOT = 0x5000;
  private static final AddressSpaceTags TAGS =
      new AddressSpaceTags(6, AddressSpaceTags.KernelTag.GLOBAL, AddressSpaceTags.UserTag.SAME);

  private final StaleState stale = mock(StaleState.class);
  private final WatchedMachine machine = mock(WatchedMachine.class);
  private final CpuPort cpu = mock(CpuPort.class);
  private final SafetyMonitors monitors = monitors();

  private SafetyMonitors monitors() {
    ArenaBuilder slots = Arena.builder();
    MonitorPlan plan = new MonitorPlan(slots, 2);
    return plan.create(slots.build(), machine);
  }

  @BeforeEach
  void wire() {
    when(machine.stale()).thenReturn(stale);
    when(cpu.addressSpaceTags()).thenReturn(TAGS);
  }

  @Test
  void kernelRangeFlushed_anyRange_isCondemned() {
    monitors.kernelRangeFlushed(cpu, 0xffffc90000000000L, 0xffffc90000002000L);

    verify(stale).condemnKernel(0xffffc90000000000L, 0xffffc90000002000L);
  }

  @Test
  void userRangeFlushed_addressSpaceUnderOneNumber_isCondemnedThereAlone() {
    when(cpu.cpu()).thenReturn(1);
    monitors.addressSpaceLoaded(cpu, ROOT, 3);
    monitors.addressSpaceLoaded(cpu, ROOT + 0x2000, 4);

    monitors.userRangeFlushed(cpu, ROOT, 0x1000, 0x2000);

    verify(stale, times(1)).condemnUser(1, 3, ROOT, 0x1000, 0x2000);
    verifyNoMoreInteractions(stale);
  }
}
