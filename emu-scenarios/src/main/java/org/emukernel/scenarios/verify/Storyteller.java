package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.emukernel.api.arena.CellVisitor;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.x86.apic.Vectors;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.tlb.PagingStructureCaches;
import org.emukernel.x86.tlb.TlbEntry;

/**
 * Writes down what a walk does, for people: the steps that others can notice, and what they change.
 */
final class Storyteller implements Walker.Listener {

  private static final long NO_FLUSH = 1L << 63;

  private final ExploredMachine machine;
  private final MemoryNames names;
  private final SharedWords shared;
  private final List<VerifyReport.Step> steps = new ArrayList<>();
  private final int[] unnoticed;
  private final List<String> translations = new ArrayList<>();
  private String place = "";
  private int mark;
  private long cr3;

  Storyteller(ExploredMachine machine, SharedWords shared) {
    this.machine = machine;
    this.names = new MemoryNames(machine.machine());
    this.shared = shared;
    this.unnoticed = new int[machine.cpus()];
  }

  @Override
  public void before(int action) {
    int cpu = Action.cpu(action);
    place = machine.machine().place(cpu);
    mark = machine.arena().mark();
    cr3 = machine.cpu(cpu).registers().get(Reg.CR3);
    translations.clear();
    for (int i = 0; i < machine.cpus(); i++) {
      translations.add(translations(i));
    }
  }

  @Override
  public void after(int action) {
    int cpu = Action.cpu(action);
    List<String> changes = changes(cpu);
    boolean isPlain = Action.kind(action) == Action.Kind.STEP;
    if (isPlain && changes.isEmpty() && !machine.wasVisible(cpu)) {
      unnoticed[cpu]++;
      return;
    }
    steps.add(new VerifyReport.Step(cpu, what(action), place, unnoticed[cpu], changes));
    unnoticed[cpu] = 0;
  }

  private static String what(int action) {
    int argument = Action.argument(action);
    return switch (Action.kind(action)) {
      case STEP -> "step";
      case CALL -> "system call begins";
      case ARRIVAL -> "interrupt " + vector(InFlight.vector(argument)) + " is taken before";
      case TIMER -> "interrupt " + vector(Vectors.LOCAL_TIMER) + " is taken before";
      case NMI -> "NMI is taken before";
      case DRAIN -> "oldest buffered store becomes visible at";
      case FILL -> "hardware fills the TLB at";
      case EVICT -> "hardware drops a TLB entry at";
      case EVICT_STRUCTURE -> "hardware drops a cached PDE at";
      case REFETCH -> "hardware fetches a stale byte anew at";
    };
  }

  private static String vector(int vector) {
    return switch (vector) {
      case Vectors.CALL_FUNCTION -> "CALL_FUNCTION_VECTOR";
      case Vectors.CALL_FUNCTION_SINGLE -> "CALL_FUNCTION_SINGLE_VECTOR";
      case Vectors.RESCHEDULE -> "RESCHEDULE_VECTOR";
      case Vectors.LOCAL_TIMER -> "LOCAL_TIMER_VECTOR";
      default -> "0x" + Integer.toHexString(vector);
    };
  }

  private List<String> changes(int cpu) {
    Set<String> changes = new LinkedHashSet<>();
    long now = machine.cpu(cpu).registers().get(Reg.CR3);
    if (now != cr3) {
      changes.add("CR3: 0x%x -> 0x%x".formatted(cr3 & ~NO_FLUSH, now & ~NO_FLUSH));
    }
    Set<Long> words = new LinkedHashSet<>();
    machine
        .arena()
        .changedSince(
            mark,
            new CellVisitor() {
              @Override
              public void slot(int slot) {
                String name = machine.arena().nameOf(slot);
                if (name.contains(".storeBuffer") && name.endsWith("r[0]")) {
                  changes.add(
                      name.substring(0, name.indexOf('.'))
                          + " store buffer: "
                          + machine.arena().get(slot)
                          + " waiting");
                } else if (name.contains(".staleText[0]")) {
                  changes.add(
                      name.substring(0, name.indexOf('.'))
                          + " sees "
                          + machine.arena().get(slot)
                          + " stale bytes");
                }
              }

              @Override
              public void word(long physical) {
                words.add(physical);
              }
            });
    for (long word : words) {
      if (shared.contains(word, 1) || names.isTranslation(word)) {
        changes.add("%s = 0x%x".formatted(names.of(word), machine.arena().memory().readLong(word)));
      }
    }
    for (int i = 0; i < machine.cpus(); i++) {
      String after = translations(i);
      if (!after.equals(translations.get(i))) {
        changes.add("CPU " + i + " TLB: " + after);
      }
    }
    return List.copyOf(changes);
  }

  private String translations(int cpu) {
    Mmu mmu = machine.cpu(cpu).mmu();
    List<String> entries = new ArrayList<>();
    for (long page : machine.changingPages()) {
      for (int number = mmu.tlb().nextOf(page, 0);
          number >= 0;
          number = mmu.tlb().nextOf(page, number + 1)) {
        entries.add(describe(mmu.tlb().entry(number)));
      }
    }
    for (long page : machine.changingTables()) {
      PagingStructureCaches structures = mmu.structures();
      for (int index = structures.nextOf(page, ExploredMachine.PDE, 0);
          index >= 0;
          index = structures.nextOf(page, ExploredMachine.PDE, index + 1)) {
        entries.add(describe(structures, index));
      }
    }
    return entries.isEmpty() ? "nothing" : String.join(", ", entries);
  }

  private static String describe(TlbEntry entry) {
    return "0x%x -> 0x%x (%s%s)"
        .formatted(
            entry.linear(),
            entry.translation() & 0xf_ffff_ffff_f000L,
            entry.global() ? "global" : "PCID " + entry.pcid(),
            entry.condemned() ? ", flush completed" : "");
  }

  private static String describe(PagingStructureCaches structures, int index) {
    String state =
        structures.isFreed(ExploredMachine.PDE, index)
            ? ", table freed"
            : structures.isCondemned(ExploredMachine.PDE, index) ? ", flush completed" : "";
    return "PDE -> table 0x%x (PCID %d%s)"
        .formatted(
            structures.structure(ExploredMachine.PDE, index) & 0xf_ffff_ffff_f000L,
            structures.pcid(ExploredMachine.PDE, index),
            state);
  }

  List<VerifyReport.Step> steps() {
    return List.copyOf(steps);
  }
}
