package org.emukernel.x86.smp;

import org.emukernel.api.kernel.KernelPart;
import org.emukernel.x86.apic.Vectors;

/** The functions behind the two call-function vectors. */
public final class SysvecRoutines {

  private SysvecRoutines() {}

  /** {@return the functions} */
  public static KernelPart create() {
    return KernelPart.of(
        new SysvecCallFunction("sysvec_call_function", Vectors.CALL_FUNCTION),
        new SysvecCallFunction("sysvec_call_function_single", Vectors.CALL_FUNCTION_SINGLE));
  }
}
