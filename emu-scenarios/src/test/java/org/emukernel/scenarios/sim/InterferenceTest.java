package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.machine.CpuPort;
import org.junit.jupiter.api.Test;

/** What counts as caught up: each deferral once, at the next entry of its own target. */
class InterferenceTest {

  private final CpuPort sender = mock(CpuPort.class);
  private final Interference counts = new Interference(4, CpuMask.of(2, 3));

  @Test
  void kernelEntry_afterDeferrals_catchesUpTheTargetsOwnOnce() {
    counts.deferred(sender, 2, 0);
    counts.deferred(sender, 2, 0);
    counts.deferred(sender, 3, 0);
    assertThat(counts.caughtUpCount()).isZero();

    counts.kernelEntry(2, -1);
    assertThat(counts.caughtUpCount()).isEqualTo(2);
    counts.kernelEntry(2, -1);

    assertThat(counts.caughtUpCount()).isEqualTo(2);
    assertThat(counts.deferredCount()).isEqualTo(3);
  }

  @Test
  void kernelEntry_ofHousekeepingCpu_isNotCounted() {
    counts.kernelEntry(0, -1);
    counts.kernelEntry(3, 0xec);

    assertThat(counts.kernelEntryCount()).isEqualTo(1);
    assertThat(counts.eventCount()).isEqualTo(2);
  }
}
