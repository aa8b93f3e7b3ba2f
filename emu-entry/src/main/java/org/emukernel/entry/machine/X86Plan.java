package org.emukernel.entry.machine;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.machine.KernelComposition;
import org.emukernel.api.machine.MachinePlan;
import org.emukernel.api.machine.Surroundings;
import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.api.spi.MemoryManagerProvider.Geometry;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.rcu.RcuRoutines;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.mem.MmuSpec;
import org.emukernel.x86.paging.X86PageTableFormat;
import org.emukernel.x86.smp.SysvecRoutines;
import org.emukernel.x86.text.TextPatchingRoutines;
import org.emukernel.x86.tlb.TlbSpec;

/** An x86-64 machine whose slots are reserved. */
final class X86Plan implements MachinePlan {

  /** What every machine has: a server CPU of the last ten years, and Linux's requirements. */
  private static final Set<X86Feature> ALWAYS =
      Set.of(
          X86Feature.TSC,
          X86Feature.MSR,
          X86Feature.CX8,
          X86Feature.CX16,
          X86Feature.NX,
          X86Feature.GBPAGES,
          X86Feature.RDTSCP,
          X86Feature.REP_GOOD,
          X86Feature.ERMS,
          X86Feature.X2APIC);

  private final HardwareSpec spec;
  private final Set<X86Feature> features;
  private final X86Layout layout;

  X86Plan(ArenaBuilder slots, HardwareSpec spec) {
    this.spec = spec;
    this.features = features(spec);
    this.layout = X86Layout.reserve(slots, spec, mmu(spec));
  }

  /* Who is asked about each fill of a TLB explores, and must see every access. */
  private static MmuSpec mmu(HardwareSpec spec) {
    int stores = Math.max(1, spec.storeBufferEntries());
    return spec.chooser().constant(Choice.TLB_FILL) == Chooser.ASK
        ? new MmuSpec(TlbSpec.UNBOUNDED, stores, MmuSpec.FastPath.OFF)
        : new MmuSpec(TlbSpec.SKYLAKE, stores, MmuSpec.FastPath.ON);
  }

  private static Set<X86Feature> features(HardwareSpec spec) {
    EnumSet<X86Feature> features = EnumSet.copyOf(ALWAYS);
    for (String key : spec.features()) {
      features.add(X86Feature.valueOf(key.toUpperCase(Locale.ROOT)));
    }
    return features;
  }

  @Override
  public Geometry geometry() {
    return new Geometry(
        spec.cpus(), X86Layout.firstFree(spec.cpus()), spec.memoryBytes(), MemoryMap.LAYOUT);
  }

  @Override
  public PageTableFormat pageTables() {
    return new X86PageTableFormat();
  }

  @Override
  public Isolation isolation() {
    if (!features.contains(X86Feature.PTI)) {
      return Isolation.NONE;
    }
    return features.contains(X86Feature.PCID) ? Isolation.PTI_PCID : Isolation.PTI_AUTO;
  }

  @Override
  public KernelPart kernelPart(DeferralStrategy strategy, CallConditions conditions) {
    KernelPart vectors = SysvecRoutines.create();
    KernelPart patching = TextPatchingRoutines.create(strategy, conditions);
    List<KernelPart> parts = List.of(RcuRoutines.create(spec.rcuWatchingBits()), vectors, patching);
    return new KernelPart(
        parts.stream().flatMap(part -> part.routines().stream()).toList(),
        parts.stream().flatMap(part -> part.variables().stream()).toList());
  }

  @Override
  public List<PendingWork> works() {
    return TextPatchingRoutines.works();
  }

  @Override
  public X86Machine build(Arena arena, KernelComposition kernel, Surroundings surroundings) {
    return new X86Machine(this, arena, kernel, surroundings);
  }

  HardwareSpec spec() {
    return spec;
  }

  Set<X86Feature> features() {
    return features;
  }

  X86Layout layout() {
    return layout;
  }
}
