package org.emukernel.scenarios.sim;

import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.machine.CpuMode;
import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.api.machine.IpiBus;
import org.emukernel.api.machine.StopReason;
import org.emukernel.scenarios.machine.EmulatedMachine;

/**
 * Runs a machine in virtual time: always the CPU whose clock is behind all others, until it no
 * longer is. Interrupts arrive when their flight is over. A CPU that loops in user mode with
 * nothing to do jumps to the next time at which something can disturb it.
 *
 * <p>A CPU in a loop that waits, in user mode or for other CPUs, has had the time to make its
 * stores visible; no other instruction does that but those that must (SDM vol. 3A, "Store Buffer").
 */
final class Simulator implements IpiBus {

  private static final long PS_PER_NS = 1000;

  /** No interrupt has this vector: an INVLPGB arrives, of the CPU that the cause names. */
  private static final int BROADCAST = 0;

  /** Whether CPUs may jump over repetitions; the result is the same. */
  enum FastForward {
    /** They may. */
    ON,
    /** Every instruction is executed. */
    OFF
  }

  private final EmulatedMachine machine;
  private final IpiFlights flights;
  private final NmiSource nmis;
  private final UserPrograms programs;
  private final Interference interference;
  private final RunListener listener;
  private final PlaceCounts places;
  private final TextRefetch refetch;
  private final FastForward fastForward;
  private final UserLoopSkipper skipper;
  private final SpinSkipper spins;
  private final TimeHeap order;
  private long endPs;
  private int running;

  /** What a simulation works with. */
  record Parts(
      EmulatedMachine machine,
      IpiFlights flights,
      NmiSource nmis,
      UserPrograms programs,
      Interference interference,
      RunListener listener,
      PlaceCounts places,
      TextRefetch refetch,
      FastForward fastForward) {}

  Simulator(Parts parts) {
    machine = parts.machine();
    flights = parts.flights();
    nmis = parts.nmis();
    programs = parts.programs();
    interference = parts.interference();
    listener = parts.listener();
    places = parts.places();
    refetch = parts.refetch();
    fastForward = parts.fastForward();
    skipper = new UserLoopSkipper(machine.arena());
    spins = new SpinSkipper(machine);
    order = new TimeHeap(machine.cpus().size());
  }

  /**
   * Runs until every CPU has reached a time.
   *
   * @param ns virtual time, ns
   */
  void runUntil(long ns) {
    passUntil(ns);
    settleAt(ns);
  }

  /**
   * Runs until nothing more happens before a time. CPUs that are alone in their loops until then
   * are left where they are: what comes after does not see the difference.
   *
   * @param ns virtual time, ns
   */
  void passUntil(long ns) {
    advanceAll(ns);
  }

  /**
   * Brings every CPU that is alone in its loop to a time that {@link #passUntil} has reached.
   *
   * @param ns virtual time, ns
   */
  void settleAt(long ns) {
    machine.cpus().forEach(cpu -> catchUp(cpu, ns * PS_PER_NS));
  }

  /**
   * Runs until a time, and says whether the machine came to rest before: every CPU is in its loop,
   * and nothing is under way or due. If so, each has gone round its loop once more, which caches
   * what the loop needs, and is then put at the loop's head at exactly that time. So what a machine
   * at rest does next depends on nothing but its state.
   *
   * @param ns virtual time, ns
   * @return since when it rests, ps; -1 if it does not
   */
  long restAt(long ns) {
    advanceAll(ns);
    long sincePs = 0;
    for (EmulatedCpu cpu : machine.cpus()) {
      if (!isIdle(cpu)) {
        return -1;
      }
    }
    for (EmulatedCpu cpu : machine.cpus()) {
      if (!skipper.goRound(cpu, endPs)) {
        return -1;
      }
      sincePs = Math.max(sincePs, cpu.clock().nowPs());
    }
    standUntil(ns);
    return sincePs;
  }

  /**
   * A machine at rest stays so for a while.
   *
   * @param ns until when, ns
   */
  void standUntil(long ns) {
    machine.cpus().forEach(cpu -> cpu.clock().advanceTo(ns * PS_PER_NS));
  }

  private boolean isIdle(EmulatedCpu cpu) {
    return programs.isAtLoop(cpu)
        && !programs.isCalling(cpu)
        && cpu.clock().nowPs() < endPs
        && toPs(programs.dueNs(cpu.cpu())) >= endPs
        && flights.nextArrivalPs(cpu.cpu()) == IpiFlights.NONE
        && nmis.nextPs(cpu.cpu()) >= endPs
        && !cpu.isInterrupted()
        && cpu.storesAreVisible()
        && cpu.staleTextBytes() == 0;
  }

  private void advanceAll(long ns) {
    endPs = ns * PS_PER_NS;
    for (EmulatedCpu cpu : machine.cpus()) {
      order.set(cpu.cpu(), cpu.clock().nowPs());
    }
    while (order.timeOf(order.first()) < endPs) {
      running = order.first();
      listener.passed(order.timeOf(running) / PS_PER_NS);
      EmulatedCpu cpu = machine.cpus().get(running);
      order.set(cpu.cpu(), advance(cpu));
    }
    listener.passed(ns);
  }

  /* Lets the first CPU go on. Returns when it wants to go on next. */
  private long advance(EmulatedCpu cpu) {
    catchUp(cpu, order.timeOf(cpu.cpu()));
    if (cpu.clock().nowPs() >= endPs) {
      return cpu.clock().nowPs();
    }
    land(cpu);
    nmis.land(cpu);
    if (cpu.mode() == CpuMode.USER && !cpu.isInterrupted()) {
      return inUserMode(cpu);
    }
    return inKernel(cpu);
  }

  /*
   * A CPU that was left alone in its loop until now goes round it as often as it would have. The first rounds after an interrupt may
   * still fill the TLB, so a repetition is looked for again and again.
   */
  private void catchUp(EmulatedCpu cpu, long ps) {
    if (cpu.isHalted() && cpu.clock().nowPs() < ps) {
      cpu.clock().advanceTo(ps);
    }
    while (cpu.clock().nowPs() < ps) {
      boolean skipped = fastForward == FastForward.ON && skipper.skip(cpu, ps);
      if (!skipped && cpu.clock().nowPs() < ps) {
        cpu.step();
      }
    }
  }

  private long inUserMode(EmulatedCpu cpu) {
    if (programs.isAtLoop(cpu)) {
      cpu.drainStores();
      programs.noteReturn(cpu);
      long duePs = toPs(programs.dueNs(cpu.cpu()));
      if (duePs <= cpu.clock().nowPs()) {
        programs.beginCall(cpu, cpu.nowNs());
      } else if (fastForward == FastForward.ON) {
        return Math.min(Math.min(duePs, nextFromOutsidePs(cpu)), endPs);
      }
    }
    cpu.step();
    return cpu.clock().nowPs();
  }

  private long nextFromOutsidePs(EmulatedCpu cpu) {
    return Math.min(flights.nextArrivalPs(cpu.cpu()), nmis.nextPs(cpu.cpu()));
  }

  private static long toPs(long ns) {
    return ns > Long.MAX_VALUE / PS_PER_NS ? Long.MAX_VALUE : ns * PS_PER_NS;
  }

  private void land(EmulatedCpu cpu) {
    while (flights.nextArrivalPs(cpu.cpu()) <= cpu.clock().nowPs()) {
      int cause = flights.nextCause(cpu.cpu());
      if (flights.nextVector(cpu.cpu()) == BROADCAST) {
        flights.land(cpu.cpu());
        cpu.invalidate(cause);
        continue;
      }
      if (interference.counts(cpu.cpu()) && cpu.mode() != CpuMode.KERNEL) {
        interference.hit(cpu.cpu(), cause >>> PlaceCounts.CODE_BITS);
        listener.disturbed(cpu.cpu(), cpu.nowNs());
      }
      places.landed(cpu.cpu(), cause & (1 << PlaceCounts.CODE_BITS) - 1);
      cpu.interrupt(flights.land(cpu.cpu()));
    }
  }

  /** {@return the CPU that goes on, or went on last} */
  int running() {
    return running;
  }

  /*
   * A CPU may still owe the stop of a PAUSE that it made in user mode; then it makes no step here.
   */
  private long inKernel(EmulatedCpu cpu) {
    long until = Math.min(Math.min(order.secondTime(), nextFromOutsidePs(cpu)), endPs);
    long oneStep = cpu.clock().nowPs() + 1;
    if (cpu.staleTextBytes() > 0) {
      refetch.beforeStep(cpu);
      until = oneStep;
    }
    long steps = cpu.instructions();
    StopReason reason = cpu.run(Math.max(until, oneStep));
    if (reason == StopReason.RELAX) {
      cpu.drainStores();
      machine.monitors().checkWait(cpu.cpu());
      boolean isNew = cpu.instructions() > steps;
      if (fastForward == FastForward.ON && isNew) {
        spins.skip(cpu, until);
      }
    }
    if (reason == StopReason.SHUTDOWN) {
      machine.monitors().shutDown(cpu.cpu());
    }
    if (reason == StopReason.HALTED) {
      cpu.drainStores();
      return Math.max(cpu.clock().nowPs(), Math.min(nextFromOutsidePs(cpu), endPs));
    }
    return cpu.clock().nowPs();
  }

  @Override
  public void fixed(int sender, int target, int vector) {
    long nowPs = machine.cpus().get(sender).clock().nowPs();
    long arrivalPs = nowPs + machine.cpus().get(sender).clock().price(Cost.IPI_FLIGHT);
    int cause = interference.causeOf(sender) << PlaceCounts.CODE_BITS;
    flights.send(target, arrivalPs, vector, cause | places.codeOf(sender, target));
    listener.underWay(sender, target, nowPs, arrivalPs);
    wake(target, arrivalPs);
  }

  /* Each other CPU does it when it has come there, whatever that CPU is doing. */
  @Override
  public void invalidate(int sender) {
    CpuClock clock = machine.cpus().get(sender).clock();
    long arrivalPs = clock.nowPs() + clock.price(Cost.INVLPGB_FLIGHT);
    for (int target = 0; target < machine.cpus().size(); target++) {
      if (target != sender) {
        flights.send(target, arrivalPs, BROADCAST, sender);
        wake(target, arrivalPs);
      }
    }
  }

  private void wake(int target, long arrivalPs) {
    if (arrivalPs < order.timeOf(target)) {
      order.set(target, arrivalPs);
    }
  }

  /* The CPU that stores may have gone ahead of the time at which the other can go on. */
  @Override
  public void monitorTriggered(int cpu) {
    long nowPs = machine.cpus().get(running).clock().nowPs();
    EmulatedCpu woken = machine.cpus().get(cpu);
    if (woken.clock().nowPs() < nowPs) {
      woken.clock().advanceTo(nowPs);
    }
    wake(cpu, woken.clock().nowPs());
    machine.cpus().get(running).requestStop();
  }

  @Override
  public void nmi(int sender, int target) {
    machine.cpus().get(target).raiseNmi();
  }
}
