package org.emukernel.x86.exec;

/** Runs the step of a kernel routine whose slot the CPU reached. */
@FunctionalInterface
public interface SlotHandler {

  /**
   * Runs one step.
   *
   * @param word the slot's 32-bit word: routine number in bits 31:8, slot number in bits 7:0
   * @param rip linear address of the slot
   * @return the address to go on at, or {@link #UNKNOWN} if there is no such slot: a #UD
   */
  long run(int word, long rip);

  /** Not an address of a slot. */
  long UNKNOWN = 1;
}
