package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.stream.LongStream;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/**
 * Says of an NMI whether it would leave anything behind: lets one come, executes its handler, and
 * takes all of it back, unless {@link UnnoticedNmis} remember one that was the same.
 */
final class NmiTrial implements UnnoticedNmis.Trials {

  private static final int MAX_HANDLER_STEPS = 2000;
  private static final long ANYTHING = -1;

  private final UnnoticedNmis known;
  private final Arena arena;
  private final List<ExploredCpu> cpus;
  private final ObservedSteps steps;
  private final Arrivals arrivals;
  private final UnreadState unread;

  /** Has tried nothing yet. */
  NmiTrial(
      UnnoticedNmis known,
      Arena arena,
      List<ExploredCpu> cpus,
      ObservedSteps steps,
      Arrivals arrivals,
      UnreadState unread) {
    this.known = known;
    this.arena = arena;
    this.cpus = List.copyOf(cpus);
    this.steps = steps;
    this.arrivals = arrivals;
    this.unread = unread;
  }

  /** A search begins. */
  void beginSearch() {
    known.begin();
  }

  /**
   * {@return whether an NMI that comes to a CPU now would leave nothing behind} Delivery drains the
   * store buffer, which may have been drained before, and IRET serialises: the hardware may have
   * fetched all text anew before, and a CPU that still has to serialise is watched more closely
   * than one that has. Translations that a TLB has lost do not count: hardware may drop them at any
   * time, or where it fills at once, they do no more harm than before.
   */
  boolean leavesNothing(int cpu) {
    int mark = arena.mark();
    cpus.get(cpu).processor().mmu().serialize();
    unread.forget(cpu);
    boolean result = known.leavesNothing(cpu, this);
    arena.undoTo(mark);
    return result;
  }

  @Override
  public boolean leavesNothingBehind(int cpu) {
    int mark = arena.mark();
    for (long word : unread.readBesides(cpu)) {
      known.loaded(cpu, word, Long.BYTES);
    }
    long without = arena.hash();
    boolean alone = returnsAlone(cpu);
    unread.forgetScratch(cpu);
    boolean result = alone && arena.hash() == without;
    arena.undoTo(mark);
    return result;
  }

  @Override
  public long[] lasting(int cpu, long[] words) {
    PhysicalMemory memory = arena.memory();
    int mark = arena.mark();
    for (long word : words) {
      memory.writeLong(word, ANYTHING);
    }
    unread.forgetScratch(cpu);
    long[] lasting = LongStream.of(words).filter(word -> memory.readLong(word) != 0).toArray();
    arena.undoTo(mark);
    return lasting;
  }

  /* Interrupts that come on the way wait for its end, and nobody notices that it has begun. */
  private boolean returnsAlone(int number) {
    ExploredCpu cpu = cpus.get(number);
    RegisterFile registers = cpu.processor().registers();
    long rip = registers.get(Reg.RIP);
    long rsp = registers.get(Reg.RSP);
    cpu.processor().raiseNmi();
    steps.begin(number);
    cpu.interruptions().arrived(Interruption.NMI);
    steps.execute(number);
    boolean alone = steps.wasUnnoticed(number);
    for (int made = 0; alone && made < MAX_HANDLER_STEPS; made++) {
      steps.begin(number);
      steps.execute(number);
      alone = steps.wasUnnoticed(number);
      if (registers.get(Reg.RIP) == rip && registers.get(Reg.RSP) == rsp) {
        break;
      }
      alone &= !isOpen(number);
    }
    return alone;
  }

  /* Whether an interrupt has been sent to it is not part of what is remembered. */
  private boolean isOpen(int cpu) {
    return cpus.get(cpu).isInterruptible()
        || arrivals.isOpenToNmi(cpu)
        || arrivals.isOpenToMachineCheck(cpu);
  }
}
