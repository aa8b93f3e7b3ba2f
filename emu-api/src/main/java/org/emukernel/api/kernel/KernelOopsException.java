package org.emukernel.api.kernel;

/** The emulated kernel did what the kernel must not do (die(), arch/x86/kernel/dumpstack.c). */
public final class KernelOopsException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** Names the exception, the instruction, the CPU and the error code. */
  public KernelOopsException(String message) {
    super(message);
  }
}
