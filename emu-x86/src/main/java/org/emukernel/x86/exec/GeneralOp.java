package org.emukernel.x86.exec;

import java.util.List;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Rep;

/** An instruction with its operands as {@link Place}s and its behaviour as an {@link Action}. */
final class GeneralOp extends Op {

  final Place first;
  final Place second;
  final Place third;
  final int operands;

  /** Operand size of the instruction, bytes. */
  final int size;

  /** Number of the highest bit of the first operand, or of the operand size if there is none. */
  final int top;

  final int truth;
  final Instruction instruction;
  private final Action action;

  GeneralOp(Instruction instruction, List<Place> places, Action action, Reach reach) {
    super(instruction.length(), reach);
    Place none = new ImmediatePlace(0);
    operands = places.size();
    first = operands > 0 ? places.get(0) : none;
    second = operands > 1 ? places.get(1) : none;
    third = operands > 2 ? places.get(2) : none;
    size = instruction.operandSize();
    top = (operands > 0 && first.size > 0 ? first.size : size) * 8 - 1;
    truth = instruction.condition() < 0 ? 0 : Alu.truth(instruction.condition());
    this.instruction = instruction;
    this.action = action;
  }

  @Override
  public long execute(Core core, long next) {
    return action.run(core, this, next);
  }

  boolean repeats() {
    return instruction.rep() != Rep.NONE;
  }
}
