package org.emukernel.mm.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.machine.AddressSpaceTags;
import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.LinearLayout;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.MemoryManagerProvider.Geometry;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.mm.MemoryManagement;
import org.emukernel.mm.MemoryManagementPlan;
import org.emukernel.mm.MemoryOption;
import org.emukernel.mm.MemorySpec;
import org.emukernel.mm.vmalloc.VmapRegion;

/** A kernel that runs its routines one at a time on CPU 0 of a machine without a processor. */
public final class TestKernel {

  public static final long DIRECT_MAP = 0xffff_8880_0000_0000L;

  /** Documentation/arch/x86/x86_64/mm.rst, 4-level paging, without KASLR. */
  public static final LinearLayout LAYOUT =
      new LinearLayout(
          DIRECT_MAP,
          0xffff_c900_0000_0000L,
          0xffff_e8ff_ffff_ffffL,
          0xffff_ffff_c000_0000L,
          0xffff_ffff_ff00_0000L,
          0x7ff0_0000_0000L);

  private static final long MEMORY_BYTES = 32L << 20;
  private static final long FIRST_FREE = 1L << 20;
  private static final long TEXT = 0xffff_ffff_8100_0000L;
  private static final long VARIABLES = 0x10000;

  private final Arena arena;
  private final MemoryManagement mm;
  private final CallConditions conditions = new CallConditions();
  private final PlainFormat format = new PlainFormat();
  private final Map<String, Long> symbols = new HashMap<>();
  private final Map<String, Long> strides = new HashMap<>();
  private final Map<Long, Routine> routines = new HashMap<>();
  private final Recorder recorder = new Recorder();
  private final int cpus;
  private boolean runsTargets;
  private long nowNs;
  private AddressSpaceTags tags =
      new AddressSpaceTags(1, AddressSpaceTags.KernelTag.GLOBAL, AddressSpaceTags.UserTag.SAME);
  private final long root;

  public TestKernel(int cpus, DeferralStrategy strategy) {
    this(cpus, strategy, VmapRegion.vmalloc(LAYOUT, 16L << 20));
  }

  public TestKernel(int cpus, DeferralStrategy strategy, VmapRegion vmalloc) {
    this(cpus, strategy, vmalloc, Set.of());
  }

  public TestKernel(
      int cpus, DeferralStrategy strategy, VmapRegion vmalloc, Set<MemoryOption> options) {
    this.cpus = cpus;
    ArenaBuilder builder = Arena.builder().memoryBytes(MEMORY_BYTES);
    Geometry geometry = new Geometry(cpus, FIRST_FREE, MEMORY_BYTES, LAYOUT);
    MemorySpec spec =
        new MemorySpec(geometry, vmalloc, VmapRegion.modules(LAYOUT, 16L << 20), 2, 2, options);
    MemoryManagementPlan plan = new MemoryManagementPlan(builder, spec);
    arena = builder.build();
    mm = plan.create(arena, format, strategy, conditions);
    mm.routines().forEach(this::define);
    define(new CallThrough("entry_SYSCALL_64_after_hwframe", "do_syscall_64"));
    define(new CallThrough("do_syscall_64", "__x64_sys_setsockopt"));
    define(new CallThrough("__x64_sys_setsockopt", "__sys_setsockopt"));
    define(new RecordingOnEachCpu(this));
    defineVariables();
    root = mm.addressSpaces(Isolation.PTI_PCID).bootKernel(List.of()).kernel();
  }

  private void define(Routine routine) {
    long address = TEXT + routines.size() * 0x1000L;
    if (symbols.put(routine.symbol(), address) != null) {
      throw new IllegalStateException(routine.symbol() + " is defined twice");
    }
    routines.put(address, routine);
  }

  private void defineVariables() {
    long physical = VARIABLES;
    for (KernelVariable variable : mm.variables()) {
      symbols.put(variable.name(), DIRECT_MAP + physical);
      strides.put(variable.name(), (long) variable.bytes());
      physical += (long) variable.bytes() * cpus + 64;
    }
  }

  /** Runs a function to its end. @return what it returned */
  public long call(String symbol, long... args) {
    return new Runner(this).run(symbol, args);
  }

  /** Runs a function and hands its frames to a look before each step. */
  public long callWatched(ToLongFunction<List<String>> beforeStep, String symbol, long... args) {
    return new Runner(this, beforeStep).run(symbol, args);
  }

  long symbol(String name) {
    return Optional.ofNullable(symbols.get(name))
        .orElseThrow(() -> new IllegalArgumentException("no symbol " + name));
  }

  Routine routine(long address) {
    return routines.get(address);
  }

  public String nameOf(long address) {
    return routines.get(address).symbol();
  }

  /** {@return a word of a variable, CPU 0's for a per-CPU one} */
  public long variable(String name) {
    return arena.memory().readLong(symbol(name) - DIRECT_MAP);
  }

  public long addressOf(String name) {
    return symbol(name);
  }

  public Recorder recorder() {
    return recorder;
  }

  public MemoryManagement mm() {
    return mm;
  }

  public Arena arena() {
    return arena;
  }

  CallConditions conditions() {
    return conditions;
  }

  /** {@return the physical address of the kernel's root table} */
  public long rootPhysical() {
    return root;
  }

  /** Sets the time. */
  public void nowNs(long newNowNs) {
    nowNs = newNowNs;
  }

  long nowNs() {
    return nowNs;
  }

  /** Sets what CPUs tag; at first one address space, and a kernel that is the same in all. */
  public void tags(AddressSpaceTags newTags) {
    tags = newTags;
  }

  AddressSpaceTags tags() {
    return tags;
  }

  /** Runs a function on a CPU to its end. */
  public long callOn(int cpu, String symbol, long... args) {
    return new Runner(this, cpu, chain -> 0).run(symbol, args);
  }

  /** From here on calls to other CPUs are run there, too. */
  public void runTargets() {
    runsTargets = true;
  }

  boolean runsTargets() {
    return runsTargets;
  }

  /** {@return the address of a CPU's copy of a variable} */
  public long perCpu(String name, int cpu) {
    return symbol(name) + cpu * strides.get(name);
  }

  int cpus() {
    return cpus;
  }

  /** {@return where the kernel's root leads} */
  public Optional<Translation> walk(long linear) {
    return walk(root, linear);
  }

  /* On purpose without the routines' own walk: from the top by shifts. */
  public Optional<Translation> walk(long rootTable, long linear) {
    long table = rootTable;
    for (int level = 4; level >= 1; level--) {
      int shift = 12 + 9 * (level - 1);
      long entry = arena.memory().readLong(table + (linear >>> shift & 511) * 8);
      if (!format.present(entry)) {
        return Optional.empty();
      }
      if (format.leaf(entry, level)) {
        long offset = linear & ((1L << shift) - 1);
        return Optional.of(
            new Translation((entry & -4096L) + offset, format.protection(entry), level));
      }
      table = entry & -4096L;
    }
    throw new AssertionError("a walk without a leaf");
  }

  long physical(long linear) {
    return linear - DIRECT_MAP >= 0 && linear - DIRECT_MAP < MEMORY_BYTES
        ? linear - DIRECT_MAP
        : walk(linear)
            .orElseThrow(() -> new AssertionError(String.format("page fault at 0x%x", linear)))
            .physical();
  }

  /** {@return every page that the kernel maps outside the direct map} */
  public List<Long> mappedPages(long start, long bytes) {
    List<Long> mapped = new ArrayList<>();
    for (long at = start; at < start + bytes; at += 4096) {
      if (walk(at).isPresent()) {
        mapped.add(at);
      }
    }
    return mapped;
  }

  /** {@return how many tables of the lower three levels the root entry for an address leads to} */
  public int tablesBelow(long linear) {
    long entry = arena.memory().readLong(root + (linear >>> 39 & 511) * 8);
    return tables(entry & -4096L, 3);
  }

  private int tables(long table, int level) {
    int count = 1;
    for (int i = 0; level > 1 && i < 512; i++) {
      long entry = arena.memory().readLong(table + i * 8);
      if (format.present(entry) && !format.leaf(entry, level)) {
        count += tables(entry & -4096L, level - 1);
      }
    }
    return count;
  }
}
