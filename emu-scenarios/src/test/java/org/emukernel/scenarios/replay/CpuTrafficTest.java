package org.emukernel.scenarios.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.TraceHeader;
import org.junit.jupiter.api.Test;

/** Which CPUs look isolated. */
class CpuTrafficTest {
  private final CpuTraffic traffic = new CpuTraffic();

  private void calls(int times, CallKind kind, int sender, String targets) {
    RecordedOperation operation = new RecordedOperation.NotDeferrable("f");
    RecordedCall call =
        new RecordedCall(
            new TraceHeader("t", 1, sender, 0, ""),
            new Cause(kind, "f", List.of(), "x", operation),
            CpuMask.parse(targets),
            CpuMask.none(),
            operation);
    for (int i = 0; i < times; i++) {
      traffic.add(call);
    }
  }

  @Test
  void isolated_broadcastsFromHousekeeping_areTheCpusThatStayQuiet() {
    for (int sender = 0; sender < 10; sender++) {
      calls(10, CallKind.CSD, sender, "0-35");
    }
    calls(1, CallKind.CSD, 20, "0-9");

    assertThat(traffic.isolated()).isEqualTo(CpuMask.parse("10-35"));
    assertThat(traffic.highestCpu()).isEqualTo(35);
  }

  @Test
  void isolated_cpuThatReceivesNothing_isNot() {
    calls(10, CallKind.CSD, 0, "1");

    assertThat(traffic.isolated()).isEqualTo(CpuMask.of(1));
  }

  @Test
  void isolated_noCsds_countsIpis() {
    calls(10, CallKind.IPI, 0, "1-2");
    calls(10, CallKind.IPI, 1, "0,2");

    assertThat(traffic.isolated()).isEqualTo(CpuMask.of(2));
  }

  @Test
  void isolated_csdsThere_ipisDoNotCount() {
    calls(10, CallKind.IPI, 0, "1-2");
    calls(1, CallKind.CSD, 0, "3");

    assertThat(traffic.isolated()).isEqualTo(CpuMask.of(3));
  }

  @Test
  void isolated_nothing_isEmpty() {
    assertThat(traffic.isolated()).isEqualTo(CpuMask.none());
  }
}
