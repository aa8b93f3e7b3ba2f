package org.emukernel.scenarios.verify;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.mem.Mmu;

/**
 * What the hardware of CPUs may do between any two steps, of its own accord: make buffered stores
 * visible, translate pages and drop translations, and fetch patched text anew.
 */
final class HardwareActions {

  private final List<Cpu> cpus;
  private final PhysicalMemory memory;
  private final ChangingPages changing;
  private final long[] pages;
  private final long[] tables;
  private final boolean[] fills;
  private Optional<EagerFills> eager = Optional.empty();

  HardwareActions(List<Cpu> cpus, PhysicalMemory memory, ChangingPages changing) {
    this.cpus = List.copyOf(cpus);
    this.memory = memory;
    this.changing = changing;
    this.pages = changing.pages();
    this.tables = changing.tables();
    this.fills = changing.touching().clone();
  }

  /** From now on the hardware of those CPUs that never touch a changing page fills its TLB, too. */
  void fillEverywhere() {
    Arrays.fill(fills, true);
  }

  /**
   * From now on the hardware fills TLBs as soon as it can and drops nothing of its own accord,
   * where that finds whatever can be found.
   */
  void fillAtOnce() {
    if (changing.mappings() != VerifyModel.Mappings.CHANGE && tables.length == 0) {
      eager = Optional.of(new EagerFills(changing.mappings(), pages, cpus, memory, fills));
    }
  }

  /** {@return what it does before anything else happens: an action, or {@link Action#NONE}} */
  int atOnce() {
    return eager.isPresent() ? eager.get().next() : Action.NONE;
  }

  /**
   * {@return whether others could notice on which side of theirs a CPU has just changed its address
   * space}
   *
   * @param oldCr3 before
   */
  boolean noticesMove(int cpu, long oldCr3) {
    return pages.length != 0 && (eager.isEmpty() || !eager.get().mayWriteEarlier(cpu, oldCr3));
  }

  /** Adds what the hardware of a CPU may do next. */
  void add(int cpu, ActionList into) {
    Mmu mmu = cpus.get(cpu).mmu();
    if (!mmu.storeBufferEmpty()) {
      into.add(Action.of(Action.Kind.DRAIN, cpu, 0));
    }
    for (int i = 0; i < pages.length && eager.isEmpty(); i++) {
      addTranslations(cpu, i, into);
    }
    for (long page : tables) {
      addStructures(cpu, page, into);
    }
    for (int i = 0; i < mmu.staleBytes(); i++) {
      into.add(Action.of(Action.Kind.REFETCH, cpu, i));
    }
  }

  private void addTranslations(int cpu, int number, ActionList into) {
    if (fills[cpu]) {
      into.add(Action.of(Action.Kind.FILL, cpu, number));
    }
    Mmu mmu = cpus.get(cpu).mmu();
    long page = pages[number];
    for (int n = mmu.tlb().nextOf(page, 0); n >= 0; n = mmu.tlb().nextOf(page, n + 1)) {
      into.add(Action.of(Action.Kind.EVICT, cpu, n));
    }
  }

  private void addStructures(int cpu, long page, ActionList into) {
    Mmu mmu = cpus.get(cpu).mmu();
    for (int n = mmu.structures().nextOf(page, ChangingPages.PDE, 0);
        n >= 0;
        n = mmu.structures().nextOf(page, ChangingPages.PDE, n + 1)) {
      into.add(Action.of(Action.Kind.EVICT_STRUCTURE, cpu, n));
    }
  }

  /** Does what an action says that is the hardware's. */
  void perform(int action) {
    Mmu mmu = cpus.get(Action.cpu(action)).mmu();
    int argument = Action.argument(action);
    switch (Action.kind(action)) {
      case DRAIN -> mmu.drainOne();
      case FILL -> mmu.fillSpeculatively(pages[argument]);
      case EVICT -> mmu.evict(argument);
      case EVICT_STRUCTURE -> mmu.evictStructure(argument);
      case REFETCH -> mmu.refetch(argument);
      default -> throw new IllegalArgumentException(Action.kind(action).name());
    }
  }
}
