package org.emukernel.scenarios.verify;

import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.scenarios.config.VerifySettings.KernelInterrupts;
import org.emukernel.x86.apic.Vectors;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Reg;

/**
 * What may come to CPUs from outside: which of it each is open to now, and how much more of it may
 * come.
 */
final class Arrivals implements Foresight.World {

  private final Arena arena;
  private final Slots slots;
  private final KernelInterrupts kernelInterrupts;
  private final List<ExploredCpu> cpus;
  private final UserPrograms programs;
  private final InFlight inFlight;

  /** Where it stands how many NMIs and machine checks may still come. */
  record Slots(int nmis, int machineChecks) {}

  /**
   * Nothing has come yet.
   *
   * @param slots what {@link #reserve} gave
   */
  Arrivals(
      Arena arena,
      Slots slots,
      Budget budget,
      List<ExploredCpu> cpus,
      UserPrograms programs,
      InFlight inFlight) {
    this.arena = arena;
    this.slots = slots;
    this.kernelInterrupts = budget.kernelInterrupts();
    this.cpus = List.copyOf(cpus);
    this.programs = programs;
    this.inFlight = inFlight;
    arena.set(slots.nmis(), budget.nmis());
    arena.set(slots.machineChecks(), budget.machineChecks());
  }

  static Slots reserve(ArenaBuilder slots) {
    return new Slots(slots.slot("nmis-left"), slots.slot("machine-checks-left"));
  }

  private Cpu cpu(int number) {
    return cpus.get(number).processor();
  }

  @Override
  public boolean isSent(int cpu) {
    return inFlight.hasAny(cpu);
  }

  @Override
  public boolean hasNmis() {
    return arena.get(slots.nmis()) != 0;
  }

  @Override
  public boolean hasMachineChecks() {
    return arena.get(slots.machineChecks()) != 0;
  }

  /** {@return what can interrupt a CPU now: a bit for each {@link Interruption}} */
  long arrivable(int cpu) {
    boolean interrupt = cpus.get(cpu).isInterruptible() && (inFlight.hasAny(cpu) || hasTimer(cpu));
    return (interrupt ? Interruption.INTERRUPT.bit() : 0)
        | (isOpenToNmi(cpu) ? Interruption.NMI.bit() : 0)
        | (isOpenToMachineCheck(cpu) ? Interruption.MACHINE_CHECK.bit() : 0);
  }

  /** Adds the interrupts that a CPU can take now. */
  void addInterrupts(int cpu, ActionList into) {
    if (!cpus.get(cpu).isInterruptible()) {
      return;
    }
    for (int kind = 0; kind < InFlight.kinds(); kind++) {
      if (inFlight.count(cpu, kind) != 0 && isAbove(InFlight.vector(kind), cpu)) {
        into.add(Action.of(Action.Kind.ARRIVAL, cpu, kind));
      }
    }
    if (hasTimer(cpu)) {
      into.add(Action.of(Action.Kind.TIMER, cpu, 0));
    }
  }

  /* In user mode each arrives as well where the loop begins. */
  private boolean hasTimer(int cpu) {
    boolean comes =
        programs.isAtRest(cpu)
            || cpus.get(cpu).isAny(Activity.SLEEPS)
            || kernelInterrupts == KernelInterrupts.YES && cpu(cpu).registers().cpl() == 0;
    return comes && isAbove(Vectors.LOCAL_TIMER, cpu);
  }

  private boolean isAbove(int vector, int cpu) {
    return vector >> 4 > cpu(cpu).apic().processorPriority() >> 4;
  }

  /** {@return whether an NMI may come to a CPU now} */
  boolean isOpenToNmi(int cpu) {
    return hasNmis() && !cpus.get(cpu).isAny(Activity.NMI_BLOCKED | Activity.MOV_SS_SHADOW);
  }

  /**
   * {@return whether a machine check may come to a CPU now} One while another is handled shuts the
   * CPU down, whatever the kernel does.
   */
  boolean isOpenToMachineCheck(int cpu) {
    return hasMachineChecks()
        && (cpu(cpu).registers().get(Reg.MCG_STATUS) & Control.MCG_STATUS_MCIP) == 0;
  }

  /**
   * What an action says comes to a CPU.
   *
   * @return what the CPU takes with its next step
   */
  Interruption arrive(int action) {
    Cpu cpu = cpu(Action.cpu(action));
    return switch (Action.kind(action)) {
      case ARRIVAL -> {
        inFlight.land(cpu.cpu(), Action.argument(action));
        cpu.apic().accept(InFlight.vector(Action.argument(action)));
        yield Interruption.INTERRUPT;
      }
      case TIMER -> {
        cpu.apic().accept(Vectors.LOCAL_TIMER);
        yield Interruption.INTERRUPT;
      }
      case NMI -> {
        arena.add(slots.nmis(), -1);
        cpu.raiseNmi();
        yield Interruption.NMI;
      }
      case MACHINE_CHECK -> {
        arena.add(slots.machineChecks(), -1);
        cpu.raiseMachineCheck();
        yield Interruption.MACHINE_CHECK;
      }
      default -> throw new IllegalArgumentException(Action.kind(action).name());
    };
  }
}
