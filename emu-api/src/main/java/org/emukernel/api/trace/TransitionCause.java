package org.emukernel.api.trace;

/** What a transition between user mode and the kernel came from. */
public enum TransitionCause {
  /** An interrupt, exception or NMI; the number is its IDT vector. */
  VECTOR,
  /** SYSCALL; the number is that of the system call. */
  SYSCALL
}
