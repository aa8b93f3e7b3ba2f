package org.emukernel.scenarios.workload;

import java.util.List;
import java.util.Map;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.SettingType;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.spi.Workload;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * {@code user-shootdown}: one process with a thread on each CPU of a set. Again and again its
 * leader maps memory, every thread reads it, and the leader unmaps it, which must reach all of
 * them: a flush of user memory concerns the CPUs that run it, isolated or not, and no strategy
 * defers it.
 */
public final class UserShootdowns implements WorkloadProvider {

  private static final String THREADS = "threads-on";
  private static final String PERIOD = "period";
  private static final String PAGES = "pages";

  @Override
  public String name() {
    return "user-shootdown";
  }

  @Override
  public String description() {
    return "threads of one process on several CPUs; one unmaps memory that all have read";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        new Setting(THREADS, SettingType.CPU_LIST, "0-1", "CPUs with a thread; the first unmaps"),
        new Setting(PERIOD, SettingType.DURATION, "100 ms", "from one mmap() to the next"),
        new Setting(PAGES, SettingType.COUNT, "4", "pages that are mapped and unmapped"));
  }

  @Override
  public KernelPart kernelPart() {
    return KernelPart.of(
        new SyscallStub("__x64_sys_mmap", "do_mmap"),
        new SyscallStub("__x64_sys_munmap", "__vm_munmap"),
        new SyscallStub("__x64_sys_clone3", "__do_sys_clone3"),
        new ReschedCurr());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(
        Syscalls.MMAP, "__x64_sys_mmap",
        Syscalls.MUNMAP, "__x64_sys_munmap",
        Syscalls.CLONE3, "__x64_sys_clone3");
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    CpuMask threads = settings.cpus(THREADS);
    long bytes = Math.max(1, settings.count(PAGES)) << 12;
    int slots = host.slots().slots(host.prefix() + ".process", Process.SLOTS, SlotKind.STATE);
    int read = host.slots().slots(host.prefix() + ".read", threads.last() + 1, SlotKind.STATE);
    int calls = host.slots().slots(host.prefix() + ".call", threads.last() + 1, SlotKind.STATE);
    return arena ->
        new Process(arena, slots, read, calls, threads, settings.durationNs(PERIOD), bytes);
  }

  /** What a thread does. */
  private enum Doing {
    WAIT,
    CREATE,
    MAP,
    READ,
    UNMAP
  }

  /**
   * The threads wait for each other as at a barrier in their memory: one maps, all read, one
   * unmaps.
   */
  private record Process(
      Arena arena, int slots, int read, int calls, CpuMask threads, long periodNs, long bytes)
      implements Workload {

    static final int SLOTS = 3;

    /* The next thread to create; then the round's state. */
    private static final int NEXT_THREAD = 0;
    private static final int ADDRESS = 1;
    private static final int ROUND = 2;

    private int leader() {
      return threads.next(0);
    }

    private int nextThread() {
      return threads.next((int) Math.max(arena.get(slots + NEXT_THREAD), leader() + 1));
    }

    private long address() {
      return arena.get(slots + ADDRESS);
    }

    private long round() {
      return arena.get(slots + ROUND);
    }

    private boolean hasRead(int cpu) {
      return arena.get(read + cpu) > round();
    }

    private boolean allHaveRead() {
      return threads.stream().allMatch(this::hasRead);
    }

    /* All times are known beforehand: a CPU that waits in user mode is asked only when something is due there. */
    @Override
    public long dueNs(int cpu) {
      if (!threads.contains(cpu)) {
        return NEVER;
      }
      if (cpu != leader()) {
        return readNs(hasRead(cpu) ? round() + 1 : round());
      }
      if (nextThread() >= 0) {
        return 0;
      }
      if (address() == 0) {
        return mapNs(round());
      }
      return hasRead(cpu) ? mapNs(round()) + periodNs / 2 : readNs(round());
    }

    private long mapNs(long round) {
      return (round + 1) * periodNs;
    }

    private long readNs(long round) {
      return mapNs(round) + periodNs / 4;
    }

    @Override
    public SystemCall take(int cpu, long nowNs) {
      Doing doing = next(cpu);
      arena.set(calls + cpu, doing.ordinal());
      return switch (doing) {
        case WAIT -> new SystemCall(Syscalls.SCHED_YIELD, 0, 0, 0);
        case CREATE -> new SystemCall(Syscalls.CLONE3, nextThread(), 0, 0);
        case MAP -> new SystemCall(Syscalls.MMAP, 0, bytes, 0);
        case READ -> SystemCall.userLoad(address());
        case UNMAP -> new SystemCall(Syscalls.MUNMAP, address(), bytes, 0);
      };
    }

    private Doing next(int cpu) {
      if (cpu == leader() && nextThread() >= 0) {
        return Doing.CREATE;
      }
      if (address() == 0) {
        return cpu == leader() ? Doing.MAP : Doing.WAIT;
      }
      if (!hasRead(cpu)) {
        return Doing.READ;
      }
      return cpu == leader() && allHaveRead() ? Doing.UNMAP : Doing.WAIT;
    }

    @Override
    public void returned(int cpu, long result) {
      switch (Doing.values()[(int) arena.get(calls + cpu)]) {
        case WAIT -> {}
        case CREATE -> arena.set(slots + NEXT_THREAD, nextThread() + 1L);
        case MAP -> arena.set(slots + ADDRESS, result);
        case READ -> arena.set(read + cpu, round() + 1);
        case UNMAP -> {
          arena.set(slots + ADDRESS, 0);
          arena.set(slots + ROUND, round() + 1);
        }
      }
    }
  }
}
