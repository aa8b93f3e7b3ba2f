package org.emukernel.scenarios.monitor;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.List;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.x86.mem.Mmu;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses a completed kernel flush condemns. */
class SafetyMonitorsTest {

  @ParameterizedTest
  @CsvSource({
    "0, ffffffffffffffff, ffff800000000000",
    "ffffc90000000000, ffffc90000002000, ffffc90000000000"
  })
  void kernelRangeFlushed_anyRange_condemnsKernelAddressesOfEveryCpu(
      String start, String end, String condemned) {
    WatchedMachine machine = mock(WatchedMachine.class);
    CurrentMapping mapping = mock(CurrentMapping.class);
    List<Mmu> mmus = List.of(mock(Mmu.class), mock(Mmu.class));
    when(machine.mmus()).thenReturn(mmus);
    when(machine.currentMapping()).thenReturn(mapping);
    SafetyMonitors monitors = new SafetyMonitors(2, machine);
    long last = Long.parseUnsignedLong(end, 16);

    monitors.kernelRangeFlushed(mock(CpuPort.class), Long.parseUnsignedLong(start, 16), last);

    for (Mmu mmu : mmus) {
      verify(mmu).condemn(Long.parseUnsignedLong(condemned, 16), last, mapping);
    }
  }
}
