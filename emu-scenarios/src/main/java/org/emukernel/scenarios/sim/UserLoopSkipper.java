package org.emukernel.scenarios.sim;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.machine.EmulatedCpu;

/**
 * Lets a CPU that repeats itself jump over whole repetitions. A repetition is established, not
 * assumed: the CPU is stepped round its loop, and only if every register is as before, no
 * translation was dropped, no instruction of the loop can touch memory and the round took as long
 * as the one before does the next round equal this one; then n rounds are n times its time and
 * steps. So the result is that of stepping.
 */
final class UserLoopSkipper {

  /** Loops of more instructions are stepped. */
  private static final int MAX_STEPS = 8;

  private static final int MAX_ROUNDS = 4;

  private final RememberedRegisters before;

  UserLoopSkipper(Arena arena) {
    this.before = new RememberedRegisters(arena);
  }

  /**
   * Steps a CPU in user mode round its loop until two rounds took the same time, and then jumps as
   * many whole rounds as end before a time, or at it. The first round after a flush takes longer:
   * it fills the TLB.
   *
   * @param untilPs the time, ps
   * @return whether a repetition was found
   */
  boolean skip(EmulatedCpu cpu, long untilPs) {
    long lastPs = -1;
    for (int i = 0; i < MAX_ROUNDS; i++) {
      long startPs = cpu.clock().nowPs();
      long steps = cpu.instructions();
      if (!isRound(cpu, untilPs)) {
        return false;
      }
      long roundPs = cpu.clock().nowPs() - startPs;
      if (roundPs == lastPs) {
        jump(cpu, untilPs, roundPs, cpu.instructions() - steps);
        return true;
      }
      lastPs = roundPs;
    }
    return false;
  }

  /**
   * Steps a CPU at the head of its loop round it once.
   *
   * @param untilPs when it shall be back, ps
   * @return whether it was back before
   */
  boolean goRound(EmulatedCpu cpu, long untilPs) {
    long rip = cpu.programCounter();
    for (int i = 0; i < MAX_STEPS && cpu.clock().nowPs() < untilPs; i++) {
      cpu.step();
      if (cpu.programCounter() == rip) {
        return cpu.clock().nowPs() < untilPs;
      }
    }
    return false;
  }

  private boolean isRound(EmulatedCpu cpu, long untilPs) {
    long rip = cpu.programCounter();
    long epoch = cpu.translationEpoch();
    before.remember(cpu);
    for (int i = 0; i < MAX_STEPS && cpu.clock().nowPs() < untilPs; i++) {
      if (!cpu.nextTouchesNoMemory()) {
        return false;
      }
      cpu.step();
      if (cpu.programCounter() == rip) {
        return before.isAsBefore(cpu) && cpu.translationEpoch() == epoch;
      }
    }
    return false;
  }

  private void jump(EmulatedCpu cpu, long untilPs, long roundPs, long roundSteps) {
    long rounds = roundPs == 0 ? 0 : Math.max(0, (untilPs - cpu.clock().nowPs()) / roundPs);
    cpu.clock().advanceTo(cpu.clock().nowPs() + rounds * roundPs);
    cpu.skipInstructions(rounds * roundSteps);
  }
}
