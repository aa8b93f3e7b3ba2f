package org.emukernel.api.strategy;

/** How the kernel's own translations are flushed on other CPUs. */
public enum KernelFlushes {
  /** Each CPU is called, or its call waits. */
  BY_CALL,
  /** One instruction reaches all CPUs, without interrupting any. */
  BY_BROADCAST
}
