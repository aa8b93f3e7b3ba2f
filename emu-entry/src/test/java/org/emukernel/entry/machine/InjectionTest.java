package org.emukernel.entry.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.emukernel.entry.calling.AsmOffsets.PT_IP;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.defer.Cr3SignalStrategyProvider;
import org.emukernel.entry.image.Kernel;
import org.emukernel.entry.image.KernelFactory;
import org.emukernel.entry.image.KernelSpec;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * NMI, #MC and #DB between any two instructions of the ways into the kernel and out of it, and of
 * their own handlers: what was interrupted goes on as if nothing had been, and no NMI is lost.
 */
class InjectionTest {

  private static final Set<X86Feature> ALL =
      EnumSet.of(
          X86Feature.PTI, X86Feature.PCID, X86Feature.FSGSBASE, X86Feature.SMEP, X86Feature.SMAP);

  private static final int CALL_FUNCTION = 0xfc;

  /** What the CPU does when it is interrupted; each ends in a loop of user mode. */
  private enum Scenario {
    SYSCALL(
        m -> {
          m.set(Reg.RIP, m.symbols.symbol("user_syscall"));
          m.set(Reg.RAX, 39);
        }),
    INT80(
        m -> {
          m.program(0xcd, 0x80, 0xeb, 0xfe);
          m.set(Reg.RAX, 20);
        }),
    SYSENTER(m -> m.program(0x0f, 0x34)),
    INTERRUPT(m -> m.cpu.apic().accept(CALL_FUNCTION)),
    PAGE_FAULT(
        m -> {
          m.program(0x8b, 0x00);
          m.set(Reg.RAX, 0xffff_8000_0000_0000L);
        }),
    GENERAL_PROTECTION(m -> m.program(0xf4)),
    INVALID_OPCODE(m -> m.program(0x0f, 0x0b)),
    INT3(m -> m.program(0xcc)),
    DEBUG(m -> m.program(0xf1)),
    MACHINE_CHECK(m -> m.cpu.raiseMachineCheck());

    private final Consumer<EntryMachine> setUp;

    Scenario(Consumer<EntryMachine> setUp) {
      this.setUp = setUp;
    }
  }

  private static final EntryHooks CR3_SIGNAL =
      new Cr3SignalStrategyProvider().create().entryHooks(EntryHooks.class).orElseThrow();

  private static final Map<Set<X86Feature>, Kernel> PLAIN = new ConcurrentHashMap<>();

  private static Kernel kernel(Set<X86Feature> features) {
    return PLAIN.computeIfAbsent(features, InjectionTest::build);
  }

  private static Kernel build(Set<X86Feature> features, KernelPart... parts) {
    return KernelFactory.build(
        new KernelSpec(features, EntryHooks.NONE, Map.of(), List.of(parts), 2, 1));
  }

  private static Set<X86Feature> without(X86Feature... features) {
    Set<X86Feature> rest = EnumSet.copyOf(ALL);
    rest.removeAll(List.of(features));
    return rest;
  }

  private static Stream<Set<X86Feature>> featureSets() {
    return Stream.of(
        ALL,
        without(X86Feature.FSGSBASE),
        without(X86Feature.PCID),
        without(X86Feature.PTI, X86Feature.PCID),
        without(X86Feature.PTI, X86Feature.FSGSBASE));
  }

  /** A machine in a scenario, with what the undisturbed run ends in. */
  private static final class Run {

    private static final int REGISTERS = Reg.MCG_STATUS + 1;
    private static final int MAX_STEPS = 4000;

    final EntryMachine machine;
    final int steps;
    private final long handler;
    private final long[] end;

    Run(Kernel kernel, Scenario scenario) {
      machine = new EntryMachine(kernel);
      int[] free = {0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
      IntStream.of(free).forEach(r -> machine.set(r, 0x1111_1111_1111_1111L * r + r));
      machine.set(Reg.GS_BASE, 0x7000_0000_1230L);
      scenario.setUp.accept(machine);
      handler = machine.symbols.symbol("default_do_nmi");
      machine.arena.openJournal();
      int start = mark();
      machine.cpu.step();
      steps = 1 + toEnd();
      end = registers();
      machine.arena.undoTo(start);
    }

    int mark() {
      return machine.arena.mark();
    }

    void undo(int mark) {
      machine.arena.undoTo(mark);
    }

    long[] registers() {
      return IntStream.range(0, REGISTERS).mapToLong(machine::get).toArray();
    }

    /** Whether an NMI that came now would interrupt the handler of another. */
    boolean nmisAreOpen() {
      return (machine.get(Reg.ACTIVITY) & Activity.NMI_BLOCKED) == 0;
    }

    boolean isAtEnd() {
      boolean user = (machine.get(Reg.CS) & 3) == 3;
      boolean quiet = (machine.get(Reg.ACTIVITY) & ~Activity.NMI_BLOCKED) == 0;
      return user && quiet && !machine.cpu.apic().hasRequests() && isInLoop();
    }

    /** Both loops are of two instructions; INT80's program of one. */
    private boolean isInLoop() {
      long rip = machine.get(Reg.RIP);
      return rip == machine.symbols.symbol("user_loop")
          || rip == machine.symbols.symbol("user_signal_handler")
          || rip == machine.symbols.symbol("user_program") + 2;
    }

    int toEnd() {
      for (int done = 0; done < MAX_STEPS; done++) {
        if (isAtEnd()) {
          return done;
        }
        machine.cpu.step();
      }
      throw new AssertionError("no end; at " + machine.symbols.symbolize(machine.get(Reg.RIP)));
    }

    /** Runs to the end; {@return how often an NMI's handler started} */
    int handled() {
      int handled = 0;
      for (int done = 0; done < MAX_STEPS && !isAtEnd(); done++) {
        machine.cpu.step();
        handled += machine.get(Reg.RIP) == handler ? 1 : 0;
      }
      return handled;
    }

    /** Runs until what was interrupted goes on; {@return how often an NMI's handler started} */
    int handledUntil(long[] interrupted) {
      int handled = 0;
      for (int done = 0; done < MAX_STEPS; done++) {
        if (isSame(interrupted, Reg.RIP)
            && isSame(interrupted, Reg.RSP)
            && isSame(interrupted, Reg.ACTIVITY)) {
          assertThat(registers()).as("registers of %s", place()).isEqualTo(interrupted);
          return handled;
        }
        machine.cpu.step();
        handled += machine.get(Reg.RIP) == handler ? 1 : 0;
      }
      throw new AssertionError("never came back; is at " + place());
    }

    private boolean isSame(long[] registers, int register) {
      return machine.get(register) == registers[register];
    }

    String place() {
      return machine.symbols.symbolize(machine.get(Reg.RIP));
    }

    /** The same registers as without the disturbance, and nothing left behind. */
    void checkEnd(String where) {
      if (!isAtEnd()) {
        throw new AssertionError(where + ": no end, is at " + place());
      }
      long[] now = registers();
      if (!Arrays.equals(now, end)) {
        assertThat(now).as("%s: registers", where).isEqualTo(end);
      }
      checkLeftBehind(where);
      assertThat(machine.perCpu("hardirq_stack_inuse", 0, 1)).as(where).isZero();
      assertThat(machine.cpu.apic().isInService(CALL_FUNCTION)).as(where).isFalse();
    }

    void checkLeftBehind(String where) {
      assertThat(machine.perCpu("nmi_state", 0, 4)).as("%s: nmi_state", where).isZero();
      assertThat(nmiExecuting()).as("%s: NMI executing", where).isZero();
    }

    /** The word below the CPU's frame and RDX on the NMI stack, the second of four. */
    private long nmiExecuting() {
      return machine.perCpu("exception_stacks", 2 * 8192 - 7 * 8, 8);
    }
  }

  private interface Injection {
    void at(Run run, String where);
  }

  /** Injects before each step of a scenario, once at a time. */
  private static int everywhere(Run run, Injection injection) {
    int injected = 0;
    for (int step = 0; step < run.steps; step++) {
      int mark = run.mark();
      injection.at(run, "step " + step + ", " + run.place());
      run.undo(mark);
      run.machine.cpu.step();
      injected++;
    }
    return injected;
  }

  private static void nmi(Run run, String where) {
    run.machine.cpu.raiseNmi();
    assertThat(run.handled()).as(where).isEqualTo(1);
    run.checkEnd(where);
  }

  private static Stream<Arguments> scenariosAndFeatures() {
    return featureSets().flatMap(f -> Stream.of(Scenario.values()).map(s -> Arguments.of(s, f)));
  }

  @ParameterizedTest
  @MethodSource("scenariosAndFeatures")
  void nmi_beforeAnyStep_isHandledOnceAndChangesNothing(
      Scenario scenario, Set<X86Feature> features) {
    int injected = everywhere(new Run(kernel(features), scenario), InjectionTest::nmi);

    assertThat(injected).isGreaterThan(80);
  }

  @ParameterizedTest
  @EnumSource(value = Scenario.class, names = "MACHINE_CHECK", mode = EnumSource.Mode.EXCLUDE)
  void machineCheck_beforeAnyStep_changesNothing(Scenario scenario) {
    everywhere(
        new Run(kernel(ALL), scenario),
        (run, where) -> {
          run.machine.cpu.raiseMachineCheck();
          run.handled();
          run.checkEnd(where);
        });
  }

  @ParameterizedTest
  @EnumSource(value = Scenario.class, names = "DEBUG", mode = EnumSource.Mode.EXCLUDE)
  void debug_beforeAnyStepInTheKernel_changesNothing(Scenario scenario) {
    everywhere(
        new Run(kernel(ALL), scenario),
        (run, where) -> {
          if ((run.machine.get(Reg.CS) & 3) == 0) {
            debug(run.machine);
            run.handled();
            run.checkEnd(where);
          }
        });
  }

  /** A breakpoint on the next instruction, for one time. */
  private static void debug(EntryMachine machine) {
    machine.set(Reg.DR0, machine.get(Reg.RIP));
    machine.set(Reg.DR7, 0x401);
    machine.cpu.step();
    assertThat(machine.get(Reg.RIP)).isEqualTo(machine.symbols.symbol("asm_exc_debug"));
    machine.set(Reg.DR0, 0);
    machine.set(Reg.DR7, 0x400);
  }

  /** default_do_nmi() that runs into a patch site with an INT3, whose IRET lets NMIs in again. */
  private record ProbedNmi() implements Routine {
    @Override
    public String symbol() {
      return "default_do_nmi";
    }

    @Override
    public List<String> labels() {
      return List.of("probe", "after", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> f.call(f.port().symbol("static_key_probe_0"));
        case 1 -> f.goTo(2);
        default -> f.ret();
      }
    }
  }

  /** Emulates the NOP of 5 bytes that the INT3 stands on. */
  private record NopIsPatched() implements Routine {
    @Override
    public String symbol() {
      return "smp_text_poke_int3_handler";
    }

    @Override
    public List<String> labels() {
      return List.of("ip", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.store(f.arg(0) + PT_IP, 8, f.port().symbol("static_key_probe_0") + 5);
      } else {
        f.ret(1);
      }
    }
  }

  private static Run withInt3InTheHandler(Scenario scenario, Set<X86Feature> features) {
    Kernel kernel =
        build(features, KernelPart.of(new ProbedNmi()), KernelPart.of(new NopIsPatched()));
    Run run = new Run(kernel, scenario);
    long site = MemoryMap.imagePhysical(run.machine.symbols.symbol("static_key_probe_0"));
    run.machine.arena.memory().writeByte(site, 0xcc);
    return run;
  }

  /**
   * Injects one more NMI before each step of the handling of the one that has just been taken.
   * After the last NMI came a handler starts: none is lost.
   *
   * @return where it was injected
   */
  private static List<String> oneMore(Run run, long[] interrupted) {
    List<String> places = new ArrayList<>();
    while (!Arrays.equals(run.registers(), interrupted)) {
      int mark = run.mark();
      String place = run.place();
      run.machine.cpu.raiseNmi();
      assertThat(run.handledUntil(interrupted)).as(place).isPositive();
      run.checkLeftBehind(place);
      run.undo(mark);
      run.machine.cpu.step();
      places.add(place);
    }
    return places;
  }

  private static void takeNmi(Run run) {
    run.machine.cpu.raiseNmi();
    run.machine.cpu.step();
  }

  /**
   * {@return the instructions and labels that the handling of one NMI comes to} What it reads of
   * what was interrupted shows in the way that it takes.
   */
  private static List<Long> way(Run run, long[] interrupted) {
    List<Long> way = new ArrayList<>();
    takeNmi(run);
    while (!Arrays.equals(run.registers(), interrupted)) {
      way.add(run.machine.get(Reg.RIP));
      run.machine.cpu.step();
    }
    return way;
  }

  /* Once for each way that an NMI takes: a second one in it meets the same everywhere. */
  private static int nested(Run run) {
    Set<List<Long>> ways = new HashSet<>();
    for (int step = 0; step < run.steps; step++) {
      int mark = run.mark();
      long[] interrupted = run.registers();
      boolean isNew = ways.add(way(run, interrupted));
      run.undo(mark);
      if (isNew) {
        takeNmi(run);
        assertThat(oneMore(run, interrupted)).hasSizeGreaterThan(150);
        run.undo(mark);
      }
      run.machine.cpu.step();
    }
    return ways.size();
  }

  @Test
  void nmi_nestedInAnNmiAnywhereInASyscall_isHandledAfterIt() {
    assertThat(nested(withInt3InTheHandler(Scenario.SYSCALL, ALL))).isGreaterThan(3);
  }

  private static Stream<Arguments> borders() {
    return featureSets()
        .flatMap(
            f ->
                Stream.of(
                        "user_syscall",
                        "entry_SYSCALL_64",
                        "do_syscall_64",
                        "entry_SYSRETQ_unsafe_stack")
                    .map(symbol -> Arguments.of(symbol, f)));
  }

  /** A second NMI makes the first repeat; a third comes anywhere in that, the window included. */
  @ParameterizedTest
  @MethodSource("borders")
  void nmi_thirdWhileTheFirstRepeats_isHandledToo(String at, Set<X86Feature> features) {
    Run run = withInt3InTheHandler(Scenario.SYSCALL, features);
    run.machine.runTo(at);
    long[] interrupted = run.registers();
    takeNmi(run);
    while (!run.nmisAreOpen()) {
      run.machine.cpu.step();
    }
    takeNmi(run);

    List<String> places = oneMore(run, interrupted);

    if (!at.equals("user_syscall")) {
      assertThat(places)
          .anyMatch(p -> p.startsWith("repeat_nmi"))
          .anyMatch(p -> p.startsWith("end_repeat_nmi"));
    }
  }

  /** A user program may load RSP with an address of the NMI stack before it makes a system call. */
  @Test
  void nmi_atSyscallEntryWithAUserRspInTheNmiStack_isTakenForAFirstOne() {
    Run run = new Run(kernel(ALL), Scenario.SYSCALL);
    long nmiStack = run.machine.perCpu("cpu_tss_rw", 36 + 8, 8);
    for (int words = 1; words < 40; words++) {
      int mark = run.mark();
      run.machine.set(Reg.RSP, nmiStack - 8L * words);
      run.machine.runTo("entry_SYSCALL_64");
      long[] interrupted = run.registers();
      run.machine.cpu.raiseNmi();
      run.machine.cpu.step();

      assertThat(run.handledUntil(interrupted)).as("%d words", words).isEqualTo(1);

      run.undo(mark);
    }
  }

  /** What the protocol is for: without "NMI executing" a nested NMI destroys the first's frame. */
  @Test
  void nmi_nestedWhereTheVariableIsNotLookedAt_isFound() {
    Run run = withInt3InTheHandler(Scenario.SYSCALL, ALL);
    byte[] test = {(byte) 0x83, 0x7c, 0x24, (byte) 0xf8, 1};
    long at = MemoryMap.imagePhysical(run.machine.symbols.symbol("asm_exc_nmi"));
    int offset = 0;
    while (!Arrays.equals(read(run, at + offset, test.length), test)) {
      offset++;
    }
    run.machine.arena.memory().writeByte(at + offset + 4, 2);
    run.machine.runTo("do_syscall_64");
    long[] interrupted = run.registers();
    takeNmi(run);

    assertThatThrownBy(() -> oneMore(run, interrupted)).isInstanceOf(Throwable.class);
  }

  private static byte[] read(Run run, long physical, int length) {
    byte[] bytes = new byte[length];
    run.machine.arena.memory().readBytes(physical, bytes, 0, length);
    return bytes;
  }

  private static Run withCr3Signal() {
    KernelSpec spec = new KernelSpec(ALL, CR3_SIGNAL, Map.of(), List.of(), 2, 1);
    return new Run(KernelFactory.build(spec), Scenario.SYSCALL);
  }

  private static long signal(Run run) {
    return run.machine.perCpu("kernel_cr3_loaded", 0, 4);
  }

  /**
   * The note of the exit says 0; an NMI before the CR3 write says 1 at its start, and does not take
   * that back at its end, since it returns to the kernel's CR3.
   */
  @Test
  void cr3Signal_nmiBetweenTheNoteAndTheCr3Write_leavesTheSignalSetInUserMode() {
    Run run = withCr3Signal();
    run.machine.runTo("syscall_return_via_sysret");
    while (signal(run) != 0) {
      run.machine.cpu.step();
    }
    assertThat(run.machine.get(Reg.CR3)).isEqualTo(run.machine.kernelCr3());

    run.machine.cpu.raiseNmi();
    assertThat(run.handled()).isEqualTo(1);

    assertThat(run.isAtEnd()).isTrue();
    assertThat(run.machine.get(Reg.CR3)).isEqualTo(run.machine.userCr3());
    assertThat(signal(run)).isEqualTo(1);
  }

  /** SAVE_AND_SWITCH_TO_KERNEL_CR3 stands before the GS base is known to be the kernel's. */
  @Test
  void cr3Signal_nmiBeforeSwapgs_notesThroughTheUsersGsBase() {
    Run run = withCr3Signal();
    run.machine.runTo("entry_SYSCALL_64");
    assertThat(run.machine.get(Reg.GS_BASE)).isEqualTo(0x7000_0000_1230L);

    run.machine.cpu.raiseNmi();
    run.machine.runTo("asm_exc_page_fault");

    long noted = 0x7000_0000_1230L + run.machine.kernel.image().address("kernel_cr3_loaded");
    assertThat(run.machine.get(Reg.CR2)).isEqualTo(noted);
  }
}
