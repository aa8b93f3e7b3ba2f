package org.emukernel.api.kernel;

import org.emukernel.api.machine.CpuPort;

/**
 * One activation of a {@link Routine} on one CPU. Valid only inside {@link Routine#step}.
 *
 * <p>Memory accesses go through the CPU's own paging unit and store buffer, as if its own
 * instruction made them; a step may make one of them to shared memory. A fault in one is a kernel
 * bug and ends the run with a message that names the routine's label.
 */
public interface RoutineFrame {

  /** {@return the CPU that runs it} */
  int cpu();

  /** {@return the index of the label to run} */
  int label();

  /**
   * {@return the i-th argument, 0..5 (rdi, rsi, rdx, rcx, r8, r9 of the System V calling
   * convention)}
   */
  long arg(int i);

  /** {@return the i-th local} */
  long local(int i);

  /** Writes the i-th local. */
  void setLocal(int i, long value);

  /** {@return what the last call returned} */
  long result();

  /** The next step is the one at this label. */
  void goTo(int label);

  /**
   * Calls a function, machine code or routine; the next step here, once it returned, is the next
   * label.
   */
  default void call(long function) {
    call(function, 0, 0, 0, 0);
  }

  /** Calls with one argument. */
  default void call(long function, long arg0) {
    call(function, arg0, 0, 0, 0);
  }

  /** Calls with two arguments. */
  default void call(long function, long arg0, long arg1) {
    call(function, arg0, arg1, 0, 0);
  }

  /** Calls with three arguments. */
  default void call(long function, long arg0, long arg1, long arg2) {
    call(function, arg0, arg1, arg2, 0);
  }

  /** Calls with four arguments. */
  default void call(long function, long arg0, long arg1, long arg2, long arg3) {
    call(function, arg0, arg1, arg2, arg3, 0);
  }

  /**
   * Calls with five arguments; the next step here, once it returned, is the next label.
   *
   * @param function linear address of the function, from {@link CpuPort#symbol}
   */
  void call(long function, long arg0, long arg1, long arg2, long arg3, long arg4);

  /** Returns to the caller without a value. */
  default void ret() {
    ret(0);
  }

  /** Returns a value to the caller. */
  void ret(long value);

  /** {@return a load} {@code size} is 1, 2, 4 or 8; the value is zero-extended. */
  long load(long linear, int size);

  /** A store; it may wait in the store buffer. */
  void store(long linear, int size, long value);

  /** An atomic exchange (XCHG). @return the old value */
  long exchange(long linear, int size, long value);

  /**
   * An atomic compare and exchange (LOCK CMPXCHG). @return the old value; equal to {@code expected}
   * on success
   */
  long compareExchange(long linear, int size, long expected, long value);

  /** An atomic add (LOCK XADD). @return the old value */
  long fetchAdd(long linear, int size, long delta);

  /** An atomic or. @return the old value */
  long fetchOr(long linear, int size, long bits);

  /** An atomic and. @return the old value */
  long fetchAnd(long linear, int size, long bits);

  /** {@return the CPU and the machine beyond memory} */
  CpuPort port();
}
