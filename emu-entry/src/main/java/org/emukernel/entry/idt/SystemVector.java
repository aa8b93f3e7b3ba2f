package org.emukernel.entry.idt;

import org.emukernel.entry.idt.EntryPoint.ErrorCode;
import org.emukernel.entry.idt.EntryPoint.Gate;

/**
 * The system vectors that have a stub (asm/irq_vectors.h and asm/idtentry.h, Linux v6.1). The stub
 * calls {@code sysvec_x}, which DEFINE_IDTENTRY_SYSVEC wraps around {@code __sysvec_x}.
 */
enum SystemVector {
  LOCAL_TIMER(0xec, "sysvec_apic_timer_interrupt", Stack.IRQ),
  IRQ_WORK(0xf6, "sysvec_irq_work", Stack.IRQ),
  CALL_FUNCTION_SINGLE(0xfb, "sysvec_call_function_single", Stack.IRQ),
  CALL_FUNCTION(0xfc, "sysvec_call_function", Stack.IRQ),
  RESCHEDULE(0xfd, "sysvec_reschedule_ipi", Stack.PRESENT);

  /** FIRST_SYSTEM_VECTOR: those from here on are no device interrupts. */
  static final int FIRST = LOCAL_TIMER.entry.vector();

  private final EntryPoint entry;
  private final Stack stack;

  SystemVector(int vector, String function, Stack stack) {
    this.entry = new EntryPoint(vector, function, ErrorCode.NONE, Gate.KERNEL);
    this.stack = stack;
  }

  EntryPoint entry() {
    return entry;
  }

  Stack stack() {
    return stack;
  }

  /** Where the body of the function runs. */
  enum Stack {
    /** On the interrupt stack: DEFINE_IDTENTRY_SYSVEC. */
    IRQ,
    /** Where it is: DEFINE_IDTENTRY_SYSVEC_SIMPLE. */
    PRESENT
  }
}
