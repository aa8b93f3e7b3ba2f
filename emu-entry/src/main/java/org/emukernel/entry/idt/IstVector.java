package org.emukernel.entry.idt;

import org.emukernel.entry.idt.EntryPoint.ErrorCode;
import org.emukernel.entry.idt.EntryPoint.Gate;

/**
 * The exceptions that run on a stack of their own, from the interrupt stack table of the TSS, since
 * they may come anywhere (arch/x86/kernel/idt.c, ISTG(); asm/page_64_types.h and
 * asm/cpu_entry_area.h, Linux v6.1; SDM vol. 3A, "Interrupt Stack Table").
 */
public enum IstVector {
  /** #DF. */
  DF(8, "exc_double_fault", ErrorCode.PUSHED),
  /** NMI. */
  NMI(2, "exc_nmi", ErrorCode.NONE),
  /** #DB. */
  DB(1, "exc_debug", ErrorCode.NONE),
  /** #MC. */
  MCE(18, "exc_machine_check", ErrorCode.NONE);

  private final EntryPoint entry;

  IstVector(int vector, String function, ErrorCode errorCode) {
    this.entry = new EntryPoint(vector, function, errorCode, Gate.KERNEL);
  }

  EntryPoint entry() {
    return entry;
  }

  /** {@return the IST field of the gate, 1..7: IST_INDEX_x and 1; the stacks lie in this order} */
  public int ist() {
    return ordinal() + 1;
  }
}
