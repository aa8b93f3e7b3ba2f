package org.emukernel.scenarios.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;
import org.junit.jupiter.api.Test;

class PoissonWorkloadTest {

  private static final CpuMask HOUSEKEEPING = CpuMask.range(0, 4);

  /* Two calls; the second passes on what the first returned. */
  private record TwoCalls() implements PoissonWorkload.Script {

    @Override
    public int length() {
      return 2;
    }

    @Override
    public SystemCall call(int cpu, long sequence, int index, PoissonWorkload.Results results) {
      return new SystemCall(index, cpu, sequence, index == 0 ? 0 : results.of(0));
    }
  }

  private static Workload start(double perSecond, long seed) {
    ArenaBuilder builder = Arena.builder();
    CpuMask isolated = CpuMask.range(0, 6).without(HOUSEKEEPING);
    WorkloadHost host = new WorkloadHost(builder, HOUSEKEEPING, isolated, seed, "workload0.test");
    return PoissonWorkload.plan(host, host.housekeeping(), perSecond, new TwoCalls())
        .start(builder.build());
  }

  private static List<Long> arrivals(Workload workload, int cpu, int count) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long due = workload.dueNs(cpu);
      times.add(due);
      assertThat(workload.take(cpu, due)).isEqualTo(new SystemCall(0, cpu, i, 0));
      workload.returned(cpu, 100 + i);
      assertThat(workload.dueNs(cpu)).isEqualTo(due);
      assertThat(workload.take(cpu, due)).isEqualTo(new SystemCall(1, cpu, i, 100 + i));
      workload.returned(cpu, 0);
    }
    return times;
  }

  @Test
  void dueNs_manyArrivals_rateIsSharedByTheHousekeepingCpus() {
    Workload workload = start(1000, 5);
    int count = 20_000;

    for (int cpu : HOUSEKEEPING.stream().toArray()) {
      List<Long> times = arrivals(workload, cpu, count);
      /* 1000 a second over 4 CPUs: 4 ms; five standard errors. */
      assertThat(times.get(count - 1) / (double) count / 4e6).isBetween(0.9646, 1.0354);
      assertThat(times).isSorted();
    }
  }

  @Test
  void dueNs_isolatedCpu_isNever() {
    Workload workload = start(1000, 5);

    assertThat(workload.dueNs(4)).isEqualTo(Workload.NEVER);
    assertThat(workload.dueNs(5)).isEqualTo(Workload.NEVER);
  }

  @Test
  void dueNs_rateZero_isNever() {
    assertThat(start(0, 5).dueNs(0)).isEqualTo(Workload.NEVER);
  }

  @Test
  void dueNs_sameSeed_sameTimes() {
    assertThat(arrivals(start(50, 9), 2, 200)).isEqualTo(arrivals(start(50, 9), 2, 200));
  }

  @Test
  void dueNs_otherSeedOrCpu_otherTimes() {
    List<Long> times = arrivals(start(50, 9), 2, 20);

    assertThat(arrivals(start(50, 10), 2, 20)).isNotEqualTo(times);
    assertThat(arrivals(start(50, 9), 3, 20)).isNotEqualTo(times);
  }
}
