package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.CellVisitor;
import org.emukernel.api.arena.SplitMix64;
import org.emukernel.api.arena.StateDelta;
import org.emukernel.api.kernel.KernelBug;
import org.emukernel.api.kernel.KernelOopsException;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.verdict.Violation;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.machine.X86Machine;
import org.emukernel.mm.MemoryOption;
import org.emukernel.scenarios.config.VerifySettings.KernelInterrupts;
import org.emukernel.scenarios.machine.BothEvents;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.monitor.LostCpuException;
import org.emukernel.x86.apic.Vectors;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.mem.Footprint;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.tlb.TlbEntry;

/**
 * A machine at the mercy of a search: says which actions are possible, does one, and says whether
 * others could have noticed.
 */
final class ExploredMachine implements Explorable {

  /** The level of the paging structures that lead to tables of base pages. */
  static final int PDE = 2;

  private static final int SEEN_BY_OTHERS = 4;
  private static final int SEEN_BY_NOBODY = 2;

  /* __nmi_count in the first 8 bytes of irq_stat: nobody reads it. */
  private static final long NMI_COUNT = 0xffff_ffffL << 32;

  private static final int MAX_SETUP_STEPS = 1_000_000;
  private static final int MAX_HANDLER_STEPS = 2000;

  private final EmulatedMachine machine;
  private final X86Machine x86;
  private final Arena arena;
  private final StepTouches touches;
  private final InFlight inFlight;
  private final SharedWords words;
  private final int nmisLeft;
  private final int machineChecksLeft;
  private final KernelInterrupts kernelInterrupts;
  private final List<CpuFootprint> footprints = new ArrayList<>();
  private final List<KernelStacks> stacks = new ArrayList<>();
  private final List<Interruptions> interruptions = new ArrayList<>();
  private final List<List<SystemCall>> calls = new ArrayList<>();
  private final long userLoop;
  private final long userSyscall;
  private final long userLoad;
  private final long[] contextTracking;
  private final List<Counter> counters;
  private final long[] counted;
  private final long[] nmiCounts;
  private final VisibleEvents events;
  private final Set<String> allowed;
  private long[] pages = {};
  private long[] tables = {};
  private final boolean[] fills;
  private final VerifyModel.Mappings mappings;
  private final int foresightSlots;
  private Optional<EagerFills> eager = Optional.empty();
  private Optional<Foresight> foresight = Optional.empty();
  private Optional<UnnoticedNmis> unnoticed = Optional.empty();
  private Set<String> ignored = Set.of();
  private int violationsSeen;
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
    nmisLeft = slots.slot("nmis-left");
    machineChecksLeft = slots.slot("machine-checks-left");
    kernelInterrupts = budget.kernelInterrupts();
    int interrupted = Interruptions.reserve(slots, spec.cpus());
    arena = slots.build();
    this.words = words;
    touches = new StepTouches(arena.memory());
    inFlight = new InFlight(arena, flightSlots, words, touches);
    events = new VisibleEvents(words, touches);
    MachineEvents heard =
        listener.map(also -> (MachineEvents) new BothEvents(events, also)).orElse(events);
    machine = plan.build(arena, inFlight, heard);
    machine.monitors().onLookAtDebts(events::debtsSeen);
    x86 = (X86Machine) machine.loaded();
    userLoop = machine.symbols().symbol("user_loop");
    userSyscall = machine.symbols().symbol("user_syscall");
    userLoad = machine.symbols().symbol("user_load");
    contextTracking = new long[spec.cpus()];
    nmiCounts = new long[spec.cpus()];
    fills = new boolean[spec.cpus()];
    for (int cpu = 0; cpu < spec.cpus(); cpu++) {
      contextTracking[cpu] =
          machine.symbols().perCpu(ContextTracking.SYMBOL, cpu)
              + ContextTracking.STATE
              - MemoryMap.PAGE_OFFSET;
      nmiCounts[cpu] = machine.symbols().perCpu("irq_stat", cpu) - MemoryMap.PAGE_OFFSET;
      KernelStacks dead = new KernelStacks(machine, cpu);
      Interruptions own =
          new Interruptions(
              arena,
              cpu,
              interrupted,
              cpu(cpu).registers(),
              dead,
              words.ofInterruptions(cpu),
              nmiText());
      CpuFootprint footprint = new CpuFootprint(cpu, words, touches, listener(cpu, dead, own));
      x86.cpus().get(cpu).mmu().observe(footprint);
      stacks.add(dead);
      interruptions.add(own);
      footprints.add(footprint);
    }
    counters = model.counters();
    counted =
        counters.stream()
            .mapToLong(c -> machine.symbols().symbol(c.symbol()) + c.offset())
            .map(linear -> linear - MemoryMap.START_KERNEL_MAP)
            .toArray();
    words.begin();
    setUp(model);
    words.begin();
    pages = model.changingPages().stream().mapToLong(Long::longValue).toArray();
    boolean tablesGo = spec.kernel().memory().contains(MemoryOption.FREE_PAGE_TABLES);
    tables = tablesGo ? pages : tables;
    for (int cpu = 0; cpu < cpus(); cpu++) {
      fills[cpu] = tablesGo || model.touches(cpu);
    }
    footprints.forEach(footprint -> footprint.watchPages(pages));
    for (int cpu = 0; cpu < spec.cpus(); cpu++) {
      calls.add(model.calls(cpu));
    }
    allowed = model.allowed();
    mappings = model.mappings();
    arena.set(nmisLeft, budget.nmis());
    arena.set(machineChecksLeft, budget.machineChecks());
    arena.openJournal();
    root = arena.mark();
  }

  private Interruptions.NmiText nmiText() {
    return new Interruptions.NmiText(
        machine.symbols().symbol("asm_exc_nmi"), machine.symbols().symbol("end_repeat_nmi"));
  }

  private CpuFootprint.Listener listener(int cpu, KernelStacks stacks, Interruptions own) {
    return new CpuFootprint.Listener() {
      @Override
      public void loaded(long physical, int size) {
        own.loaded(physical, size);
        if (unnoticed.isPresent()) {
          unnoticed.get().loaded(cpu, physical, size);
        }
      }

      @Override
      public void stored(long physical, int size) {
        stacks.stored(physical);
        own.stored(physical, size);
        if (unnoticed.isPresent()) {
          unnoticed.get().stored(cpu, physical, size);
        }
      }
    };
  }

  /* The others answer what they are sent at once. */
  private void setUp(VerifyModel model) {
    for (int cpu = 0; cpu < cpus(); cpu++) {
      for (SystemCall call : model.setup(cpu)) {
        setUp(cpu, call);
      }
    }
    events.takeHeard();
    for (int cpu = 0; cpu < cpus(); cpu++) {
      normalise(cpu);
    }
  }

  private void setUp(int caller, SystemCall call) {
    begin(cpu(caller), call);
    for (int steps = 0; !isAtRest(caller); steps++) {
      if (steps == MAX_SETUP_STEPS) {
        throw new IllegalStateException("the setup does not end: " + machine.place(caller));
      }
      if (!machine.monitors().violations().isEmpty()) {
        return;
      }
      stepAndSurvive(caller);
      cpu(caller).mmu().drainAll();
      for (int cpu = 0; cpu < cpus(); cpu++) {
        if (cpu != caller) {
          answer(cpu);
        }
      }
    }
  }

  private void answer(int cpu) {
    for (int kind = 0; kind < InFlight.kinds(); kind++) {
      while (inFlight.count(cpu, kind) != 0) {
        inFlight.land(cpu, kind);
        cpu(cpu).apic().accept(InFlight.vector(kind));
        stepAndSurvive(cpu);
        for (int steps = 0; !isAtRest(cpu) && steps < MAX_SETUP_STEPS; steps++) {
          cpu(cpu).step();
        }
        cpu(cpu).mmu().drainAll();
      }
    }
  }

  /** Puts something between each CPU and its footprint. */
  void observe(UnaryOperator<Footprint> between) {
    for (int cpu = 0; cpu < cpus(); cpu++) {
      cpu(cpu).mmu().observe(between.apply(footprints.get(cpu)));
    }
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
    if (mappings != VerifyModel.Mappings.CHANGE && tables.length == 0) {
      eager = Optional.of(new EagerFills(mappings, pages, x86.cpus(), arena.memory(), fills));
    }
  }

  /** From now on nobody notices when a CPU serialises. */
  void serializeUnnoticed() {
    footprints.forEach(CpuFootprint::serializeUnnoticed);
  }

  /** From now on steps that no other CPU can come to notice are noticed by nobody. */
  void lookAhead() {
    if (words.haveText()) {
      return;
    }
    foresight =
        Optional.of(
            new Foresight(
                arena,
                foresightSlots,
                words,
                touches,
                x86.cpus(),
                this::place,
                new Foresight.World() {
                  @Override
                  public boolean isSent(int cpu) {
                    return inFlight.hasAny(cpu);
                  }

                  @Override
                  public boolean hasNmis() {
                    return arena.get(nmisLeft) != 0;
                  }

                  @Override
                  public boolean hasMachineChecks() {
                    return arena.get(machineChecksLeft) != 0;
                  }
                }));
  }

  @Override
  public void begin() {
    foresight.ifPresent(Foresight::forget);
    unnoticed.ifPresent(UnnoticedNmis::begin);
  }

  @Override
  public boolean wasWrong() {
    return foresight.isPresent() && foresight.get().wasWrong();
  }

  /**
   * From now on no NMI comes that would leave nothing behind: whatever may happen after it may
   * happen without it, too.
   */
  void leaveOutUnnoticedNmis() {
    unnoticed = Optional.of(new UnnoticedNmis(arena, cpus(), words, this::place));
  }

  private long place(int cpu) {
    return interruptions.get(cpu).place() ^ cpu(cpu).activeRoutinesHash();
  }

  @Override
  public int atOnce() {
    return eager.isPresent() ? eager.get().next() : Action.NONE;
  }

  EmulatedMachine machine() {
    return machine;
  }

  /** From now on what these monitors say does not count. */
  void ignore(Set<String> monitors) {
    ignored = monitors;
  }

  @Override
  public Arena arena() {
    return arena;
  }

  int cpus() {
    return machine.cpus().size();
  }

  Cpu cpu(int number) {
    return x86.cpus().get(number);
  }

  /**
   * {@return the state's hash: the arena's with the translations that may differ from the tables}
   */
  @Override
  public long hash() {
    long hash = arena.hash();
    for (int cpu = 0; cpu < cpus(); cpu++) {
      for (long page : pages) {
        hash ^= SplitMix64.mix(cpu(cpu).mmu().tlb().hashOf(page) + cpu + 1);
      }
      for (long page : tables) {
        hash ^= SplitMix64.mix(cpu(cpu).mmu().structures().hashOf(page, PDE) - cpu - 1);
      }
    }
    return hash;
  }

  @Override
  public long secondHash() {
    long hash = arena.secondHash();
    for (long word : translations()) {
      hash = SplitMix64.mix(hash + word);
    }
    return hash;
  }

  @Override
  public long[] whole() {
    return LongStream.concat(LongStream.of(arena.stateSince(root)), LongStream.of(translations()))
        .toArray();
  }

  /* Of each CPU what it has for pages whose mapping changes, in an order that depends on nothing else. */
  private long[] translations() {
    LongStream.Builder all = LongStream.builder();
    for (int cpu = 0; cpu < cpus(); cpu++) {
      Mmu mmu = cpu(cpu).mmu();
      all.add(cpu);
      for (long page : pages) {
        LongStream.Builder entries = LongStream.builder();
        for (int n = mmu.tlb().nextOf(page, 0); n >= 0; n = mmu.tlb().nextOf(page, n + 1)) {
          TlbEntry entry = mmu.tlb().entry(n);
          entries.add(
              SplitMix64.mix(entry.linear() | entry.level() << 1 | (entry.global() ? 1 : 0))
                  ^ SplitMix64.mix(entry.translation() | (entry.condemned() ? Long.MIN_VALUE : 0))
                  ^ entry.pcid());
        }
        entries.build().sorted().forEach(all::add);
      }
      for (long page : tables) {
        all.add(mmu.structures().hashOf(page, PDE));
      }
    }
    return all.build().toArray();
  }

  @Override
  public void allActions(ActionList into) {
    for (int cpu = 0; cpu < cpus(); cpu++) {
      if (isAtRest(cpu)) {
        userActions(cpu, into);
      } else if (canStep(cpu)) {
        into.add(Action.of(Action.Kind.STEP, cpu, 0));
      }
      arrivals(cpu, into);
      hardwareActions(cpu, into);
    }
  }

  private void userActions(int cpu, ActionList into) {
    for (int i = 0; i < calls.get(cpu).size(); i++) {
      into.add(Action.of(Action.Kind.CALL, cpu, i));
    }
  }

  @Override
  public void arrivals(int cpu, ActionList into) {
    if (isInterruptible(cpu)) {
      for (int kind = 0; kind < InFlight.kinds(); kind++) {
        if (inFlight.count(cpu, kind) != 0 && isAbove(InFlight.vector(kind), cpu)) {
          into.add(Action.of(Action.Kind.ARRIVAL, cpu, kind));
        }
      }
      if (hasTimer(cpu)) {
        into.add(Action.of(Action.Kind.TIMER, cpu, 0));
      }
    }
    if (isOpenToNmi(cpu) && !nmiLeavesNothing(cpu)) {
      into.add(Action.of(Action.Kind.NMI, cpu, 0));
    }
    if (isOpenToMachineCheck(cpu)) {
      into.add(Action.of(Action.Kind.MACHINE_CHECK, cpu, 0));
    }
  }

  /* In user mode each arrives as well where the loop begins. */
  private boolean hasTimer(int cpu) {
    boolean comes =
        isAtRest(cpu)
            || isAny(cpu, Activity.SLEEPS)
            || kernelInterrupts == KernelInterrupts.YES && cpu(cpu).registers().cpl() == 0;
    return comes && isAbove(Vectors.LOCAL_TIMER, cpu);
  }

  private boolean isAbove(int vector, int cpu) {
    return vector >> 4 > cpu(cpu).apic().processorPriority() >> 4;
  }

  @Override
  public long arrivable(int cpu) {
    boolean interrupt = isInterruptible(cpu) && (inFlight.hasAny(cpu) || hasTimer(cpu));
    return (interrupt ? Interruption.INTERRUPT.bit() : 0)
        | (isOpenToNmi(cpu) ? Interruption.NMI.bit() : 0)
        | (isOpenToMachineCheck(cpu) ? Interruption.MACHINE_CHECK.bit() : 0);
  }

  private boolean isInterruptible(int cpu) {
    return cpu(cpu).registers().isSet(Reg.RFLAGS, Flags.IF) && !isAny(cpu, Activity.SHADOWS);
  }

  private boolean isOpenToNmi(int cpu) {
    return arena.get(nmisLeft) != 0 && !isAny(cpu, Activity.NMI_BLOCKED | Activity.MOV_SS_SHADOW);
  }

  /* One while another is handled shuts the CPU down, whatever the kernel does. */
  private boolean isOpenToMachineCheck(int cpu) {
    return arena.get(machineChecksLeft) != 0
        && (cpu(cpu).registers().get(Reg.MCG_STATUS) & Control.MCG_STATUS_MCIP) == 0;
  }

  private boolean isAny(int cpu, long activities) {
    return (cpu(cpu).registers().get(Reg.ACTIVITY) & activities) != 0;
  }

  @Override
  public boolean canStep(int cpu) {
    return cpu(cpu).canStep();
  }

  private void hardwareActions(int cpu, ActionList into) {
    Mmu mmu = cpu(cpu).mmu();
    if (!mmu.storeBufferEmpty()) {
      into.add(Action.of(Action.Kind.DRAIN, cpu, 0));
    }
    for (int i = 0; i < pages.length && eager.isEmpty(); i++) {
      if (fills[cpu]) {
        into.add(Action.of(Action.Kind.FILL, cpu, i));
      }
      for (int entry = mmu.tlb().nextOf(pages[i], 0);
          entry >= 0;
          entry = mmu.tlb().nextOf(pages[i], entry + 1)) {
        into.add(Action.of(Action.Kind.EVICT, cpu, entry));
      }
    }
    for (long page : tables) {
      for (int index = mmu.structures().nextOf(page, PDE, 0);
          index >= 0;
          index = mmu.structures().nextOf(page, PDE, index + 1)) {
        into.add(Action.of(Action.Kind.EVICT_STRUCTURE, cpu, index));
      }
    }
    for (int i = 0; i < mmu.staleBytes(); i++) {
      into.add(Action.of(Action.Kind.REFETCH, cpu, i));
    }
  }

  /**
   * {@return whether the CPU is in user mode at the head of its loop, and may stay there for ever}
   */
  @Override
  public boolean isAtRest(int cpu) {
    return cpu(cpu).registers().get(Reg.RIP) == userLoop && cpu(cpu).registers().cpl() == 3;
  }

  /** Does what an action says. {@link #violation} tells whether a monitor minded. */
  @Override
  public void perform(int action) {
    int number = Action.cpu(action);
    Cpu cpu = cpu(number);
    int argument = Action.argument(action);
    beginStep(number);
    if (Action.kind(action).isExecuted()) {
      foresight.ifPresent(f -> f.chosen(action));
    }
    switch (Action.kind(action)) {
      case STEP -> step(number);
      case CALL -> begin(cpu, calls.get(number).get(argument));
      case ARRIVAL -> {
        inFlight.land(number, argument);
        cpu.apic().accept(InFlight.vector(argument));
        take(number, Interruption.INTERRUPT);
      }
      case TIMER -> {
        cpu.apic().accept(Vectors.LOCAL_TIMER);
        take(number, Interruption.INTERRUPT);
      }
      case NMI -> {
        arena.add(nmisLeft, -1);
        cpu.raiseNmi();
        take(number, Interruption.NMI);
      }
      case MACHINE_CHECK -> {
        arena.add(machineChecksLeft, -1);
        cpu.raiseMachineCheck();
        take(number, Interruption.MACHINE_CHECK);
      }
      case DRAIN -> cpu.mmu().drainOne();
      case FILL -> cpu.mmu().fillSpeculatively(pages[argument]);
      case EVICT -> cpu.mmu().evict(argument);
      case EVICT_STRUCTURE -> cpu.mmu().evictStructure(argument);
      case REFETCH -> cpu.mmu().refetch(argument);
    }
  }

  @Override
  public boolean leaveNothing(int cpu, long interruptions) {
    return interruptions == Interruption.NMI.bit() && nmiLeavesNothing(cpu);
  }

  /*
   * Delivery drains the store buffer, which may have been drained before, and IRET serialises: the hardware may have fetched all text anew
   * before, and a CPU that still has to serialise is watched more closely than one that has.
   */
  private boolean nmiLeavesNothing(int cpu) {
    if (unnoticed.isEmpty()) {
      return false;
    }
    int mark = arena.mark();
    cpu(cpu).mmu().serialize();
    forgetUnread(cpu);
    boolean result = unnoticed.get().leavesNothing(cpu, this::triesNmi);
    arena.undoTo(mark);
    return result;
  }

  /*
   * Takes one and takes it back. Interrupts that come on the way wait for its end, and nobody notices that it has begun. Where hardware
   * translates at once, an entry that is dropped and cannot be made again does no more harm than before.
   */
  private boolean triesNmi(int cpu) {
    int mark = arena.mark();
    long without = hashOf(eager);
    RegisterFile registers = cpu(cpu).registers();
    long rip = registers.get(Reg.RIP);
    long rsp = registers.get(Reg.RSP);
    cpu(cpu).raiseNmi();
    beginStep(cpu);
    interruptions.get(cpu).arrived(Interruption.NMI);
    execute(cpu);
    boolean alone = isUnnoticed(cpu);
    for (int steps = 0; alone && steps < MAX_HANDLER_STEPS; steps++) {
      beginStep(cpu);
      execute(cpu);
      alone = isUnnoticed(cpu);
      if (registers.get(Reg.RIP) == rip && registers.get(Reg.RSP) == rsp) {
        break;
      }
      alone &= arrivable(cpu) == 0;
    }
    forgetUnread(cpu);
    boolean result = alone && hashOf(eager) == without;
    arena.undoTo(mark);
    return result;
  }

  private long hashOf(Optional<EagerFills> hardware) {
    return hardware.isPresent() ? arena.hash() : hash();
  }

  private boolean isUnnoticed(int cpu) {
    return !footprints.get(cpu).isVisible()
        && touches.isEmpty()
        && touches.buffered() == 0
        && machine.monitors().violations().size() == violationsSeen;
  }

  private void beginStep(int cpu) {
    footprints.get(cpu).begin();
    touches.begin();
    interruptions.get(cpu).begin();
  }

  @Override
  public void goOn(int cpu) {
    beginStep(cpu);
    if (foresight.isPresent()) {
      foresight.get().begin(cpu);
    }
    step(cpu);
  }

  private void begin(Cpu cpu, SystemCall call) {
    cpu.registers().set(Reg.RAX, call.nr());
    cpu.registers().set(Reg.RDI, call.arg0());
    cpu.registers().set(Reg.RSI, call.arg1());
    cpu.registers().set(Reg.RDX, call.arg2());
    cpu.registers().set(Reg.RIP, call.isUserLoad() ? userLoad : userSyscall);
  }

  private void take(int number, Interruption what) {
    interruptions.get(number).arrived(what);
    step(number);
  }

  /*
   * What another CPU sends only now could come before the step, unless that is the same as after it. In user mode it could as well come
   * where the loop begins.
   */
  private void step(int number) {
    boolean wasOpen = isInterruptible(number) && cpu(number).registers().cpl() == 0;
    int mark = arena.mark();
    execute(number);
    if (wasOpen && (minding(number, mark) & Interruption.INTERRUPT.bit()) != 0) {
      inFlight.mindedBy(number);
    }
    if (foresight.isPresent()) {
      foresight.get().made(number, footprints.get(number));
    }
  }

  private void execute(int number) {
    long oldCr3 = cpu(number).registers().get(Reg.CR3);
    stepAndSurvive(number);
    interruptions.get(number).stepped();
    boolean moved =
        footprints.get(number).addressSpaceHasChanged()
            && pages.length != 0
            && (eager.isEmpty() || !eager.get().mayWriteEarlier(number, oldCr3));
    if (events.takeHeard() | moved) {
      footprints.get(number).setVisible();
    }
  }

  @Override
  public long minding(int cpu, int mark) {
    return interruptions.get(cpu).minding(mark);
  }

  private void stepAndSurvive(int number) {
    try {
      cpu(number).step();
    } catch (KernelBug | KernelOopsException e) {
      machine.monitors().kernelDied(number, String.valueOf(e.getMessage()));
    } catch (LostCpuException e) {
      /* Has been reported. */
    }
  }

  @Override
  public boolean wasVisible(int cpu) {
    return footprints.get(cpu).isVisible()
        || !touches.isEmpty() && (foresight.isEmpty() || !foresight.get().isAlone(cpu));
  }

  @Override
  public boolean showsArrivals(int cpu) {
    return !cpu(cpu).mmu().storeBufferEmpty();
  }

  /**
   * Forgets what a CPU will never read again, before its state is compared with others. The counter
   * of context tracking counts modulo 4, as with CONFIG_RCU_DYNTICKS_TORTURE, or modulo 2 where no
   * other CPU ever looks at it: the CPU itself asks for its lowest bit.
   */
  @Override
  public void normalise(int cpu) {
    foresight.ifPresent(f -> f.stopped(cpu));
    forgetUnread(cpu);
  }

  private void forgetUnread(int cpu) {
    stacks.get(cpu).clearDead(cpu(cpu).registers());
    long word = contextTracking[cpu];
    int state = arena.memory().readInt(word);
    int modulo = words.contains(word, Integer.BYTES) ? SEEN_BY_OTHERS : SEEN_BY_NOBODY;
    int kept = state & (ContextTracking.RCU_WATCHING * modulo - 1);
    if (kept != state) {
      arena.memory().writeInt(word, kept);
      machine.monitors().rcuCounterReplaced(cpu, counter(state), counter(kept));
    }
    forget(nmiCounts[cpu], ~NMI_COUNT);
    for (int i = 0; i < counted.length; i++) {
      forget(counted[i], counters.get(i).kept());
    }
  }

  private void forget(long physical, long kept) {
    long value = arena.memory().readLong(physical);
    if ((value & ~kept) != 0) {
      arena.memory().writeLong(physical, value & kept);
    }
  }

  private static long counter(int contextTracking) {
    return Integer.toUnsignedLong(contextTracking) / ContextTracking.RCU_WATCHING;
  }

  @Override
  public Optional<Violation> takeViolation() {
    List<Violation> all = machine.monitors().violations();
    while (violationsSeen < all.size()) {
      Violation violation = all.get(violationsSeen++);
      if (!allowed.contains(violation.monitor()) && !ignored.contains(violation.monitor())) {
        return Optional.of(violation);
      }
    }
    return Optional.empty();
  }

  /** {@return the CPUs that are in the kernel, or on their way there, a bit each} */
  int inKernel() {
    int cpus = 0;
    for (int cpu = 0; cpu < cpus(); cpu++) {
      cpus |= isAtRest(cpu) ? 0 : 1 << cpu;
    }
    return cpus;
  }

  /** {@return the CPUs that wait for another's acknowledgement, a bit each} */
  int waiting() {
    int cpus = 0;
    for (int cpu = 0; cpu < cpus(); cpu++) {
      cpus |= machine.monitors().waitsFor(cpu) < 0 ? 0 : 1 << cpu;
    }
    return cpus;
  }

  /* The words of its stacks that the other wrote are to be forgotten here too. */
  @Override
  public void goTo(StateDelta state) {
    arena.apply(state);
    arena.changedSince(
        root,
        new CellVisitor() {
          @Override
          public void slot(int slot) {}

          @Override
          public void word(long address) {
            words.storedElsewhere(address);
            stacks.forEach(stack -> stack.stored(address));
          }
        });
  }

  /** {@return whether any monitor has ever fired} */
  boolean hasSeenViolations() {
    return !machine.monitors().violations().isEmpty();
  }

  /** {@return the pages whose mapping changes} */
  long[] changingPages() {
    return pages.clone();
  }

  /** {@return a page below each page-table page that comes and goes} */
  long[] changingTables() {
    return tables.clone();
  }
}
