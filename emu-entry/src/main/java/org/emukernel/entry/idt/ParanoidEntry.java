package org.emukernel.entry.idt;

import org.emukernel.entry.calling.CallingMacros;

/**
 * paranoid_entry and paranoid_exit, arch/x86/entry/entry_64.S, Linux v6.1: for exceptions that may
 * have interrupted kernel code before it had the kernel's CR3 or GS base. What was there is kept in
 * R14 (CR3) and RBX (the GS base, or without FSGSBASE whether SWAPGS is due on the way back).
 */
final class ParanoidEntry {

  private ParanoidEntry() {}

  static void emit(CallingMacros macros) {
    emitEntry(macros);
    emitExit(macros);
  }

  private static void emitEntry(CallingMacros macros) {
    macros.asm().asm("SYM_CODE_START_LOCAL(paranoid_entry)");
    macros.pushAndClearRegsSaveRet();
    macros.saveAndSwitchToKernelCr3("%rax", "%r14");
    macros
        .asm()
        .asm("    ALTERNATIVE \"jmp .Lparanoid_entry_checkgs\", \"\", X86_FEATURE_FSGSBASE");
    macros.saveAndSetGsBase("%rax", "%rbx");
    macros
        .asm()
        .asm(
            """
                jmp   .Lparanoid_gsbase_done
            .Lparanoid_entry_checkgs:
                movl  $1, %ebx                  # the kernel's GS base: nothing to restore
                movl  $MSR_GS_BASE, %ecx
                rdmsr
                testl %edx, %edx                # the kernel's is negative
                js    .Lparanoid_kernel_gsbase
                xorl  %ebx, %ebx                # SWAPGS on exit
                swapgs
            .Lparanoid_kernel_gsbase:
            """);
    macros.fenceSwapgsKernelEntry();
    macros
        .asm()
        .asm(
            """
            .Lparanoid_gsbase_done:
                ret
            SYM_CODE_END(paranoid_entry)
            """);
  }

  /** RESTORE_CR3 looks at per-CPU data, so it comes before the GS base. */
  private static void emitExit(CallingMacros macros) {
    macros.asm().asm("SYM_CODE_START_LOCAL(paranoid_exit)");
    macros.restoreCr3("%rax", "%r14");
    macros
        .asm()
        .asm(
            """
                ALTERNATIVE "jmp .Lparanoid_exit_checkgs", "", X86_FEATURE_FSGSBASE
                wrgsbase %rbx
                jmp   restore_regs_and_return_to_kernel
            .Lparanoid_exit_checkgs:
                testl %ebx, %ebx
                jnz   restore_regs_and_return_to_kernel
                swapgs
                jmp   restore_regs_and_return_to_kernel
            SYM_CODE_END(paranoid_exit)
            """);
  }
}
