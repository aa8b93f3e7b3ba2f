package org.emukernel.x86.apic;

import org.emukernel.api.ipi.IpiMessage;

/**
 * The interrupt vectors of Linux that a machine uses. Source: arch/x86/include/asm/irq_vectors.h,
 * v6.12.
 */
public final class Vectors {

  /** LOCAL_TIMER_VECTOR. */
  public static final int LOCAL_TIMER = 0xec;

  /** IRQ_WORK_VECTOR. */
  public static final int IRQ_WORK = 0xf6;

  /** CALL_FUNCTION_SINGLE_VECTOR. */
  public static final int CALL_FUNCTION_SINGLE = 0xfb;

  /** CALL_FUNCTION_VECTOR. */
  public static final int CALL_FUNCTION = 0xfc;

  /** RESCHEDULE_VECTOR. */
  public static final int RESCHEDULE = 0xfd;

  private Vectors() {}

  /** {@return the vector that brings a message} */
  public static int of(IpiMessage message) {
    return switch (message) {
      case RESCHEDULE -> RESCHEDULE;
      case CALL_FUNCTION -> CALL_FUNCTION;
      case CALL_FUNCTION_SINGLE -> CALL_FUNCTION_SINGLE;
    };
  }
}
