package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.verdict.Violation;
import org.emukernel.entry.machine.X86Machine;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.x86.apic.Vectors;
import org.emukernel.x86.mem.Footprint;

/**
 * Writes down what the choices of a schedule do, for people: what comes from outside, what is sent,
 * what becomes visible to others, and what they see of it.
 */
final class Storyteller {

  private static final String PROLOGUE = "+0x0: prologue";

  private final ExploredMachine machine;
  private final ActionText actions;
  private final MemoryNames names;
  private final Map<String, List<String>> labels = new HashMap<>();
  private final List<StepNotes> steps = new ArrayList<>();
  private final StoryStates states;
  private List<CpuView> views = List.of();
  private final List<Access> accesses = new ArrayList<>();

  /**
   * A step's store.
   *
   * @param before what was in memory
   */
  private record Access(Kind kind, long physical, int size, long before) {

    enum Kind {
      BUFFERED,
      STORED
    }
  }

  Storyteller(ExploredMachine machine, ActionText actions, ToldEvents events) {
    this.machine = machine;
    this.actions = actions;
    this.names = new MemoryNames(machine.machine(), machine.changingPages());
    this.states = new StoryStates(machine, names);
    for (Routine routine : ((X86Machine) machine.machine().loaded()).kernel().routines()) {
      labels.put(routine.symbol(), routine.labels());
    }
    events.tell(
        text -> steps.get(steps.size() - 1).add(text),
        machine.machine()::symbolize,
        Arrays.stream(machine.changingPages()).boxed().toList());
  }

  /** {@return a footprint that also tells here what is touched} */
  Footprint listening(Footprint of) {
    return new ForwardingFootprint(of) {
      @Override
      public void loaded(long physical, int size) {
        super.loaded(physical, size);
        states.touched(physical, size);
        long value =
            Integer.bitCount(size) == 1 ? machine.arena().memory().read(physical, size) : 0;
        noteLoad(physical, value);
      }

      @Override
      public void stored(long physical, int size) {
        super.stored(physical, size);
        states.touched(physical, size);
        accesses.add(new Access(Access.Kind.STORED, physical, size, inMemory(physical, size)));
      }

      @Override
      public boolean isShared(long physical, int size) {
        boolean waits = super.isShared(physical, size);
        if (waits) {
          accesses.add(new Access(Access.Kind.BUFFERED, physical, size, 0));
        }
        return waits;
      }
    };
  }

  /** A choice is about to be made. */
  void before(int action) {
    int cpu = Action.cpu(action);
    StepNotes step = new StepNotes(cpu, what(action), place(cpu));
    steps.add(step);
    if (Action.kind(action) == Action.Kind.STEP) {
      StaleInstruction.of(machine.cpu(cpu), machine.arena().memory()).ifPresent(step::add);
      FlushNotes.of(machine.cpu(cpu), step.place()).ifPresent(step::add);
    }
    accesses.clear();
    views = views();
  }

  /** It was made. */
  void after() {
    StepNotes step = steps.get(steps.size() - 1);
    accesses.forEach(access -> noteStore(access, step));
    List<CpuView> now = views();
    for (int cpu = 0; cpu < now.size(); cpu++) {
      views.get(cpu).changesTo(now.get(cpu), step);
    }
    states.after(now);
  }

  /** A monitor minded the last choice. */
  void violated(Violation violation) {
    steps.get(steps.size() - 1).add("VIOLATION: " + violation.monitor());
  }

  private List<CpuView> views() {
    return IntStream.range(0, machine.cpus())
        .mapToObj(cpu -> CpuView.of(machine, cpu, names))
        .toList();
  }

  private String what(int action) {
    int argument = Action.argument(action);
    return switch (Action.kind(action)) {
      case STEP -> VerifyReport.Step.PLAIN;
      case CALL -> "syscall " + actions.call(Action.cpu(action), argument);
      case ARRIVAL -> ActionText.vector(InFlight.vector(argument)) + " at";
      case TIMER -> ActionText.vector(Vectors.LOCAL_TIMER) + " at";
      case NMI -> "NMI at";
      case DRAIN -> "(a buffered store becomes visible)";
      case FILL -> "(TLB fill by speculation)";
      case EVICT -> "(TLB drops an entry)";
      case EVICT_STRUCTURE -> "(the paging-structure cache drops a PDE)";
      case REFETCH -> "(a stale byte is fetched anew)";
    };
  }

  /* The prologue, which makes a routine's frame, is one step with the first label. */
  private String place(int cpu) {
    String place = names.named(machine.machine().place(cpu));
    if (!place.endsWith(PROLOGUE)) {
      return place;
    }
    String symbol = place.substring(0, place.length() - PROLOGUE.length());
    return symbol + "+0x0: " + labels.getOrDefault(symbol, List.of("prologue")).get(0);
  }

  private long inMemory(long physical, int size) {
    return Integer.bitCount(size) == 1 ? machine.arena().memory().read(physical, size) : 0;
  }

  /* What the CPU has buffered itself tells it nothing of others. */
  private void noteLoad(long physical, long value) {
    StepNotes step = steps.get(steps.size() - 1);
    boolean isOwn = machine.cpu(step.cpu()).mmu().isBuffered(physical & -Long.BYTES);
    if (!names.isPageTable(physical) && !names.isText(physical) && !isOwn) {
      step.add(
          "reads " + names.of(physical) + " = " + Hex.of(value), physical, StepNotes.Touch.LOAD);
    }
  }

  private void noteStore(Access access, StepNotes step) {
    long at = access.physical;
    if (access.kind == Access.Kind.BUFFERED) {
      states.buffered(step.cpu(), at, access.size);
      long value = machine.cpu(step.cpu()).mmu().seen(at, access.size);
      step.add("buffers " + names.of(at) + " = " + Hex.of(value), at, StepNotes.Touch.STORE);
    } else if (!names.isPageTable(at) && !names.isText(at)) {
      step.add(names.of(at) + " = " + content(access), at, StepNotes.Touch.STORE);
    } else if (access.before != inMemory(at, access.size)) {
      step.add(names.of(at) + " = " + content(access));
    }
  }

  private String content(Access access) {
    if (!names.isText(access.physical)) {
      return Hex.of(inMemory(access.physical, access.size));
    }
    byte[] bytes = new byte[access.size];
    machine.arena().memory().readBytes(access.physical, bytes, 0, bytes.length);
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  /** {@return the choices that matter to others, and the last one} */
  List<VerifyReport.Step> steps() {
    Set<Long> shared = StepNotes.sharedBy(steps);
    List<VerifyReport.Step> told = new ArrayList<>();
    int[] unnoticed = new int[machine.cpus()];
    for (int i = 0; i < steps.size(); i++) {
      StepNotes step = steps.get(i);
      List<String> changes = step.told(shared);
      boolean isPlain = step.what().equals(VerifyReport.Step.PLAIN);
      if (isPlain && changes.isEmpty() && i < steps.size() - 1) {
        unnoticed[step.cpu()]++;
        continue;
      }
      told.add(
          new VerifyReport.Step(
              step.cpu(),
              step.what(),
              step.place(),
              unnoticed[step.cpu()],
              changes,
              Optional.of(states.state(i, shared))));
      unnoticed[step.cpu()] = 0;
    }
    return List.copyOf(told);
  }
}
