package org.emukernel.scenarios.sim;

import org.emukernel.api.machine.StopReason;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/**
 * Lets a kernel routine that polls memory jump over the polls that must fail: nobody else runs
 * until a known time, so what it polls stays as it is. A poll is established, not assumed: one more
 * step, which says again that it waits ({@code CpuPort.relax()}), ends where it began with every
 * register as before and no translation made; the next one equals it. So the result is that of
 * stepping.
 */
final class SpinSkipper {

  private static final int REGISTERS = Reg.ACTIVITY + 1;

  private final EmulatedMachine machine;
  private final long[] before = new long[REGISTERS];

  SpinSkipper(EmulatedMachine machine) {
    this.machine = machine;
  }

  /**
   * Makes one more step of a CPU that has just said that it waits, and jumps if that was a poll.
   *
   * @param untilPs until when nobody else runs, ps
   */
  void skip(Cpu cpu, long untilPs) {
    long endPs = Math.min(untilPs, machine.monitors().waitLimitPs(cpu.cpu()));
    long startPs = cpu.clock().nowPs();
    if (startPs >= endPs) {
      return;
    }
    long steps = cpu.instructions();
    long epoch = cpu.mmu().translationEpoch();
    remember(cpu.registers());
    StopReason reason = cpu.run(startPs + 1);
    boolean isPoll =
        reason == StopReason.RELAX
            && cpu.instructions() == steps + 1
            && cpu.mmu().translationEpoch() == epoch
            && isAsBefore(cpu.registers());
    long roundPs = cpu.clock().nowPs() - startPs;
    if (isPoll && roundPs > 0 && cpu.clock().nowPs() < endPs) {
      long rounds = (endPs - cpu.clock().nowPs()) / roundPs;
      cpu.clock().advanceTo(cpu.clock().nowPs() + rounds * roundPs);
      cpu.skipInstructions(rounds);
    }
  }

  private void remember(RegisterFile registers) {
    for (int i = 0; i < REGISTERS; i++) {
      before[i] = registers.get(i);
    }
  }

  private boolean isAsBefore(RegisterFile registers) {
    for (int i = 0; i < REGISTERS; i++) {
      if (registers.get(i) != before[i]) {
        return false;
      }
    }
    return true;
  }
}
