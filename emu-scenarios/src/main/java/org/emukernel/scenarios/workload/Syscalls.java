package org.emukernel.scenarios.workload;

/** Numbers of the system calls that workloads make (arch/x86/entry/syscalls/syscall_64.tbl). */
final class Syscalls {

  static final int WRITE = 1;
  static final int CLOSE = 3;
  static final int MMAP = 9;
  static final int MPROTECT = 10;
  static final int MUNMAP = 11;
  static final int PREAD64 = 17;
  static final int IOCTL = 16;
  static final int SCHED_YIELD = 24;
  static final int PAUSE = 34;
  static final int SETSOCKOPT = 54;
  static final int CLONE = 56;
  static final int EXIT = 60;
  static final int DELETE_MODULE = 176;
  static final int TGKILL = 234;
  static final int SENDMMSG = 307;
  static final int FINIT_MODULE = 313;
  static final int BPF = 321;
  static final int CLONE3 = 435;

  /* Numbers that Linux leaves free. */

  static final int SECRETMEM_TOUCH = 392;
  static final int TABLE = 393;
  static final int TRIAL_VMALLOC = 394;
  static final int TRIAL_VFREE = 395;
  static final int TRIAL_STORE = 396;
  static final int TRIAL_LOAD = 397;
  static final int TRIAL_PURGE = 398;
  static final int TRIAL_PROBE = 399;

  private Syscalls() {}
}
