package org.emukernel.entry.syscall;

import org.emukernel.entry.calling.CallingMacros;

/**
 * entry_SYSCALL_64, arch/x86/entry/entry_64.S, Linux v6.1: from the SYSCALL instruction to
 * do_syscall_64() and back by SYSRETQ where the frame allows it, by IRETQ otherwise.
 *
 * <p>SYSCALL leaves no free register but RSP, which is saved in a word of the TSS that is mapped
 * under the user root, and then serves as the scratch register of the CR3 switch. pcpu_hot is
 * v6.2's; the offset replaces v6.1's variable cpu_current_top_of_stack at the same place.
 */
public final class EntrySyscall64 {

  private EntrySyscall64() {}

  /** Emits the code into the present section. */
  public static void emit(CallingMacros macros) {
    emitEntry(macros);
    emitSysretChecks(macros);
    emitSysret(macros);
  }

  private static void emitEntry(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            SYM_CODE_START(entry_SYSCALL_64)
                swapgs
                movq  %rsp, %gs:cpu_tss_rw+TSS_sp2
            """);
    macros.switchToKernelCr3("%rsp");
    macros
        .asm()
        .asm(
            """
                movq  %gs:pcpu_hot+X86_top_of_stack, %rsp
            SYM_INNER_LABEL(entry_SYSCALL_64_safe_stack, SYM_L_GLOBAL)
                pushq $__USER_DS
                pushq %gs:cpu_tss_rw+TSS_sp2
                pushq %r11
                pushq $__USER_CS
                pushq %rcx
            SYM_INNER_LABEL(entry_SYSCALL_64_after_hwframe, SYM_L_GLOBAL)
                pushq %rax
            """);
    macros.pushAndClearRegs("$-ENOSYS");
    macros
        .asm()
        .asm(
            """
                movq  %rsp, %rdi
                movslq %eax, %rsi       # system call numbers are ints
                call  do_syscall_64     # comes back with interrupts off
            """);
  }

  /** SYSRET restores RIP from RCX and RFLAGS from R11, so the frame must say the same. */
  private static void emitSysretChecks(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
                movq  RCX(%rsp), %rcx
                movq  RIP(%rsp), %r11
                cmpq  %rcx, %r11
                jne   swapgs_restore_regs_and_return_to_usermode
                shlq  $16, %rcx         # canonical: bits 63..47 alike
                sarq  $16, %rcx
                cmpq  %rcx, %r11
                jne   swapgs_restore_regs_and_return_to_usermode
                cmpq  $__USER_CS, CS(%rsp)
                jne   swapgs_restore_regs_and_return_to_usermode
                movq  R11(%rsp), %r11
                cmpq  %r11, EFLAGS(%rsp)
                jne   swapgs_restore_regs_and_return_to_usermode
                testq $0x10100, %r11    # RF and TF
                jnz   swapgs_restore_regs_and_return_to_usermode
                cmpq  $__USER_DS, SS(%rsp)
                jne   swapgs_restore_regs_and_return_to_usermode
            """);
  }

  private static void emitSysret(CallingMacros macros) {
    macros.asm().label("syscall_return_via_sysret");
    macros.popRegsButRdi();
    macros
        .asm()
        .asm(
            """
                movq  %rsp, %rdi
                movq  %gs:cpu_tss_rw+TSS_sp0, %rsp
                pushq RSP-RDI(%rdi)
                pushq (%rdi)
            """);
    macros.switchToUserCr3Stack("%rdi");
    macros
        .asm()
        .asm(
            """
                popq  %rdi
                popq  %rsp
            SYM_INNER_LABEL(entry_SYSRETQ_unsafe_stack, SYM_L_GLOBAL)
                swapgs
            """);
    macros.clearCpuBuffers();
    macros
        .asm()
        .asm(
            """
                sysretq
            SYM_INNER_LABEL(entry_SYSRETQ_end, SYM_L_GLOBAL)
                int3
            SYM_CODE_END(entry_SYSCALL_64)
            """);
  }
}
