package org.emukernel.api.choice;

/** The things that take time on a CPU. What each takes comes from a profile ({@link CostModel}). */
public enum Cost {
  /** One instruction that is not named below. */
  INSTRUCTION,
  /** A PAUSE. */
  PAUSE,
  /** One step of a kernel routine: about what its line of C takes. */
  ROUTINE_STEP,
  /** An access that misses the TLB: the page walk. */
  PAGE_WALK,
  /** A LOCKed instruction or an exchange with memory. */
  LOCKED,
  /** SYSCALL. */
  SYSCALL,
  /** SYSRET. */
  SYSRET,
  /**
   * What a system call spends on its way through the kernel besides what is emulated, once a call.
   */
  SYSCALL_PATH,
  /** IRET. */
  IRET,
  /** Delivery of an exception or interrupt through the IDT. */
  INTERRUPT_DELIVERY,
  /** SWAPGS. */
  SWAPGS,
  /** MOV to CR3 that invalidates. */
  CR3_WRITE_FLUSH,
  /** MOV to CR3 that keeps the TLB (CR4.PCIDE = 1, bit 63 = 1). */
  CR3_WRITE_NO_FLUSH,
  /** MOV to CR4. */
  CR4_WRITE,
  /** INVLPG. */
  INVLPG,
  /** INVPCID. */
  INVPCID,
  /** INVLPGB on the CPU that executes it. */
  INVLPGB,
  /** From INVLPGB until another CPU has done it. */
  INVLPGB_FLIGHT,
  /** CPUID, SERIALIZE and other serialising instructions that are not named here. */
  SERIALIZE,
  /** WRMSR and RDMSR. */
  MSR,
  /** Writing the ICR: the sender's side of one IPI. */
  IPI_SEND,
  /** From the ICR write until the target's APIC has the interrupt. */
  IPI_FLIGHT
}
