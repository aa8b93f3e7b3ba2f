package org.emukernel.scenarios.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.spi.Setting;
import org.emukernel.api.spi.Settings;
import org.emukernel.api.spi.WorkloadHost;
import org.emukernel.api.spi.WorkloadProvider;

/**
 * What a strategy meets on trial; on no list. In each round the first housekeeping CPU allocates a
 * page of vmalloc space, which the isolated CPUs read; frees it, has its memory taken by another
 * page, and purges its address. In the next round the address belongs to another page, and whoever
 * reads it through its old translation is seen. Meanwhile the second housekeeping CPU toggles a
 * static key whose site the isolated CPUs execute. Around the purge these enter the kernel and
 * leave it at random times.
 *
 * <p>Nobody reads a page that is being freed: reads begin in the round's first half only, frees in
 * its second. The system calls have numbers that Linux leaves free.
 */
public final class TrialLoad implements WorkloadProvider {

  @Override
  public String name() {
    return "trial";
  }

  @Override
  public String description() {
    return "addresses that are soon used again, and text that is soon executed, on isolated CPUs";
  }

  @Override
  public List<Setting> settings() {
    return List.of();
  }

  @Override
  public KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>(VfsWrite.kernelPart().routines());
    routines.add(new SyscallStub("__x64_sys_trial_vmalloc", "trial_vmalloc"));
    routines.add(new SyscallStub("__x64_sys_trial_vfree", "vfree"));
    routines.add(new SyscallStub("__x64_sys_trial_store", "trial_store"));
    routines.add(new SyscallStub("__x64_sys_trial_load", "trial_load"));
    routines.add(new SyscallStub("__x64_sys_trial_purge", "_vm_unmap_aliases"));
    routines.add(new SyscallStub("__x64_sys_trial_probe", "static_key_probe_0"));
    routines.add(new Vmalloc());
    routines.add(new Store());
    routines.add(new Load());
    return new KernelPart(routines, VfsWrite.kernelPart().variables());
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(
        Syscalls.WRITE, "__x64_sys_write",
        Syscalls.TRIAL_VMALLOC, "__x64_sys_trial_vmalloc",
        Syscalls.TRIAL_VFREE, "__x64_sys_trial_vfree",
        Syscalls.TRIAL_STORE, "__x64_sys_trial_store",
        Syscalls.TRIAL_LOAD, "__x64_sys_trial_load",
        Syscalls.TRIAL_PURGE, "__x64_sys_trial_purge",
        Syscalls.TRIAL_PROBE, "__x64_sys_trial_probe");
  }

  @Override
  public WorkloadHost.Plan plan(Settings settings, WorkloadHost host) {
    TrialRounds.Slots slots = TrialRounds.reserve(host);
    return arena -> {
      TrialRounds rounds = new TrialRounds(arena, slots, host.housekeeping(), host.isolated());
      rounds.start(host.seed());
      return rounds;
    };
  }

  /** trial_vmalloc(bytes): vmalloc(). */
  private static final class Vmalloc extends KernelRoutine {

    private final KernelSymbol allocate = new KernelSymbol("__vmalloc_node_range_noprof");

    Vmalloc() {
      super("trial_vmalloc", 0, "call", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.call(allocate.in(f), f.arg(0), 1, 0, Protection.PAGE_KERNEL.bits());
      } else {
        f.ret(f.result());
      }
    }
  }

  /** trial_store(address, value). */
  private static final class Store extends KernelRoutine {

    Store() {
      super("trial_store", 0, "store", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.store(f.arg(0), Long.BYTES, f.arg(1));
      } else {
        f.ret(0);
      }
    }
  }

  /** trial_load(address). */
  private static final class Load extends KernelRoutine {

    Load() {
      super("trial_load", 1, "load", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.setLocal(0, f.load(f.arg(0), Long.BYTES));
      } else {
        f.ret(f.local(0));
      }
    }
  }
}
