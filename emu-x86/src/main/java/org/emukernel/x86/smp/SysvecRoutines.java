package org.emukernel.x86.smp;

import org.emukernel.api.kernel.KernelPart;

/** The functions behind the two call-function vectors. */
public final class SysvecRoutines {

  private SysvecRoutines() {}

  /** {@return the functions} */
  public static KernelPart create() {
    return KernelPart.of(
        new SysvecCallFunction("sysvec_call_function"),
        new SysvecCallFunction("sysvec_call_function_single"));
  }
}
