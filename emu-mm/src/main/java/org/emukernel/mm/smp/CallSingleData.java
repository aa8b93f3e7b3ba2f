package org.emukernel.mm.smp;

import org.emukernel.api.machine.CpuPort;

/**
 * Layout of {@code struct __call_single_data} in emulated memory (Linux v6.18,
 * include/linux/smp_types.h), 32 bytes, and where the CSDs lie: the one that {@code sender} uses
 * for {@code target} is element {@code sender} of the target's per-CPU array, as
 * per_cpu_ptr(cfd-&gt;csd, target) places it.
 */
public final class CallSingleData {

  /** Per-CPU array of CSDs, one for each sender. */
  public static final String CSDS = "cfd_csd";

  /** Per-CPU head of the list of CSDs to run. */
  static final String QUEUE = "call_single_queue";

  /** Per-CPU bit map: the targets of this CPU's call under way. */
  public static final String CPUMASK = "cfd_cpumask";

  /** Per-CPU bit map: those of them that need an IPI. */
  public static final String CPUMASK_IPI = "cfd_cpumask_ipi";

  public static final int BYTES = 32;
  public static final int NEXT = 0;
  public static final int FLAGS = 8;
  public static final int FUNCTION = 16;
  public static final int INFO = 24;

  /** CSD_FLAG_LOCK: the CSD is in use. */
  static final int FLAG_LOCK = 0x01;

  /** CSD_TYPE_SYNC: unlocked after its function ran, not before. */
  static final int TYPE_SYNC = 0x10;

  private CallSingleData() {}

  /**
   * {@return the CPU whose calls of a target a CSD is for (Linux keeps it in the CSD, node.src, if
   * CONFIG_CSD_LOCK_WAIT_DEBUG); -1 if it is none of the target's}
   *
   * @param target the CPU that runs the call
   * @param csd a linear address
   */
  public static int sender(CpuPort target, long csd) {
    long offset = csd - target.perCpu(CSDS, target.cpu());
    boolean isOne = offset >= 0 && offset < (long) target.cpus() * BYTES && offset % BYTES == 0;
    return isOne ? (int) (offset / BYTES) : -1;
  }
}
