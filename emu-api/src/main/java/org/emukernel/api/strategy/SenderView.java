package org.emukernel.api.strategy;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;

/** What a sender can see of the machine while it decides. */
public interface SenderView {

  /** {@return the sender} */
  int cpu();

  /** {@return the CPUs that run NOHZ_FULL} */
  CpuMask isolated();

  /** {@return the linear address of a CPU's copy of a per-CPU symbol} */
  long perCpu(String name, int cpu);

  /**
   * {@return a load by the sending CPU: it sees its own stores and what other CPUs' stores have
   * reached memory}
   */
  long load(long linear, int size);

  /** An atomic compare and exchange by the sending CPU. @return the old value */
  long compareExchange(long linear, int size, long expected, long value);

  /** A store by the sending CPU; it may wait in the store buffer. */
  void store(long linear, int size, long value);

  /** An atomic add (LOCK XADD) by the sending CPU. @return the old value */
  long fetchAdd(long linear, int size, long delta);

  /** An atomic or by the sending CPU. @return the old value */
  long fetchOr(long linear, int size, long bits);

  /** How many notes there are. */
  int NOTES = 2;

  /**
   * {@return what the sender has noted: a local variable of its call to
   * smp_call_function_many_cond()} All notes are 0 when the call begins and are kept from one
   * target to the next, so that a condition that answered {@link Decision#AGAIN} can go on.
   *
   * @param i 0 to {@link #NOTES} - 1
   */
  long note(int i);

  /** Notes a value. */
  void setNote(int i, long value);

  /**
   * What no hardware has, for strategies that are a lower bound and not a proposal: the target does
   * the work without an interrupt and at no cost. If it runs user code or a guest at this very
   * step, its next transition to the kernel does it, inside the step of the transition and before
   * the first kernel instruction; if it runs kernel code, or is idle, it is done at once.
   *
   * @return whether the machine can do so for this target
   */
  boolean leaveAtBorder(int target, IpiWork work);
}
