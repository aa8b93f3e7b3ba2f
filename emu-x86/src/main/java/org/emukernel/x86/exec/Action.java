package org.emukernel.x86.exec;

/** What an instruction that has no op of its own does. */
@FunctionalInterface
interface Action {

  /**
   * Runs the instruction; as {@link Op#execute}.
   *
   * @param op its operands
   */
  long run(Core core, GeneralOp op, long next);
}
