package org.emukernel.entry.check;

/** Is told how control goes on behind an instruction. */
interface FlowSink {

  /** It may go on there: the next instruction, or where a jump leads. */
  void to(long target);

  /**
   * A function is called.
   *
   * @param callee its number
   * @param resume where control goes on if it returns
   */
  void call(int callee, long resume);

  /** It may leave the function for good: a return, or a jump to what a pointer names. */
  void leaves();

  /** A switch statement's jump was resolved. */
  default void table(JumpTable table) {}

  /** How it goes on cannot be told. */
  void stuck(String why);
}
