package org.emukernel.entry.idt;

/**
 * One vector of the IDT with the function that it ends in: a row of the tables in
 * arch/x86/kernel/idt.c and of the declarations in asm/idtentry.h, Linux v6.1.
 *
 * @param vector 0..255
 * @param function the C function; the stub is {@code asm_} before it
 * @param errorCode whether the CPU pushes an error code
 * @param gate who may raise it by an INT instruction
 */
record EntryPoint(int vector, String function, ErrorCode errorCode, Gate gate) {

  /** Whether the CPU pushes an error code. */
  enum ErrorCode {
    PUSHED,
    NONE
  }

  /** INTG or SYSG: descriptor privilege level 0 or 3. */
  enum Gate {
    KERNEL(0),
    USER(3);

    private final int dpl;

    Gate(int dpl) {
      this.dpl = dpl;
    }

    int dpl() {
      return dpl;
    }
  }

  String stub() {
    return "asm_" + function;
  }
}
