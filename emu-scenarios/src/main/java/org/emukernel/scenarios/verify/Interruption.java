package org.emukernel.scenarios.verify;

/** What a CPU executes: its program, or what interrupted the kernel in it. */
enum Interruption {
  /** A user program, the kernel for it, or what interrupted the user program. */
  NONE,
  /** An interrupt out of the kernel. */
  INTERRUPT,
  /** An NMI out of the kernel. */
  NMI,
  /** A machine check out of the kernel. */
  MACHINE_CHECK;

  /** {@return a bit that stands for it} */
  long bit() {
    return 1L << ordinal();
  }
}
