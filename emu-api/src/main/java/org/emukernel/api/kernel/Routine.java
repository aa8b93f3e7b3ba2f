package org.emukernel.api.kernel;

import java.util.List;

/**
 * A kernel function whose logic matters and whose bytes do not: what Linux writes in C, as a state
 * machine with named labels, as in PlusCal. It is bound to a symbol of the kernel image and is
 * called and returned from like a function, by machine code and by other routines. At the symbol's
 * address lies a prologue that makes the frame, label {@code n} at {@code 8 * (n + 1)} beyond, so
 * that RIP is its program counter and an interrupt between two steps comes back to the right one.
 *
 * <p>{@link #step} runs one labelled step and makes at most one access to shared memory in it:
 * between two steps every other CPU may run. Locals live in the frame; an implementation has no
 * mutable field.
 */
public interface Routine {

  /** {@return the symbol that it is bound to; Linux's own function name} */
  String symbol();

  /** {@return the labels in order; the first is where the routine starts} */
  List<String> labels();

  /** {@return how many 64-bit locals a frame has} */
  default int locals() {
    return 0;
  }

  /**
   * Runs the step at {@link RoutineFrame#label}. Unless it says otherwise ({@code goTo}, {@code
   * call}, {@code ret}) control goes on to the next label.
   */
  void step(RoutineFrame frame);
}
