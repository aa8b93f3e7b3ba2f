package org.emukernel.entry.ct;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * Context tracking, include/linux/context_tracking_state.h and kernel/context_tracking.c, Linux
 * v6.12: one word per CPU holds the state (bits 1..0), above it the deferral series' work bits
 * (3..2), and above them the counter by which RCU sees whether kernel code runs; its lowest bit is
 * {@link #RCU_WATCHING}.
 *
 * <p>Each crossing of the border is one atomic add that changes state and counter. At the border to
 * user mode and guests only a CPU whose {@code active} flag is set (ct_cpu_track_user(), NOHZ_FULL
 * CPUs) does it, at that to idle every CPU. Interrupts and NMIs that hit a CPU outside the kernel
 * add {@link #RCU_WATCHING} alone and take it away again.
 */
public final class ContextTracking {

  /** The per-CPU variable, struct context_tracking. */
  public static final String SYMBOL = "context_tracking";

  /** context_tracking.active: one byte, 1 on a CPU that tracks. */
  public static final int ACTIVE = 0;

  /** context_tracking.state: four bytes. */
  public static final int STATE = 8;

  /** context_tracking.nesting: eight bytes; only its own CPU touches it and the next. */
  public static final int NESTING = 16;

  /** context_tracking.nmi_nesting: eight bytes. */
  public static final int NMI_NESTING = 24;

  /** CT_NESTING_IRQ_NONIDLE. */
  public static final long NESTING_IRQ_NONIDLE = Long.MAX_VALUE / 2 + 1;

  /** CT_STATE_KERNEL. */
  public static final int STATE_KERNEL = 0;

  /** CT_STATE_IDLE. */
  public static final int STATE_IDLE = 1;

  /** CT_STATE_USER. */
  public static final int STATE_USER = 2;

  /** CT_STATE_GUEST. */
  public static final int STATE_GUEST = 3;

  /** CT_STATE_MASK. */
  public static final int STATE_MASK = 3;

  /** CT_WORK_MASK, as wide as v2 to v4 have it: {@link ContextWork.Work}. */
  public static final int WORK_MASK = 12;

  /** CT_RCU_WATCHING: kernel code runs. */
  public static final int RCU_WATCHING = 16;

  /** CT_RCU_WATCHING_MAX_WIDTH: how many bits the counter has at most. */
  public static final int RCU_WATCHING_MAX_WIDTH = 28;

  private static final int BYTES = 32;

  private ContextTracking() {}

  /** {@return the value of the state word of a CPU that has never been in user mode} */
  public static int initialState() {
    return RCU_WATCHING | STATE_KERNEL;
  }

  /** {@return the value of the state word in user mode, entered from {@link #initialState}} */
  public static int initialUserState() {
    return initialState() + RCU_WATCHING + STATE_USER;
  }

  /**
   * {@return CT_RCU_WATCHING_MASK: what a reader takes for the counter} The bits above count on,
   * unread.
   *
   * @param width CT_RCU_WATCHING_WIDTH, 2 in rcutorture's setup (CONFIG_RCU_DYNTICKS_TORTURE)
   */
  public static long watchingMask(int width) {
    return ((1L << width) - 1) * RCU_WATCHING;
  }

  /** {@return the variables} */
  public static List<KernelVariable> variables() {
    return List.of(new KernelVariable(SYMBOL, BYTES, KernelVariable.Storage.PER_CPU));
  }

  /** {@return its functions, all noinstr} */
  public static List<Routine> noinstr(ContextWork work) {
    List<Routine> routines = new ArrayList<>();
    for (Crossing crossing : List.of(Crossing.USER, Crossing.IDLE, Crossing.GUEST)) {
      routines.add(new KernelEnter(crossing, work));
      routines.add(new KernelExit(crossing, work));
    }
    for (String kind : List.of("nmi", "irq")) {
      routines.add(new NmiEnter("ct_" + kind + "_enter", work));
      routines.add(new NmiExit("ct_" + kind + "_exit", work));
    }
    return routines;
  }

  static boolean tracks(RoutineFrame f, long ct, Crossing crossing) {
    return crossing.who() == Crossing.Who.ALL || f.load(ct + ACTIVE, 1) != 0;
  }
}
