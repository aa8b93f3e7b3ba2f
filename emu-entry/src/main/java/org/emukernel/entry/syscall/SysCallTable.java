package org.emukernel.entry.syscall;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.emukernel.x86.asm.Assembler;

/**
 * sys_call_table, arch/x86/entry/syscall_64.c: for each system call number the function that
 * carries it out. The function gets the address of its pt_regs and returns what goes to RAX.
 */
public final class SysCallTable {

  /** The symbol of the table. */
  public static final String SYMBOL = "sys_call_table";

  /** What every other number does: -ENOSYS. */
  public static final String NOT_IMPLEMENTED = "__x64_sys_ni_syscall";

  /** NR_syscalls of x86-64, v6.18. */
  static final int ENTRIES = 470;

  private final SortedMap<Integer, String> functions;

  /**
   * Makes a table.
   *
   * @param functions number to symbol; 39, getpid, is there already
   * @throws IllegalArgumentException if a number is none of x86-64's
   */
  public SysCallTable(Map<Integer, String> functions) {
    this.functions = new TreeMap<>(functions);
    this.functions.putIfAbsent(GetPid.NR, GetPid.SYMBOL);
    for (int nr : functions.keySet()) {
      if (nr < 0 || nr >= ENTRIES) {
        throw new IllegalArgumentException(
            "system call " + nr + " of " + functions.get(nr) + "; known: 0.." + (ENTRIES - 1));
      }
    }
  }

  /** Emits the table into {@code .rodata}. */
  public void emit(Assembler asm) {
    asm.asm("    .section .rodata, \"a\"\n    .balign 64\n" + SYMBOL + ":\n");
    for (int nr = 0; nr < ENTRIES; nr++) {
      asm.asm("    .quad " + functions.getOrDefault(nr, NOT_IMPLEMENTED));
    }
    asm.asm("    .type " + SYMBOL + ", @object\n    .size " + SYMBOL + ", .-" + SYMBOL);
  }
}
