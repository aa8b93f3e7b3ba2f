package org.emukernel.api.smp;

/**
 * thread_info.flags of each CPU's idle task, which the scheduler, the SMP calls and the idle loop
 * share: whoever sets {@link #NEED_RESCHED} while {@link #POLLING_NRFLAG} is set need not send an
 * IPI.
 *
 * <p>Source: arch/x86/include/asm/thread_info.h and kernel/sched/idle.c, Linux v6.12.
 */
public final class IdleFlags {

  /**
   * Per-CPU variable; its first eight bytes are the flags, the rest is the idle loop's. A cache
   * line begins there, which MONITOR watches.
   */
  public static final String SYMBOL = "idle_thread";

  /** Size of the variable, bytes. */
  public static final int BYTES = 128;

  /**
   * Eight bytes of the variable, 1 when the CPU's task has become runnable: rq.nr_running. Not in
   * the line that MONITOR watches.
   */
  public static final int NR_RUNNING = 64;

  /** _TIF_NEED_RESCHED. */
  public static final long NEED_RESCHED = 1 << 3;

  /** _TIF_POLLING_NRFLAG: the idle task looks at {@link #NEED_RESCHED} without being told to. */
  public static final long POLLING_NRFLAG = 1 << 21;

  private IdleFlags() {}
}
