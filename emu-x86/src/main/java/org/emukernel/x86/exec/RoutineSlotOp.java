package org.emukernel.x86.exec;

import org.emukernel.api.choice.Cost;
import org.emukernel.x86.reg.Reg;

/**
 * UD1 of the shape {@code ud1 disp32(%rax),%eax}: at CPL 0 one step of a kernel routine, else #UD.
 */
final class RoutineSlotOp extends Op {

  /** Bytes of the instruction. */
  static final int LENGTH = 7;

  private final int word;

  RoutineSlotOp(int word) {
    super(LENGTH);
    this.word = word;
  }

  @Override
  public long execute(Core core, long next) {
    long rip = next - LENGTH;
    core.setReg(Reg.RIP, rip);
    long to = core.registers.cpl() == 0 ? core.routines.run(word, rip) : SlotHandler.UNKNOWN;
    if (to == SlotHandler.UNKNOWN) {
      throw core.invalidOpcode("ud1");
    }
    core.charge(Cost.ROUTINE_STEP);
    return to;
  }
}
