package org.emukernel.mm.sched;

/** The layout of struct task_struct (include/linux/sched.h), as far as it is used. */
public final class TaskStruct {

  /** mm: 0 for a kernel thread. */
  public static final int MM = 0;

  /** active_mm: what it runs on; a kernel thread borrows it. */
  public static final int ACTIVE_MM = 8;

  /** The next task of its CPU's run queue, in a ring. */
  static final int NEXT = 16;

  /** wake_entry: the next task of the list of those that wait to be taken in. */
  static final int WAKE_ENTRY = 24;

  static final int BYTES = 64;

  private TaskStruct() {}
}
