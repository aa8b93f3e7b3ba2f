package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.arena.SplitMix64;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.api.machine.TlbMonitor;
import org.emukernel.api.verdict.Violation;
import org.emukernel.x86.apic.LocalApic;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.cpu.CpuLayout;
import org.emukernel.x86.cpu.CpuSpec;
import org.emukernel.x86.cpu.CpuWiring;
import org.emukernel.x86.exec.CoreParts;
import org.emukernel.x86.exec.CpuModel;
import org.emukernel.x86.exec.OpCache;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.mem.KernelText;
import org.emukernel.x86.mem.KernelTextLayout;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.mem.MmuLayout;
import org.emukernel.x86.mem.MmuParts;
import org.emukernel.x86.mem.MmuSpec;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.tlb.Broadcasts;
import org.emukernel.x86.tlb.TlbSpec;

/**
 * The CPUs of the emulated machine with nothing but a litmus test on them, in the hands of whoever
 * searches: at CPL 0, without a kernel.
 */
final class LitmusMachine implements Explorable {

  /** Whether the CPUs are told which words are shared, so that others need not be buffered. */
  enum Watching {
    /** As in a search. */
    FOOTPRINTS,
    /** Each store goes through the store buffer. */
    NOTHING
  }

  private static final int STORE_BUFFER = 8;

  private final LitmusImage image;
  private final Arena arena;
  private final StepTouches touches;
  private final InFlight inFlight;
  private final Foresight foresight;
  private final List<Cpu> cpus = new ArrayList<>();
  private final List<CpuFootprint> footprints = new ArrayList<>();
  private final Set<Map<String, Integer>> outcomes = new HashSet<>();
  private final ChangingPages changing;
  private final HardwareActions hardware;
  private final StateIdentity identity;

  LitmusMachine(LitmusTest test, SharedWords words, Watching watching) {
    int count = test.threads().size();
    ArenaBuilder slots = Arena.builder().memoryBytes(LitmusImage.MEMORY_BYTES);
    List<CpuLayout> layouts = new ArrayList<>();
    List<MmuLayout> mmus = new ArrayList<>();
    MmuSpec mmu = new MmuSpec(TlbSpec.UNBOUNDED, STORE_BUFFER, MmuSpec.FastPath.OFF);
    int[] clocks = new int[count];
    KernelTextLayout text = KernelText.reserve(slots);
    for (int cpu = 0; cpu < count; cpu++) {
      layouts.add(CpuLayout.reserve(slots, cpu));
      mmus.add(MmuLayout.reserve(slots, cpu, mmu));
      clocks[cpu] = slots.observer("cpu" + cpu + ".clock");
    }
    int flightSlots = InFlight.reserve(slots, count);
    int foresightSlots = Foresight.reserve(slots, count);
    arena = slots.build();
    touches = new StepTouches(arena.memory());
    inFlight = new InFlight(arena, flightSlots, words, touches);
    VerifyChooser chooser = new VerifyChooser(VerifyChooser.Stores.AT_ANY_TIME);
    KernelText kernelText = new KernelText(arena, text, chooser);
    OpCache cache = new OpCache(arena.memory());
    for (int cpu = 0; cpu < count; cpu++) {
      RegisterFile registers = new RegisterFile(arena, layouts.get(cpu).registers());
      ProcessorException fault = new ProcessorException();
      CpuClock clock = new CpuClock(arena, clocks[cpu], cost -> 1);
      MmuParts parts =
          new MmuParts(
              registers, fault, clock, chooser, kernelText, TlbMonitor.NONE, TextMonitor.NONE);
      CoreParts core =
          new CoreParts(
              cpu,
              arena,
              registers,
              new Mmu(mmus.get(cpu), arena, parts),
              clock,
              new LocalApic(arena, layouts.get(cpu).apic(), cpu, count, inFlight),
              new Broadcasts(arena, layouts.get(cpu).broadcasts(), cpu, count, inFlight),
              fault,
              new MachineEvents() {});
      CpuSpec spec = new CpuSpec(cpu, count, CpuMask.none(), CpuModel.SKYLAKE);
      cpus.add(
          new Cpu(
              spec,
              layouts.get(cpu),
              new CpuWiring(core, cache, new RoutineTable(List.of()), new NoSymbols())));
      CpuFootprint footprint = new CpuFootprint(cpu, words, touches, CpuFootprint.Listener.NONE);
      footprints.add(footprint);
      if (watching == Watching.FOOTPRINTS) {
        core.mmu().observe(footprint);
      }
    }
    image = new LitmusImage(test, arena.memory());
    changing = changing(image, count);
    hardware = new HardwareActions(cpus, arena.memory(), changing);
    identity = new StateIdentity(arena, cpus, changing);
    for (int cpu = 0; cpu < count; cpu++) {
      footprints.get(cpu).watchPages(changing.pages());
      image.start(cpu, cpus.get(cpu));
    }
    foresight =
        new Foresight(arena, foresightSlots, words, touches, cpus, this::place, new NothingElse());
    arena.openJournal();
  }

  private static ChangingPages changing(LitmusImage image, int cpus) {
    long[] pages = image.changingPages();
    long[] tables = image.changesTables() ? pages : new long[0];
    boolean[] touching = new boolean[cpus];
    Arrays.fill(touching, true);
    return new ChangingPages(pages, tables, touching, VerifyModel.Mappings.CHANGE);
  }

  /* All of a CPU's registers. */
  private long place(int cpu) {
    RegisterFile registers = cpus.get(cpu).registers();
    long place = 0;
    for (int register = 0; register <= Reg.ACTIVITY; register++) {
      place = SplitMix64.mix(place + registers.get(register));
    }
    return place;
  }

  private final class NothingElse implements Foresight.World {
    @Override
    public boolean isSent(int cpu) {
      return inFlight.hasAny(cpu);
    }

    @Override
    public boolean hasNmis() {
      return false;
    }

    @Override
    public boolean hasMachineChecks() {
      return false;
    }
  }

  /** {@return the final states that were come to so far} */
  Set<Map<String, Integer>> outcomes() {
    return outcomes;
  }

  /** {@return the cached translations that matter} */
  Set<Object> translations() {
    return Held.of(cpus, changing.pages(), changing.tables());
  }

  @Override
  public Arena arena() {
    return arena;
  }

  @Override
  public long hash() {
    return identity.hash();
  }

  @Override
  public void allActions(ActionList into) {
    if (isOver()) {
      outcomes.add(outcome());
      return;
    }
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      if (!isAtRest(cpu) && canStep(cpu)) {
        into.add(Action.of(Action.Kind.STEP, cpu, 0));
      }
      arrivals(cpu, into);
      hardware.add(cpu, into);
    }
  }

  private boolean isOver() {
    for (int cpu = 0; cpu < cpus.size(); cpu++) {
      if (!isAtRest(cpu) || !cpus.get(cpu).mmu().storeBufferEmpty() || inFlight.hasAny(cpu)) {
        return false;
      }
    }
    return true;
  }

  private Map<String, Integer> outcome() {
    Map<String, Integer> outcome = new TreeMap<>();
    for (String name : image.observed()) {
      outcome.put(name, image.value(name, cpus));
    }
    return outcome;
  }

  @Override
  public void arrivals(int cpu, ActionList into) {
    if (arrivable(cpu) == 0) {
      return;
    }
    for (int kind = 0; kind < InFlight.kinds(); kind++) {
      boolean isAbove = InFlight.vector(kind) >> 4 > cpus.get(cpu).apic().processorPriority() >> 4;
      if (inFlight.count(cpu, kind) != 0 && isAbove) {
        into.add(Action.of(Action.Kind.ARRIVAL, cpu, kind));
      }
    }
  }

  @Override
  public long arrivable(int cpu) {
    RegisterFile registers = cpus.get(cpu).registers();
    boolean isOpen =
        inFlight.hasAny(cpu)
            && registers.isSet(Reg.RFLAGS, Flags.IF)
            && (registers.get(Reg.ACTIVITY) & Activity.SHADOWS) == 0;
    return isOpen ? Interruption.INTERRUPT.bit() : 0;
  }

  @Override
  public boolean isAtRest(int cpu) {
    return cpus.get(cpu).registers().get(Reg.RIP) == image.end(cpu);
  }

  @Override
  public boolean canStep(int cpu) {
    return cpus.get(cpu).canStep();
  }

  @Override
  public void perform(int action) {
    int number = Action.cpu(action);
    Cpu cpu = cpus.get(number);
    footprints.get(number).begin();
    touches.begin();
    if (Action.kind(action).isExecuted()) {
      foresight.chosen(action);
    }
    switch (Action.kind(action)) {
      case STEP -> step(number);
      case ARRIVAL -> {
        inFlight.land(number, Action.argument(action));
        cpu.apic().accept(InFlight.vector(Action.argument(action)));
        step(number);
      }
      case DRAIN, FILL, EVICT, EVICT_STRUCTURE -> hardware.perform(action);
      default -> throw new IllegalStateException(Action.kind(action).name());
    }
  }

  private void step(int number) {
    boolean wasOpen = cpus.get(number).registers().isSet(Reg.RFLAGS, Flags.IF);
    cpus.get(number).step();
    if (cpus.get(number).isShutDown()) {
      long rip = cpus.get(number).registers().get(Reg.RIP);
      throw new IllegalStateException("CPU %d shut down at 0x%x".formatted(number, rip));
    }
    if (!touches.isEmpty() && wasOpen) {
      inFlight.mindedBy(number);
    }
    if (footprints.get(number).addressSpaceHasChanged()) {
      footprints.get(number).setVisible();
    }
    foresight.made(number, footprints.get(number));
  }

  @Override
  public void goOn(int cpu) {
    footprints.get(cpu).begin();
    touches.begin();
    foresight.begin(cpu);
    step(cpu);
  }

  @Override
  public void begin() {
    foresight.forget();
  }

  @Override
  public boolean wasWrong() {
    return foresight.wasWrong();
  }

  @Override
  public boolean wasVisible(int cpu) {
    return footprints.get(cpu).isVisible() || !touches.isEmpty() && !foresight.isAlone(cpu);
  }

  @Override
  public boolean showsArrivals(int cpu) {
    return !cpus.get(cpu).mmu().storeBufferEmpty();
  }

  @Override
  public void normalise(int cpu) {
    foresight.stopped(cpu);
    PhysicalMemory memory = arena.memory();
    image.clearStackBelow(cpu, cpus.get(cpu).registers().get(Reg.RSP), memory);
  }

  @Override
  public Optional<Violation> takeViolation() {
    return Optional.empty();
  }

  private record NoSymbols() implements KernelSymbols {
    @Override
    public long symbol(String name) {
      throw new IllegalArgumentException("no symbol " + name);
    }

    @Override
    public long perCpu(String name, int cpu) {
      throw new IllegalArgumentException("no symbol " + name);
    }

    @Override
    public String symbolize(long linear) {
      return String.format("0x%x", linear);
    }
  }
}
