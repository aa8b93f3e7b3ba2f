package org.emukernel.entry.idt;

import org.emukernel.entry.calling.CallingMacros;

/**
 * error_entry and error_return, arch/x86/entry/entry_64.S, Linux v6.1: saves the registers above
 * the hardware frame, makes GS and CR3 the kernel's, and moves a frame that came from user mode to
 * the task stack.
 *
 * <p>The case of a fault in asm_load_gs_index is left out: nothing here loads a GS selector.
 */
final class ErrorEntry {

  private ErrorEntry() {}

  static void emit(CallingMacros macros) {
    macros.asm().asm("SYM_CODE_START_LOCAL(error_entry)");
    macros.pushAndClearRegsSaveRet();
    macros
        .asm()
        .asm(
            """
                testb $3, CS+8(%rsp)
                jz    .Lerror_kernelspace
                swapgs
            """);
    macros.fenceSwapgsUserEntry();
    macros.switchToKernelCr3("%rax");
    macros
        .asm()
        .asm(
            """
                leaq  8(%rsp), %rdi
                jmp   sync_regs
            """);
    emitKernelSpace(macros);
    emitBadIret(macros);
    macros
        .asm()
        .asm(
            """
            SYM_CODE_END(error_entry)
            SYM_CODE_START_LOCAL(error_return)
                testb $3, CS(%rsp)
                jz    restore_regs_and_return_to_kernel
                jmp   swapgs_restore_regs_and_return_to_usermode
            SYM_CODE_END(error_return)
            """);
  }

  /** A fault in the IRETQ to user mode has kernel CS but user GS and user CR3. */
  private static void emitKernelSpace(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            .Lerror_kernelspace:
                leaq  native_irq_return_iret(%rip), %rcx
                cmpq  %rcx, RIP+8(%rsp)
                je    .Lerror_bad_iret
                movl  %ecx, %eax
                cmpq  %rax, RIP+8(%rsp)         # some CPUs truncate RIP
                je    .Lbstep_iret
            """);
    macros.fenceSwapgsKernelEntry();
    macros
        .asm()
        .asm(
            """
                leaq  8(%rsp), %rax
                ret
            """);
  }

  private static void emitBadIret(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            .Lbstep_iret:
                movq  %rcx, RIP+8(%rsp)
            .Lerror_bad_iret:
                swapgs
            """);
    macros.fenceSwapgsUserEntry();
    macros.switchToKernelCr3("%rax");
    macros
        .asm()
        .asm(
            """
                leaq  8(%rsp), %rdi
                call  fixup_bad_iret
                movq  %rax, %rdi
                jmp   sync_regs
            """);
  }
}
