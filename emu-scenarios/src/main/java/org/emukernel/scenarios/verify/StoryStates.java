package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.emukernel.scenarios.report.StepState;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.cpu.RootRegister;
import org.emukernel.x86.reg.Reg;

/**
 * Keeps what a machine looks like after each choice. Which words of memory matter is known at the
 * end only, so the values of all that are touched are kept, and of each what it was before.
 */
final class StoryStates {

  private final ExploredMachine machine;
  private final MemoryNames names;
  private final Map<Long, Word> words = new LinkedHashMap<>();
  private final List<Set<Long>> buffered = new ArrayList<>();
  private final List<Snapshot> snapshots = new ArrayList<>();

  /**
   * Something that is touched.
   *
   * @param before what it was, the first time
   */
  private record Word(int size, long before) {}

  private record Snapshot(List<StepState.Cpu> cpus, Map<Long, Long> values) {}

  StoryStates(ExploredMachine machine, MemoryNames names) {
    this.machine = machine;
    this.names = names;
    for (int cpu = 0; cpu < machine.cpus(); cpu++) {
      buffered.add(new LinkedHashSet<>());
    }
  }

  /** A place in memory is about to be read or written. */
  void touched(long physical, int size) {
    if (Integer.bitCount(size) == 1 && !names.isPageTable(physical) && !names.isText(physical)) {
      words.putIfAbsent(physical, new Word(size, machine.arena().memory().read(physical, size)));
    }
  }

  /** A store waits in a CPU's store buffer. */
  void buffered(int cpu, long physical, int size) {
    touched(physical, size);
    buffered.get(cpu).add(physical);
  }

  /** A choice was made. */
  void after(List<CpuView> views) {
    List<StepState.Cpu> cpus = new ArrayList<>();
    for (CpuView view : views) {
      cpus.add(cpu(view));
    }
    Map<Long, Long> values = new LinkedHashMap<>();
    words.forEach((at, word) -> values.put(at, machine.arena().memory().read(at, word.size())));
    snapshots.add(new Snapshot(cpus, values));
  }

  private StepState.Cpu cpu(CpuView view) {
    Cpu cpu = machine.cpu(view.cpu());
    String root = RootRegister.isUser(cpu.registers().get(Reg.CR3)) ? "user" : "kernel";
    return new StepState.Cpu(
        cpu.mode().name().toLowerCase(Locale.ROOT) + ", CR3 = " + root,
        names.named(machine.machine().place(view.cpu())),
        view.translations(),
        view.stale(),
        storeBuffer(view.cpu()),
        view.text());
  }

  private List<String> storeBuffer(int cpu) {
    Set<Long> stores = buffered.get(cpu);
    stores.removeIf(at -> !machine.cpu(cpu).mmu().isBuffered(at & -Long.BYTES));
    List<String> texts = new ArrayList<>();
    for (long at : stores) {
      Word word = words.get(at);
      if (word != null) {
        long value = machine.cpu(cpu).mmu().seen(at, word.size());
        texts.add(names.of(at) + " = " + Hex.of(value));
      }
    }
    return texts;
  }

  /**
   * {@return the machine after a choice}
   *
   * @param choice its number, from 0
   * @param shared the words that are told
   */
  StepState state(int choice, Set<Long> shared) {
    Snapshot snapshot = snapshots.get(choice);
    Map<String, String> memory = new LinkedHashMap<>();
    words.forEach(
        (at, word) -> {
          if (shared.contains(at & -Long.BYTES)) {
            long value = snapshot.values().getOrDefault(at, word.before());
            memory.put(names.of(at), Hex.of(value));
          }
        });
    return new StepState(snapshot.cpus(), memory);
  }
}
