package org.emukernel.entry.syscall;

import org.emukernel.entry.calling.CallingMacros;

/**
 * entry_SYSENTER_compat, entry_SYSCALL_compat and entry_INT80_compat,
 * arch/x86/entry/entry_64_compat.S, Linux v6.1 without Xen PV: the ways of 32-bit programs into the
 * kernel. 64-bit programs can take the first and the last too.
 */
public final class EntryCompat {

  private static final String R8_TO_R11 = "r8 r9 r10 r11";
  private static final String R12_TO_R15 = "r12 r13 r14 r15";

  private EntryCompat() {}

  /** Emits the code into the present section. */
  public static void emit(CallingMacros macros) {
    emitSysenter(macros);
    emitSyscall(macros);
    emitSysret(macros);
    emitInt80(macros);
  }

  private static void emitSysenter(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            SYM_CODE_START(entry_SYSENTER_compat)
                swapgs
                pushq %rax              # RSP is the entry stack, from MSR_IA32_SYSENTER_ESP
            """);
    macros.switchToKernelCr3("%rax");
    macros
        .asm()
        .asm(
            """
                popq  %rax
                movq  %gs:pcpu_hot+X86_top_of_stack, %rsp
                pushq $__USER32_DS
                pushq $0                # RSP and RIP are not known
                pushfq
                pushq $__USER32_CS
                pushq $0
            SYM_INNER_LABEL(entry_SYSENTER_compat_after_hwframe, SYM_L_GLOBAL)
                movl  %eax, %eax
                pushq %rax
                pushq %rdi
                pushq %rsi
                pushq %rdx
                pushq %rcx
                pushq $-ENOSYS
            """);
    pushZeroed(macros, R8_TO_R11);
    pushBxBp(macros);
    pushZeroed(macros, R12_TO_R15);
    macros
        .asm()
        .asm(
            """
                cld
                testl $X86_EFLAGS_NT|X86_EFLAGS_AC|X86_EFLAGS_TF, EFLAGS(%rsp)
                jnz   .Lsysenter_fix_flags
            .Lsysenter_flags_fixed:
                movq  %rsp, %rdi
                call  do_SYSENTER_32
                testl %eax, %eax
                jz    swapgs_restore_regs_and_return_to_usermode
                jmp   sysret32_from_system_call
            .Lsysenter_fix_flags:
                pushq $X86_EFLAGS_FIXED
                popfq
                jmp   .Lsysenter_flags_fixed
            SYM_INNER_LABEL(__end_entry_SYSENTER_compat, SYM_L_GLOBAL)
            SYM_CODE_END(entry_SYSENTER_compat)
            """);
  }

  private static void emitSyscall(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            SYM_CODE_START(entry_SYSCALL_compat)
                swapgs
                movl  %esp, %r8d
            """);
    macros.switchToKernelCr3("%rsp");
    macros
        .asm()
        .asm(
            """
                movq  %gs:pcpu_hot+X86_top_of_stack, %rsp
            SYM_INNER_LABEL(entry_SYSCALL_compat_safe_stack, SYM_L_GLOBAL)
                pushq $__USER32_DS
                pushq %r8
                pushq %r11
                pushq $__USER32_CS
                pushq %rcx
            SYM_INNER_LABEL(entry_SYSCALL_compat_after_hwframe, SYM_L_GLOBAL)
                movl  %eax, %eax
                pushq %rax
                pushq %rdi
                pushq %rsi
                xorl  %esi, %esi
                pushq %rdx
                xorl  %edx, %edx
                pushq %rbp              # the caller keeps ECX there
                xorl  %ecx, %ecx
                pushq $-ENOSYS
            """);
    pushZeroed(macros, R8_TO_R11);
    pushBxBp(macros);
    pushZeroed(macros, R12_TO_R15);
    macros
        .asm()
        .asm(
            """
                movq  %rsp, %rdi
                call  do_fast_syscall_32
                testl %eax, %eax
                jz    swapgs_restore_regs_and_return_to_usermode
            """);
  }

  /** The stack is left before the CR3 switch: the user root does not map it. */
  private static void emitSysret(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            sysret32_from_system_call:
                movq  RBX(%rsp), %rbx
                movq  RBP(%rsp), %rbp
                movq  EFLAGS(%rsp), %r11
                movq  RIP(%rsp), %rcx
                addq  $RAX, %rsp
                popq  %rax
                popq  %rdx
                popq  %rdx
                popq  %rsi
                popq  %rdi
                movq  RSP-ORIG_RAX(%rsp), %rsp
            """);
    macros.switchToUserCr3NoStack("%r8", "%r9");
    macros
        .asm()
        .asm(
            """
                xorl  %r8d, %r8d
                xorl  %r9d, %r9d
                xorl  %r10d, %r10d
                swapgs
            """);
    macros.clearCpuBuffers();
    macros.asm().asm("    sysretl\nSYM_CODE_END(entry_SYSCALL_compat)");
  }

  private static void emitInt80(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            SYM_CODE_START(entry_INT80_compat)
                ALTERNATIVE "", "clac", X86_FEATURE_SMAP
                swapgs
                movl  %eax, %eax
                pushq %rax
                pushq %rdi
            """);
    macros.switchToKernelCr3("%rdi");
    macros
        .asm()
        .asm(
            """
                movq  %rsp, %rdi
                movq  %gs:pcpu_hot+X86_top_of_stack, %rsp
                pushq 6*8(%rdi)         # SS
                pushq 5*8(%rdi)         # RSP
                pushq 4*8(%rdi)         # RFLAGS
                pushq 3*8(%rdi)         # CS
                pushq 2*8(%rdi)         # RIP
                pushq 1*8(%rdi)         # orig_ax
                pushq (%rdi)            # RDI
                pushq %rsi
                xorl  %esi, %esi
                pushq %rdx
                xorl  %edx, %edx
                pushq %rcx
                xorl  %ecx, %ecx
                pushq $-ENOSYS
            """);
    pushAndZero(macros, R8_TO_R11);
    pushBxBp(macros);
    pushAndZero(macros, R12_TO_R15);
    macros
        .asm()
        .asm(
            """
                cld
                movq  %rsp, %rdi
                call  do_int80_syscall_32
                jmp   swapgs_restore_regs_and_return_to_usermode
            SYM_CODE_END(entry_INT80_compat)
            """);
  }

  /** Registers that a 32-bit program does not have. */
  private static void pushZeroed(CallingMacros macros, String registers) {
    for (String r : registers.split(" ")) {
      macros.asm().asm("    pushq $0\n    xorl %" + r + "d, %" + r + "d");
    }
  }

  private static void pushAndZero(CallingMacros macros, String registers) {
    for (String r : registers.split(" ")) {
      macros.asm().asm("    pushq %" + r + "\n    xorl %" + r + "d, %" + r + "d");
    }
  }

  private static void pushBxBp(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
                pushq %rbx
                xorl  %ebx, %ebx
                pushq %rbp
                xorl  %ebp, %ebp
            """);
  }
}
