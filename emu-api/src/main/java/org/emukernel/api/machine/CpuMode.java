package org.emukernel.api.machine;

/** Whose code a CPU runs. */
public enum CpuMode {
  /** A user program's. */
  USER,
  /** The kernel's, the idle loop among it. */
  KERNEL,
  /** A guest's, which an interrupt ends. */
  GUEST
}
