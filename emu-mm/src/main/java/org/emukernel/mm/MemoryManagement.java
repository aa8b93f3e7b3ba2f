package org.emukernel.mm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.LinearLayout;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.MemoryManager;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.mm.bpf.BpfRoutines;
import org.emukernel.mm.mmap.UserMemory;
import org.emukernel.mm.module.ModuleRoutines;
import org.emukernel.mm.page.DirectMap;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.KernelRoot;
import org.emukernel.mm.page.PageFrames;
import org.emukernel.mm.percpu.PercpuRoutines;
import org.emukernel.mm.pti.AddressSpaces;
import org.emukernel.mm.sched.BootTasks;
import org.emukernel.mm.sched.Scheduler;
import org.emukernel.mm.secretmem.SecretmemRoutines;
import org.emukernel.mm.setmemory.SetMemoryRoutines;
import org.emukernel.mm.stack.ThreadStacks;
import org.emukernel.mm.tlb.FlushAll;
import org.emukernel.mm.tlb.TlbRoutines;
import org.emukernel.mm.vmalloc.VmallocPolicy;
import org.emukernel.mm.vmalloc.VmallocRoutines;
import org.emukernel.mm.vmalloc.VmapAreas;
import org.emukernel.mm.work.Kworker;

/** The memory management of a Linux-like kernel, put together. */
public final class MemoryManagement implements MemoryManager {

  private final KernelMemory memory;
  private final KernelRoot root;
  private final LinearLayout layout;
  private final TlbRoutines tlb;
  private final VmallocRoutines vmalloc;
  private final SetMemoryRoutines setMemory;
  private final BpfRoutines bpf;
  private final PercpuRoutines percpu;
  private final ModuleRoutines modules;
  private final SecretmemRoutines secretmem;
  private final ThreadStacks stacks;
  private final BootTasks tasks;

  MemoryManagement(
      MemoryManagementPlan plan,
      Arena arena,
      PageTableFormat format,
      DeferralStrategy strategy,
      CallConditions conditions) {
    MemorySpec spec = plan.spec();
    int cpus = spec.geometry().cpus();
    root = new KernelRoot(arena, plan.root());
    layout = spec.geometry().layout();
    memory =
        new KernelMemory(
            new PageFrames(arena, plan.frames()),
            new DirectMap(spec.geometry().layout().directMap(), arena.memory().bytes()),
            format,
            arena.memory(),
            root);
    VmapAreas areas = new VmapAreas(arena, plan.vmalloc().areas());
    tlb = new TlbRoutines(strategy, conditions, memory.directMap(), cpus);
    tasks = new BootTasks(memory, spec.geometry().layout().mmapBase());
    VmallocPolicy policy = new VmallocPolicy(cpus, tlb.vmallocFlush(), spec.options());
    vmalloc = new VmallocRoutines(arena, plan.vmalloc(), areas, memory, policy);
    setMemory = new SetMemoryRoutines(memory, new FlushAll(strategy.kernelFlushes()));
    bpf = new BpfRoutines(arena, plan.packs(), areas, memory);
    percpu = new PercpuRoutines(arena, plan.percpu(), areas, memory);
    modules = new ModuleRoutines(areas, memory);
    secretmem = new SecretmemRoutines(memory);
    stacks = new ThreadStacks();
  }

  @Override
  public List<Routine> routines(List<PendingWork> others) {
    List<PendingWork> all = new ArrayList<>(works());
    all.addAll(others);
    return Stream.of(
            tlb.routines(),
            vmalloc.routines(),
            setMemory.routines(),
            bpf.routines(),
            percpu.routines(),
            modules.routines(),
            secretmem.routines(),
            stacks.routines(),
            Kworker.routines(),
            Scheduler.routines(all),
            UserMemory.routines(memory))
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public List<KernelVariable> variables() {
    return Stream.of(
            List.of(memory.zoneLock().variable()),
            tlb.variables(),
            vmalloc.variables(),
            bpf.variables(),
            percpu.variables(),
            modules.variables(),
            Scheduler.variables(),
            stacks.variables())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public List<PendingWork> works() {
    return Stream.of(vmalloc.works(), bpf.works(), percpu.works(), modules.works())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public PendingWork waitingTasks() {
    return Scheduler.waitingTasks();
  }

  /**
   * {@return the builder of page tables at boot} It must make the kernel's before anything runs.
   */
  public AddressSpaces addressSpaces(Isolation isolation) {
    return new AddressSpaces(memory, root, layout, isolation);
  }

  /** {@return the tasks that CPUs run at boot} */
  public BootTasks bootTasks() {
    return tasks;
  }

  /** {@return pages, direct map and format} */
  public KernelMemory memory() {
    return memory;
  }
}
