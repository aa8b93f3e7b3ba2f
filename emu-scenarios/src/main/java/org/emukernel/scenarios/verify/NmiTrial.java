package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.function.LongSupplier;
import org.emukernel.api.arena.Arena;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/**
 * Says of an NMI whether it would leave anything behind: lets one come, executes its handler, and
 * takes all of it back, unless {@link UnnoticedNmis} remember one that was the same.
 */
final class NmiTrial {

  private static final int MAX_HANDLER_STEPS = 2000;

  private final UnnoticedNmis known;
  private final Arena arena;
  private final List<ExploredCpu> cpus;
  private final ObservedSteps steps;
  private final Arrivals arrivals;
  private final UnreadState unread;
  private final LongSupplier hash;

  /**
   * Has tried nothing yet.
   *
   * @param hash of what an NMI must leave as it was
   */
  NmiTrial(
      UnnoticedNmis known,
      Arena arena,
      List<ExploredCpu> cpus,
      ObservedSteps steps,
      Arrivals arrivals,
      UnreadState unread,
      LongSupplier hash) {
    this.known = known;
    this.arena = arena;
    this.cpus = List.copyOf(cpus);
    this.steps = steps;
    this.arrivals = arrivals;
    this.unread = unread;
    this.hash = hash;
  }

  /** A search begins. */
  void beginSearch() {
    known.begin();
  }

  /**
   * {@return whether an NMI that comes to a CPU now would leave nothing behind} Delivery drains the
   * store buffer, which may have been drained before, and IRET serialises: the hardware may have
   * fetched all text anew before, and a CPU that still has to serialise is watched more closely
   * than one that has.
   */
  boolean leavesNothing(int cpu) {
    int mark = arena.mark();
    cpus.get(cpu).processor().mmu().serialize();
    unread.forget(cpu);
    boolean result = known.leavesNothing(cpu, this::leavesNothingBehind);
    arena.undoTo(mark);
    return result;
  }

  private boolean leavesNothingBehind(int cpu) {
    int mark = arena.mark();
    long without = hash.getAsLong();
    boolean alone = returnsAlone(cpu);
    unread.forget(cpu);
    boolean result = alone && hash.getAsLong() == without;
    arena.undoTo(mark);
    return result;
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
      alone &= arrivals.arrivable(number) == 0;
    }
    return alone;
  }
}
