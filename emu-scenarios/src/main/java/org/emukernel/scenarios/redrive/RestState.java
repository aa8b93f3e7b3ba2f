package org.emukernel.scenarios.redrive;

import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.CellVisitor;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.machine.X86Machine;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.reg.Reg;

/**
 * Makes the states in which a machine rests between calls alike where they differ in nothing that a
 * later call depends on, or in what the processor may change at any time.
 *
 * <ul>
 *   <li>Nobody reads it before it is written: the kernel's stacks, empty while a CPU is in user
 *       mode; where SYSCALL's entry puts the user's RSP; the user program's scratch registers; the
 *       CSDs, none of which is in use while nothing is under way, but for their flags; the masks of
 *       targets and {@code flush_tlb_info}; the last command of the local APIC. It is cleared.
 *   <li>Context tracking counts in memory how often a CPU crossed the border of the kernel, above
 *       the low bits that say where it is; only RCU, which is not emulated, would read more than
 *       those. The count starts from zero.
 *   <li>The translation caches. The processor may drop a translation and make one at any time (SDM
 *       vol. 3A, "Caching Translation Information"), and in a replay page tables never change, so
 *       that every translation stays right: the caches are given what they held at first.
 * </ul>
 *
 * <p>Only what was written since the last rest is looked at: the journal says what.
 */
final class RestState implements CellVisitor {

  /** CT_STATE_MASK and CT_RCU_WATCHING, include/linux/context_tracking_state.h. */
  private static final int CONTEXT =
      ContextTracking.STATE_MASK | ContextTracking.WORK_MASK | ContextTracking.RCU_WATCHING;

  private static final String CSDS = "cfd_csd";
  private static final int CSD_WORDS = 4;
  private static final int CSD_FLAGS_WORD = 1;

  /** The per-CPU variables that are cleared. */
  private static final List<String> CLEARED =
      List.of(
          "init_stack",
          "entry_stack_storage",
          "irq_stack_backing_store",
          "cfd_cpumask",
          "cfd_cpumask_ipi",
          "flush_tlb_info",
          CSDS);

  private static final Pattern TRANSLATIONS = Pattern.compile("cpu\\d+\\.tlb\\..*");

  /** What the user program sets before a system call, and what SYSCALL overwrites. */
  private static final int[] SCRATCH = {
    Reg.RAX, Reg.RCX, Reg.RDX, Reg.RSI, Reg.RDI, Reg.R11,
  };

  /** In numbers, two for each write: 16 MiB. */
  private static final int MAX_JOURNAL = 1 << 21;

  private final Arena arena;
  private final PhysicalMemory memory;
  private final List<Cpu> cpus;
  private final long[] contexts;
  private final long[] savedRsps;
  private final BitSet translations;
  /* What each slot of them held at the first rest; empty before. */
  private long[] atFirstRest = {};

  /* Words that are cleared, by their place in a CPU's area; the areas have one layout. */
  private final BitSet cleared = new BitSet();
  private final long areas;
  private final long areaBytes;

  /** Whether the journal tells all that was written since the last rest. */
  private enum Written {
    TOLD,
    NOT_TOLD
  }

  private Written written = Written.NOT_TOLD;

  /**
   * Opens the machine's journal and makes this state one of the alike.
   *
   * @param machine a machine at rest
   */
  RestState(EmulatedMachine machine) {
    arena = machine.arena();
    memory = arena.memory();
    cpus = ((X86Machine) machine.loaded()).cpus();
    contexts = cpus.stream().mapToLong(cpu -> context(cpu, cpu.cpu())).toArray();
    savedRsps =
        cpus.stream()
            .mapToLong(cpu -> physical(cpu, "cpu_tss_rw", cpu.cpu()) + AsmOffsets.TSS_SP2)
            .toArray();
    translations = arena.slotsNamed(TRANSLATIONS.asMatchPredicate());
    Cpu first = cpus.get(0);
    areas = areaOf(first, 0);
    areaBytes = cpus.size() > 1 ? areaOf(first, 1) - areas : memory.bytes() - areas;
    CLEARED.forEach(name -> clear(machine, name));
    arena.openJournal();
  }

  private static long context(Cpu cpu, int of) {
    return physical(cpu, ContextTracking.SYMBOL, of) + ContextTracking.STATE;
  }

  private static long physical(Cpu cpu, String name, int of) {
    return cpu.perCpu(name, of) - MemoryMap.PAGE_OFFSET;
  }

  /* Where the first of the cleared variables lies; the others lie above it, in the same CPU's area. */
  private static long areaOf(Cpu cpu, int of) {
    return CLEARED.stream().mapToLong(name -> physical(cpu, name, of)).min().orElseThrow();
  }

  private void clear(EmulatedMachine machine, String name) {
    long bytes = ((X86Machine) machine.loaded()).kernel().image().symbol(name).orElseThrow().size();
    int first = (int) ((physical(cpus.get(0), name, 0) - areas) / Long.BYTES);
    for (int word = 0; word < bytes / Long.BYTES; word++) {
      if (!name.equals(CSDS) || word % CSD_WORDS != CSD_FLAGS_WORD) {
        cleared.set(first + word);
      }
    }
  }

  /** The machine begins to run from a state at rest. */
  void begin() {
    arena.truncateJournal();
    written = Written.TOLD;
  }

  /** Nobody needs to know the difference to the last rest: the journal may be cut if it is long. */
  void boundJournal() {
    if (arena.mark() > MAX_JOURNAL) {
      arena.truncateJournal();
      written = Written.NOT_TOLD;
    }
  }

  /** The machine has come to rest: changes its state into the one that stands for those alike. */
  void settle() {
    if (atFirstRest.length == 0) {
      atFirstRest = new long[arena.slotCount()];
      translations.stream().forEach(slot -> atFirstRest[slot] = arena.get(slot));
    }
    if (written == Written.TOLD) {
      arena.changedSince(0, this);
    } else {
      translations.stream().forEach(this::slot);
      cpus.forEach(cpu -> clearArea(cpu.cpu()));
    }
    for (Cpu cpu : cpus) {
      settle(cpu);
    }
    arena.rewound();
  }

  private void clearArea(int cpu) {
    cleared.stream().forEach(word -> clear(areas + cpu * areaBytes + (long) word * Long.BYTES));
  }

  private void clear(long address) {
    if (memory.readLong(address) != 0) {
      memory.writeLong(address, 0);
    }
  }

  private void settle(Cpu cpu) {
    for (int register : SCRATCH) {
      cpu.registers().set(register, 0);
    }
    cpu.apic().forgetCommand();
    clear(savedRsps[cpu.cpu()]);
    long word = contexts[cpu.cpu()];
    int context = memory.readInt(word);
    if ((context & ~CONTEXT) != 0) {
      memory.writeInt(word, context & CONTEXT);
    }
  }

  @Override
  public void slot(int slot) {
    if (translations.get(slot)) {
      arena.set(slot, atFirstRest[slot]);
    }
  }

  @Override
  public void word(long address) {
    long place = address - areas;
    if (place >= 0
        && place < areaBytes * cpus.size()
        && cleared.get((int) (place % areaBytes / Long.BYTES))) {
      clear(address);
    }
  }
}
