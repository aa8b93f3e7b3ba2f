package org.emukernel.scenarios.workload;

/** Numbers of the system calls that workloads make (arch/x86/entry/syscalls/syscall_64.tbl). */
final class Syscalls {

  static final int WRITE = 1;
  static final int SCHED_YIELD = 24;
  static final int SETSOCKOPT = 54;
  static final int CLONE = 56;
  static final int EXIT = 60;
  static final int SENDMMSG = 307;

  private Syscalls() {}
}
