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

  /** Makes an op for an instruction of {@code length} bytes. */
  protected Op(int length) {
    this.length = length;
  }

  /**
   * Runs the instruction.
   *
   * @param next linear address of the byte after the instruction
   * @return the address of the instruction to run next: {@code next} unless this one branches
   */
  public abstract long execute(Core core, long next);
}
