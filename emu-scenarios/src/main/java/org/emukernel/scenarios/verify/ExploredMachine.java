package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.CellVisitor;
import org.emukernel.api.arena.JournalPart;
import org.emukernel.api.arena.StateDelta;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.verdict.Violation;
import org.emukernel.entry.machine.X86Machine;
import org.emukernel.scenarios.machine.BothEvents;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.mem.Footprint;

/**
 * A machine at the mercy of a search: says which actions are possible, does one, and says whether
 * others could have noticed. It only puts together those who do.
 */
final class ExploredMachine implements Explorable {

  private final EmulatedMachine machine;
  private final Arena arena;
  private final SharedWords words;
  private final StepTouches touches;
  private final int foresightSlots;
  private final List<ExploredCpu> cpus;
  private final ChangingPages changing;
  private final UserPrograms programs;
  private final Arrivals arrivals;
  private final HardwareActions hardware;
  private final PossibleActions possible;
  private final ObservedSteps steps;
  private final UnreadState unread;
  private final StateIdentity identity;
  private final CountedViolations violations;
  private final int root;

  ExploredMachine(MachineSpec spec, VerifyModel model, Budget budget, SharedWords words) {
    this(spec, model, budget, words, Optional.empty());
  }

  /** A machine that somebody else hears of, too. */
  ExploredMachine(
      MachineSpec spec,
      VerifyModel model,
      Budget budget,
      SharedWords words,
      Optional<MachineEvents> listener) {
    ArenaBuilder slots = Arena.builder();
    EmulatedMachine.Plan plan = EmulatedMachine.reserve(slots, spec);
    int flightSlots = InFlight.reserve(slots, spec.cpus());
    foresightSlots = Foresight.reserve(slots, spec.cpus());
    Arrivals.Slots arrivalSlots = Arrivals.reserve(slots);
    int interrupted = Interruptions.reserve(slots, spec.cpus());
    arena = slots.build();
    this.words = words;
    touches = new StepTouches(arena.memory());
    InFlight inFlight = new InFlight(arena, flightSlots, words, touches);
    VisibleEvents events = new VisibleEvents(words, touches);
    MachineEvents heard =
        listener.map(also -> (MachineEvents) new BothEvents(events, also)).orElse(events);
    machine = plan.build(arena, inFlight, heard);
    machine.monitors().onLookAtDebts(events::debtsSeen);
    cpus = watch(interrupted);
    events.onCallNotes(cpu -> cpus.get(cpu).interruptions().notedOfCalls());
    changing = ChangingPages.of(spec, model);
    programs = new UserPrograms(processors(), machine.symbols(), model);
    arrivals = new Arrivals(arena, arrivalSlots, budget, cpus, programs, inFlight);
    hardware = new HardwareActions(processors(), arena.memory(), changing);
    possible = new PossibleActions(cpus, programs, arrivals, hardware);
    violations = new CountedViolations(machine.monitors(), model.allowed());
    steps = new ObservedSteps(arena, cpus, touches, events, inFlight, hardware, violations);
    unread = new UnreadState(machine, cpus, words, model.counters());
    identity = new StateIdentity(arena, processors(), changing);
    words.begin();
    new FirstState(machine, cpus, programs, inFlight).reach(model);
    events.takeHeard();
    for (int cpu = 0; cpu < cpus(); cpu++) {
      unread.forget(cpu);
    }
    words.begin();
    cpus.forEach(cpu -> cpu.footprint().watchPages(changing.pages()));
    arena.openJournal();
    root = arena.mark();
  }

  private List<ExploredCpu> watch(int interrupted) {
    List<ExploredCpu> all = new ArrayList<>();
    for (Cpu cpu : processors()) {
      KernelStacks stacks = new KernelStacks(machine, cpu.cpu());
      Interruptions interruptions =
          new Interruptions(
              arena,
              cpu.cpu(),
              interrupted,
              cpu.registers(),
              stacks,
              words.ofInterruptions(cpu.cpu()),
              nmiText());
      all.add(new ExploredCpu(cpu, stacks, interruptions, words, touches, machine.monitors()));
    }
    return List.copyOf(all);
  }

  private List<Cpu> processors() {
    return ((X86Machine) machine.loaded()).cpus();
  }

  private Interruptions.NmiText nmiText() {
    return new Interruptions.NmiText(
        machine.symbols().symbol("asm_exc_nmi"), machine.symbols().symbol("end_repeat_nmi"));
  }

  /** Puts something between each CPU and its footprint. */
  void observe(UnaryOperator<Footprint> between) {
    cpus.forEach(cpu -> cpu.tell(between.apply(cpu.footprint())));
  }

  /** From now on the hardware of those CPUs that never touch a changing page fills its TLB, too. */
  void fillEverywhere() {
    hardware.fillEverywhere();
  }

  /**
   * From now on the hardware fills TLBs as soon as it can and drops nothing of its own accord,
   * where that finds whatever can be found.
   */
  void fillAtOnce() {
    hardware.fillAtOnce();
  }

  /** From now on nobody notices when a CPU serialises. */
  void serializeUnnoticed() {
    cpus.forEach(cpu -> cpu.footprint().serializeUnnoticed());
  }

  /** From now on steps that no other CPU can come to notice are noticed by nobody. */
  void lookAhead() {
    if (!words.haveText()) {
      steps.lookAhead(
          new Foresight(
              arena, foresightSlots, words, touches, processors(), this::place, arrivals));
    }
  }

  /**
   * From now on no NMI comes that would leave nothing behind: whatever may happen after it may
   * happen without it, too.
   */
  void leaveOutUnnoticedNmis() {
    UnnoticedNmis known = new UnnoticedNmis(arena, cpus(), words, this::place);
    cpus.forEach(cpu -> cpu.alsoTell(known));
    machine.monitors().onTouch(known::monitored);
    possible.leaveOutUnnoticedNmis(new NmiTrial(known, arena, cpus, steps, arrivals, unread));
  }

  /** From now on what these monitors say does not count. */
  void ignore(Set<String> monitors) {
    violations.ignore(monitors);
  }

  EmulatedMachine machine() {
    return machine;
  }

  int cpus() {
    return cpus.size();
  }

  Cpu cpu(int number) {
    return cpus.get(number).processor();
  }

  private long place(int cpu) {
    return cpus.get(cpu).place();
  }

  @Override
  public void begin() {
    steps.beginSearch();
    possible.beginSearch();
  }

  @Override
  public boolean wasWrong() {
    return steps.wasWrong();
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
  public long secondHash() {
    return identity.secondHash();
  }

  @Override
  public long[] whole() {
    return identity.whole(root);
  }

  @Override
  public void allActions(ActionList into) {
    possible.add(into);
  }

  @Override
  public void arrivals(int cpu, ActionList into) {
    possible.addArrivals(cpu, into);
  }

  @Override
  public long arrivable(int cpu) {
    return arrivals.arrivable(cpu);
  }

  @Override
  public boolean leaveNothing(int cpu, long interruptions) {
    return possible.leaveNothing(cpu, interruptions);
  }

  @Override
  public int atOnce() {
    return hardware.atOnce();
  }

  @Override
  public boolean canStep(int cpu) {
    return cpu(cpu).canStep();
  }

  @Override
  public boolean isAtRest(int cpu) {
    return programs.isAtRest(cpu);
  }

  /** Does what an action says. {@link #takeViolation} tells whether a monitor minded. */
  @Override
  public void perform(int action) {
    int cpu = Action.cpu(action);
    steps.chosen(action);
    switch (Action.kind(action)) {
      case STEP -> steps.make(cpu);
      case CALL -> programs.begin(cpu, Action.argument(action));
      case ARRIVAL, TIMER, NMI, MACHINE_CHECK -> steps.take(cpu, arrivals.arrive(action));
      case DRAIN, FILL, EVICT, EVICT_STRUCTURE, REFETCH -> hardware.perform(action);
    }
  }

  @Override
  public void goOn(int cpu) {
    steps.goOn(cpu);
  }

  @Override
  public long minding(int cpu, int mark) {
    return steps.minding(cpu, mark);
  }

  @Override
  public boolean wasVisible(int cpu) {
    return steps.wasVisible(cpu);
  }

  @Override
  public boolean wasUnknown(int cpu) {
    return steps.wasUnknown(cpu);
  }

  @Override
  public boolean showsArrivals(int cpu) {
    return !cpu(cpu).mmu().storeBufferEmpty();
  }

  @Override
  public void normalise(int cpu) {
    steps.stopped(cpu);
    unread.forget(cpu);
  }

  @Override
  public Optional<Violation> takeViolation() {
    return violations.take();
  }

  /** {@return whether any monitor has ever fired} */
  boolean hasSeenViolations() {
    return machine.monitors().violationCount() != 0;
  }

  /** {@return the CPUs that are in the kernel, or on their way there, a bit each} */
  int inKernel() {
    int bits = 0;
    for (int cpu = 0; cpu < cpus(); cpu++) {
      bits |= isAtRest(cpu) ? 0 : 1 << cpu;
    }
    return bits;
  }

  /** {@return the CPUs that wait for another's acknowledgement, a bit each} */
  int waiting() {
    int bits = 0;
    for (int cpu = 0; cpu < cpus(); cpu++) {
      bits |= machine.monitors().waitsFor(cpu) < 0 ? 0 : 1 << cpu;
    }
    return bits;
  }

  /* The words of its stacks that the other wrote are to be forgotten here too. */
  @Override
  public int goTo(StateDelta state, JournalPart since) {
    int mark = Explorable.super.goTo(state, since);
    arena.changedSince(
        root,
        new CellVisitor() {
          @Override
          public void slot(int slot) {}

          @Override
          public void word(long address) {
            words.storedElsewhere(address);
            cpus.forEach(cpu -> cpu.stacks().stored(address));
          }
        });
    return mark;
  }

  /** {@return the pages whose mapping changes} */
  long[] changingPages() {
    return changing.pages().clone();
  }

  /** {@return a page below each page-table page that comes and goes} */
  long[] changingTables() {
    return changing.tables().clone();
  }
}
