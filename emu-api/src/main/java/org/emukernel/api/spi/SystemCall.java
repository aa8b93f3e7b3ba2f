package org.emukernel.api.spi;

/**
 * A system call that a user task makes.
 *
 * @param nr its number (arch/x86/entry/syscalls/syscall_64.tbl)
 * @param arg0 first argument, in rdi
 * @param arg1 second argument, in rsi
 * @param arg2 third argument, in rdx
 */
public record SystemCall(long nr, long arg0, long arg1, long arg2) {

  private static final long USER_LOAD = -1;
  private static final long REPEATED = -2;

  /** {@return no system call: the task loads a word of its memory in user mode} */
  public static SystemCall userLoad(long linear) {
    return new SystemCall(USER_LOAD, linear, 0, 0);
  }

  /** {@return whether it is what {@link #userLoad} gave} */
  public boolean isUserLoad() {
    return nr == USER_LOAD;
  }

  /**
   * {@return a loop of the user program that makes the same call without arguments so many times}
   * The call's number is {@link #arg0} then, and the count {@link #arg1}.
   *
   * @param times above 0
   */
  public static SystemCall repeated(long nr, long times) {
    return new SystemCall(REPEATED, nr, times, 0);
  }

  /** {@return whether it is what {@link #repeated} gave} */
  public boolean isRepeated() {
    return nr == REPEATED;
  }
}
