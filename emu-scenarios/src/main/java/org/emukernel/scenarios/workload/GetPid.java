package org.emukernel.scenarios.workload;

import java.util.List;
import java.util.Map;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.Mean;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * The benchmark of the cover letter of RFC v7: a user program that does nothing but getpid() system
 * calls, on isolated CPUs, and what one of them takes. The program is machine code, a loop round
 * SYSCALL; it looks at the time whenever it has made a batch of calls. The first batch, which fills
 * the caches of translations, is not counted.
 */
public final class GetPid implements WorkloadProvider {

  private static final String MEAN = "ns_per_getpid";
  private static final String CPUS = "cpus";
  private static final int NR = 39;
  private static final int BATCH = 1000;

  @Override
  public String name() {
    return "getpid";
  }

  @Override
  public String description() {
    return "a loop of getpid() calls on isolated CPUs; measures ns per call";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(CPUS, SettingType.CPU_LIST, "", "who makes the calls; empty: all isolated"));
  }

  /* getpid() is there anyway. */
  @Override
  public KernelPart kernelPart() {
    return new KernelPart(List.of(), List.of());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of();
  }

  @Override
  public List<String> means() {
    return List.of(MEAN);
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    CpuMask chosen = settings.cpus(CPUS);
    CpuMask cpus = chosen.isEmpty() ? host.isolated() : chosen;
    ArenaBuilder builder = host.slots();
    int count = cpus.last() + 1;
    Slots slots =
        new Slots(
            builder.slots(host.prefix() + ".batches", count, SlotKind.OBSERVER),
            builder.slots(host.prefix() + ".first", count, SlotKind.OBSERVER),
            builder.slots(host.prefix() + ".last", count, SlotKind.OBSERVER));
    return arena -> new Caller(arena, slots, cpus);
  }

  /* For each CPU: batches begun; when the second began, and the last, ns. */
  private record Slots(int batches, int first, int last) {}

  private record Caller(Arena arena, Slots slots, CpuMask cpus) implements Workload {

    @Override
    public long dueNs(int cpu) {
      return cpus.contains(cpu) ? 0 : NEVER;
    }

    @Override
    public SystemCall take(int cpu, long nowNs) {
      arena.add(slots.batches() + cpu, 1);
      arena.set(slots.last() + cpu, nowNs);
      if (arena.get(slots.batches() + cpu) == 2) {
        arena.set(slots.first() + cpu, nowNs);
      }
      return SystemCall.repeated(NR, BATCH);
    }

    @Override
    public void returned(int cpu, long result) {}

    @Override
    public List<Mean> means() {
      long ns = 0;
      long batches = 0;
      for (int cpu : cpus.stream().toArray()) {
        if (arena.get(slots.batches() + cpu) > 2) {
          ns += arena.get(slots.last() + cpu) - arena.get(slots.first() + cpu);
          batches += arena.get(slots.batches() + cpu) - 2;
        }
      }
      return List.of(new Mean(MEAN, ns, batches * BATCH));
    }
  }
}
