package org.example.riscv;

/**
 * handle_exception and ret_from_exception, as arch/riscv/kernel/entry.S (Linux v6.18) has them: all
 * traps come here. In user mode sscratch holds the thread pointer, in the kernel 0.
 */
final class EntryCode {

  /** thread_info: the kernel's stack pointer, and room for the user's. */
  static final int TI_KERNEL_SP = 0;

  static final int TI_USER_SP = 8;

  private static final int ZERO = 0;
  private static final int RA = 1;
  private static final int SP = 2;
  private static final int GP = 3;
  private static final int TP = 4;
  private static final int T0 = 5;
  private static final int S0 = 8;
  private static final int S1 = 9;
  private static final int A0 = 10;
  private static final int A2 = 12;
  private static final int S2 = 18;
  private static final int S3 = 19;
  private static final int S4 = 20;
  private static final int S5 = 21;

  private EntryCode() {}

  static void emit(Assembler asm) {
    asm.label("handle_exception")
        .csrrw(TP, Assembler.CSR_SSCRATCH, TP)
        .bne(TP, ZERO, "save_context")
        .csrrs(TP, Assembler.CSR_SSCRATCH, ZERO)
        .sd(SP, TI_KERNEL_SP, TP)
        .label("save_context")
        .sd(SP, TI_USER_SP, TP)
        .ld(SP, TI_KERNEL_SP, TP)
        .addi(SP, SP, -PtRegs.SIZE)
        .sd(RA, PtRegs.x(RA), SP)
        .sd(GP, PtRegs.x(GP), SP);
    for (int x = T0; x < 32; x++) {
      asm.sd(x, PtRegs.x(x), SP);
    }
    asm.lui(T0, (int) (Registers.SSTATUS_SUM >>> 12))
        .ld(S0, TI_USER_SP, TP)
        .csrrc(S1, Assembler.CSR_SSTATUS, T0)
        .csrrs(S2, Assembler.CSR_SEPC, ZERO)
        .csrrs(S3, Assembler.CSR_STVAL, ZERO)
        .csrrs(S4, Assembler.CSR_SCAUSE, ZERO)
        .csrrs(S5, Assembler.CSR_SSCRATCH, ZERO)
        .sd(S0, PtRegs.x(SP), SP)
        .sd(S1, PtRegs.STATUS, SP)
        .sd(S2, PtRegs.EPC, SP)
        .sd(S3, PtRegs.BADADDR, SP)
        .sd(S4, PtRegs.CAUSE, SP)
        .sd(S5, PtRegs.x(TP), SP)
        .csrrw(ZERO, Assembler.CSR_SSCRATCH, ZERO);
    /* la ra, ret_from_exception: eight words further on. */
    long returns = asm.here() + 32;
    asm.la(RA, returns)
        .addi(A0, SP, 0)
        .blt(S4, ZERO, "interrupt")
        .addi(T0, ZERO, Trap.ECALL_U)
        .beq(S4, T0, "system_call")
        .jump("do_trap_unknown")
        .label("interrupt")
        .jump("do_irq");
    if (asm.here() != returns) {
      throw new IllegalStateException("ret_from_exception is not where ra points");
    }
    ret(asm);
  }

  private static void ret(Assembler asm) {
    asm.label("ret_from_exception")
        .ld(S0, PtRegs.STATUS, SP)
        .csrrci(ZERO, Assembler.CSR_SSTATUS, (int) Registers.SSTATUS_SIE)
        .andi(S0, S0, (int) Registers.SSTATUS_SPP)
        .bne(S0, ZERO, "restore_all")
        .addi(S0, SP, PtRegs.SIZE)
        .sd(S0, TI_KERNEL_SP, TP)
        .csrrw(ZERO, Assembler.CSR_SSCRATCH, TP)
        .label("restore_all")
        .ld(A0, PtRegs.STATUS, SP)
        .ld(A2, PtRegs.EPC, SP)
        .csrrw(ZERO, Assembler.CSR_SSTATUS, A0)
        .csrrw(ZERO, Assembler.CSR_SEPC, A2)
        .ld(RA, PtRegs.x(RA), SP);
    for (int x = GP; x < 32; x++) {
      asm.ld(x, PtRegs.x(x), SP);
    }
    asm.ld(SP, PtRegs.x(SP), SP).word(0x1020_0073).label("system_call").jump("do_trap_ecall_u");
  }

  static void emitUserProgram(Assembler asm) {
    asm.label("user_loop")
        .word(Interpreter.PAUSE)
        .jump("user_loop")
        .label("user_syscall")
        .word(0x0000_0073)
        .jump("user_loop")
        .label("user_load")
        .ld(A0, 0, A0)
        .jump("user_loop");
  }
}
