package org.emukernel.entry.idt;

import org.emukernel.entry.calling.CallingMacros;

/**
 * common_interrupt_return, arch/x86/entry/entry_64.S, Linux v6.1: to user mode over the trampoline
 * stack, and to the kernel. ESPFIX is left out: there is no LDT.
 */
final class InterruptReturn {

  private InterruptReturn() {}

  static void emit(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            SYM_CODE_START_LOCAL(common_interrupt_return)
            SYM_INNER_LABEL(swapgs_restore_regs_and_return_to_usermode, SYM_L_GLOBAL)
            """);
    macros.popRegsButRdi();
    macros
        .asm()
        .asm(
            """
                movq  %rsp, %rdi
                movq  %gs:cpu_tss_rw+TSS_sp0, %rsp
                pushq 6*8(%rdi)         # SS
                pushq 5*8(%rdi)         # RSP
                pushq 4*8(%rdi)         # EFLAGS
                pushq 3*8(%rdi)         # CS
                pushq 2*8(%rdi)         # RIP
                pushq (%rdi)            # user RDI
            """);
    macros.switchToUserCr3Stack("%rdi");
    macros
        .asm()
        .asm(
            """
                popq  %rdi
                swapgs
            """);
    macros.clearCpuBuffers();
    macros
        .asm()
        .asm(
            """
                jmp   .Lnative_iret
            SYM_INNER_LABEL(restore_regs_and_return_to_kernel, SYM_L_GLOBAL)
            """);
    macros.popRegs();
    macros
        .asm()
        .asm(
            """
                addq  $8, %rsp          # orig_ax
            .Lnative_iret:
            SYM_INNER_LABEL(native_irq_return_iret, SYM_L_GLOBAL)
                iretq
            SYM_CODE_END(common_interrupt_return)
            """);
  }
}
