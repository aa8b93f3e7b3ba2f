package org.emukernel.scenarios.trace.dat;

/**
 * {@code common_flags} and {@code common_preempt_count} of a record as the kernel prints them:
 * interrupts, need-resched, hardirq/softirq, preemption depth, migrate-disable. Source:
 * trace_print_lat_fmt(), kernel/trace/trace_output.c, and enum trace_flag_type,
 * include/linux/trace_events.h (Linux v6.18).
 */
public final class LatencyFlags {
  /** Interrupts are off. */
  public static final int IRQS_OFF = 0x01;

  /** TIF_NEED_RESCHED_LAZY. */
  public static final int NEED_RESCHED_LAZY = 0x02;

  /** TIF_NEED_RESCHED. */
  public static final int NEED_RESCHED = 0x04;

  /** In a hardware interrupt. */
  public static final int HARDIRQ = 0x08;

  /** In a soft interrupt. */
  public static final int SOFTIRQ = 0x10;

  /** The preempt count says that a reschedule is needed. */
  public static final int PREEMPT_RESCHED = 0x20;

  /** In an NMI. */
  public static final int NMI = 0x40;

  /** Soft interrupts are off. */
  public static final int BH_OFF = 0x80;

  private static final String RESCHED = ".lnbpLNB";
  private static final int NIBBLE = 0xf;

  private LatencyFlags() {}

  /**
   * {@return the five columns}
   *
   * @param flags {@code common_flags}
   * @param preemptCount {@code common_preempt_count}: depth in the low 4 bits, migrate-disable in
   *     the high ones
   */
  public static String text(int flags, int preemptCount) {
    return ""
        + interrupts(flags)
        + resched(flags)
        + context(flags)
        + count(preemptCount & NIBBLE)
        + count(preemptCount >> 4 & NIBBLE);
  }

  private static char interrupts(int flags) {
    boolean irqs = (flags & IRQS_OFF) != 0;
    boolean softirqs = (flags & BH_OFF) != 0;
    if (irqs) {
      return softirqs ? 'D' : 'd';
    }
    return softirqs ? 'b' : '.';
  }

  private static char resched(int flags) {
    int lazy = (flags & NEED_RESCHED_LAZY) != 0 ? 1 : 0;
    int now = (flags & NEED_RESCHED) != 0 ? 2 : 0;
    int preempt = (flags & PREEMPT_RESCHED) != 0 ? 4 : 0;
    return RESCHED.charAt(preempt | now | lazy);
  }

  private static char context(int flags) {
    boolean hardirq = (flags & HARDIRQ) != 0;
    boolean softirq = (flags & SOFTIRQ) != 0;
    if ((flags & NMI) != 0) {
      return hardirq ? 'Z' : 'z';
    }
    if (hardirq) {
      return softirq ? 'H' : 'h';
    }
    return softirq ? 's' : '.';
  }

  private static char count(int nibble) {
    return nibble == 0 ? '.' : Character.forDigit(nibble, 16);
  }
}
