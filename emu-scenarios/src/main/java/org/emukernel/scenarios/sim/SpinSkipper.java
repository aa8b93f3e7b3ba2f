package org.emukernel.scenarios.sim;

import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.api.machine.StopReason;
import org.emukernel.scenarios.machine.EmulatedMachine;

/**
 * Lets a kernel routine that polls memory jump over the polls that must fail: nobody else runs
 * until a known time, so what it polls stays as it is. A poll is established, not assumed: one more
 * step, which says again that it waits ({@code CpuPort.relax()}), ends where it began with every
 * register as before and no translation made; the next one equals it. So the result is that of
 * stepping.
 */
final class SpinSkipper {

  private final EmulatedMachine machine;
  private final RememberedRegisters before;

  SpinSkipper(EmulatedMachine machine) {
    this.machine = machine;
    this.before = new RememberedRegisters(machine.arena());
  }

  /**
   * Makes one more step of a CPU that has just said that it waits, and jumps if that was a poll.
   *
   * @param untilPs until when nobody else runs, ps
   */
  void skip(EmulatedCpu cpu, long untilPs) {
    long endPs = Math.min(untilPs, machine.monitors().waitLimitPs(cpu.cpu()));
    long startPs = cpu.clock().nowPs();
    if (startPs >= endPs) {
      return;
    }
    long steps = cpu.instructions();
    long epoch = cpu.translationEpoch();
    before.remember(cpu);
    StopReason reason = cpu.run(startPs + 1);
    boolean isPoll =
        reason == StopReason.RELAX
            && cpu.instructions() == steps + 1
            && cpu.translationEpoch() == epoch
            && before.isAsBefore(cpu);
    long roundPs = cpu.clock().nowPs() - startPs;
    if (isPoll && roundPs > 0 && cpu.clock().nowPs() < endPs) {
      long rounds = (endPs - cpu.clock().nowPs()) / roundPs;
      cpu.clock().advanceTo(cpu.clock().nowPs() + rounds * roundPs);
      cpu.skipInstructions(rounds);
    }
  }
}
