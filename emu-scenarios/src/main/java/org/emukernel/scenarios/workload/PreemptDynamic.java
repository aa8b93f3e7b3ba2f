package org.emukernel.scenarios.workload;

/** A static call changed through debugfs (kernel/sched/debug.c, sched_dynamic_write()). */
public final class PreemptDynamic extends Toggling {

  /** For ServiceLoader. */
  public PreemptDynamic() {
    super(
        "preempt-dynamic",
        "sched/preempt: a static call with trampoline and three sites, 12 text syncs a change",
        VfsWrite.SCHED_PREEMPT);
  }
}
