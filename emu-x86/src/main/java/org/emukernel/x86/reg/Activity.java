package org.emukernel.x86.reg;

/**
 * What a CPU is doing besides executing, as bits of {@link Reg#ACTIVITY}. Source: SDM vol. 3C,
 * "Guest Non-Register State" (activity state, interruptibility state), which names them for a
 * virtual CPU.
 */
public final class Activity {

  /** HLT until an interrupt or NMI. */
  public static final long HALTED = 1;

  /** After STI: maskable interrupts wait for one more instruction. */
  public static final long STI_SHADOW = 1 << 1;

  /** After MOV or POP to SS: interrupts and NMIs wait for one more instruction. */
  public static final long MOV_SS_SHADOW = 1 << 2;

  /** An NMI is being handled: no other until IRET. */
  public static final long NMI_BLOCKED = 1 << 3;

  /** An NMI waits. */
  public static final long NMI_PENDING = 1 << 4;

  /** Shutdown after a triple fault. */
  public static final long SHUTDOWN = 1 << 5;

  /** A machine check waits. */
  public static final long MACHINE_CHECK_PENDING = 1 << 6;

  /**
   * The next transition to the kernel flushes the TLB inside its own step; no CPU has it, see
   * {@code SenderView.leaveAtBorder}.
   */
  public static final long BORDER_FLUSH = 1 << 7;

  /** The same for the instruction stream. */
  public static final long BORDER_SYNC = 1 << 8;

  /** Either. */
  public static final long BORDER = BORDER_FLUSH | BORDER_SYNC;

  /** A guest runs (VMX non-root operation) until a VM exit. */
  public static final long GUEST = 1 << 9;

  /** MWAIT until a store to the monitored line, an interrupt or NMI. */
  public static final long MWAIT = 1 << 10;

  /** MWAIT with ECX[0]: masked interrupts end it, too. */
  public static final long MWAIT_BREAKS_ON_MASKED = 1 << 11;

  /** HLT or MWAIT. */
  public static final long SLEEPS = HALTED | MWAIT;

  /** Either shadow. */
  public static final long SHADOWS = STI_SHADOW | MOV_SS_SHADOW;

  private Activity() {}
}
