package org.emukernel.x86.exec;

/**
 * One decoded instruction, ready to run on any CPU of a machine. It has no state: what it works on
 * is the {@link Core} that it is given.
 *
 * <p>An op is restartable: when it throws, no register has changed, except where the SDM says
 * otherwise.
 */
public abstract class Op {

  /** Bytes of the instruction, 1 to 15. */
  protected final int length;

  /** What it may touch. */
  final Reach reach;

  /** Makes an op for an instruction of {@code length} bytes that may touch anything. */
  protected Op(int length) {
    this(length, Reach.SYSTEM);
  }

  Op(int length, Reach reach) {
    this.length = length;
    this.reach = reach;
  }

  /** {@return the first instruction, for who runs one at a time} */
  Op head() {
    return this;
  }

  /** {@return whether control may go elsewhere than to the next instruction} */
  boolean branches() {
    return false;
  }

  /** What an op may touch, so that the run loop need not look at the rest. */
  enum Reach {
    /**
     * General registers and status flags only; it cannot fault but for a branch target that is not
     * canonical.
     */
    REGISTERS,
    /** Also memory, which may change cached translations. */
    MEMORY,
    /** Anything; it may also read the clock. */
    SYSTEM
  }

  /**
   * Runs the instruction.
   *
   * @param next linear address of the byte after the instruction
   * @return the address of the instruction to run next: {@code next} unless this one branches
   */
  public abstract long execute(Core core, long next);
}
