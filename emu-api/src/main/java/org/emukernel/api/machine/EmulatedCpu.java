package org.emukernel.api.machine;

import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.spi.SystemCall;

/**
 * One CPU, as whoever runs the machine sees it: it makes steps, takes what arrives from outside,
 * and tells what a simulation must know of it. Kernel routines see its {@link CpuPort}.
 */
public interface EmulatedCpu extends CpuPort {

  /**
   * Makes exactly one step: one instruction, one step of a routine, or one delivery of an
   * interrupt; none if the CPU waits for an interrupt.
   */
  void step();

  /**
   * Makes steps until the clock reaches a time or something needs the scheduler. Whatever the times
   * that it is called with, the steps are the same.
   *
   * @param untilPs virtual time, ps
   */
  StopReason run(long untilPs);

  /** Ends a {@link #run} after the step under way, or the next one before its first step. */
  void requestStop();

  /** {@return the clock} */
  CpuClock clock();

  /** {@return steps made since the machine was built} */
  long instructions();

  /**
   * Counts steps that were not made because they would have repeated earlier ones.
   *
   * @param count how many, not negative
   */
  void skipInstructions(long count);

  /** {@return whose code it runs} */
  CpuMode mode();

  /** {@return whether it waits for an interrupt, or runs a guest, and nothing has come} */
  boolean isHalted();

  /** {@return whether an interrupt has arrived and has not been taken, masked or not} */
  boolean isInterrupted();

  /**
   * An interrupt arrives.
   *
   * @param vector what {@link IpiBus#fixed} was told
   */
  void interrupt(int vector);

  /** An interrupt that cannot be masked arrives. */
  void raiseNmi();

  /** Another CPU's broadcast arrives ({@link IpiBus#invalidate}). */
  void invalidate(int sender);

  /** Makes all its stores visible to the other CPUs. */
  void drainStores();

  /** {@return whether all its stores are} */
  boolean storesAreVisible();

  /** {@return how many bytes of kernel text it sees that memory no longer holds} */
  int staleTextBytes();

  /**
   * Fetches one of them anew, as the processor may at any time.
   *
   * @param index 0 to {@link #staleTextBytes} - 1
   */
  void refetchText(int index);

  /** {@return the address of the next instruction} */
  long programCounter();

  /**
   * {@return the first slot of its registers in the arena} With memory and what it caches they are
   * all that its next step depends on.
   */
  int firstRegisterSlot();

  /** {@return how many slots of registers there are} */
  int registerSlots();

  /** {@return a number that grows with each translation that it makes or drops} */
  long translationEpoch();

  /**
   * {@return whether the next instruction is one of those that loops wait with and that reach
   * nothing but registers}
   */
  boolean nextTouchesNoMemory();

  /**
   * The user program at the head of its loop calls a function of its own that makes a system call,
   * or a load.
   *
   * @param function its address
   */
  void callInUserMode(long function, SystemCall call);

  /** {@return the number of the system call, in the step that makes it} */
  int systemCallNumber();

  /** {@return what the last such call gave back, when the program is at the head of its loop} */
  long userResult();
}
