package org.emukernel.x86.smp;

/** Vectors of the IPIs between CPUs (arch/x86/include/asm/irq_vectors.h). */
public final class IpiVector {

  /** RESCHEDULE_VECTOR. */
  public static final int RESCHEDULE = 0xfd;

  /** CALL_FUNCTION_VECTOR. */
  public static final int CALL_FUNCTION = 0xfc;

  /** CALL_FUNCTION_SINGLE_VECTOR. */
  public static final int CALL_FUNCTION_SINGLE = 0xfb;

  private IpiVector() {}
}
