package org.emukernel.mm.sched;

/** The layout of the per-CPU run queue (struct rq, kernel/sched/sched.h), as far as it is used. */
public final class RunQueue {

  /** One for each CPU. */
  public static final String SYMBOL = "runqueues";

  /** curr: the running task. */
  public static final int CURR = 0;

  /** The list of tasks that another CPU woke here. */
  static final int WAKE_LIST = 8;

  static final int BYTES = 64;

  /** ttwu_pending: bit 0 says that the list is not empty. */
  static final String TTWU_PENDING = "ttwu_pending";

  /** The task that a CPU runs when it boots. */
  static final String INIT_TASK = "init_task";

  /** The kernel thread that does the CPU's works. */
  static final String KWORKER_TASK = "kworker_task";

  /** Room for one task that another CPU creates to run here. */
  static final String THREAD_TASK = "thread_task";

  private RunQueue() {}
}
