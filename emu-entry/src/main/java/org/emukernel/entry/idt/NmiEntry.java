package org.emukernel.entry.idt;

import org.emukernel.entry.calling.CallingMacros;

/**
 * asm_exc_nmi, arch/x86/entry/entry_64.S, Linux v6.1. The CPU holds back a second NMI until IRET
 * (SDM vol. 3A, "Handling Multiple NMIs"), but any IRET ends that: that of a breakpoint or fault
 * inside the handler too. A nested NMI then starts at the top of the very stack that the first one
 * uses. From user mode the handler therefore moves to the task stack at once. From the kernel, the
 * NMI stack is laid out, from its top, as
 *
 * <pre>
 *   original frame   the CPU's; a nested NMI overwrites it
 *   RDX
 *   "NMI executing"  1 while the handler runs
 *   iret frame       what the handler returns by; a nested NMI makes it return to repeat_nmi
 *   outermost frame  copied from the original one before NMIs can nest; kept until the end
 *   pt_regs
 * </pre>
 *
 * <p>A nested NMI tells that it is one by its return address in repeat_nmi..end_repeat_nmi (then
 * the first one is about to run its handler anyway), by "NMI executing", or, between the clearing
 * of that and the IRET, by a return RSP on this stack with DF set, which no user program can have
 * in kernel mode, as SYSCALL clears it.
 */
final class NmiEntry {

  private NmiEntry() {}

  static void emit(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            SYM_CODE_START(asm_exc_nmi)
                ALTERNATIVE "", "clac", X86_FEATURE_SMAP
                cld
                pushq %rdx
                testb $3, CS-RIP+8(%rsp)
                jz    .Lnmi_from_kernel
            """);
    emitFromUser(macros);
    emitIsNested(macros);
    emitNested(macros);
    emitFirst(macros);
    emitRepeat(macros);
    emitRestore(macros);
    macros.asm().asm("SYM_CODE_END(asm_exc_nmi)");
  }

  /** Nothing may be pushed here before the stack is left: it might lie on "NMI executing". */
  private static void emitFromUser(CallingMacros macros) {
    macros.asm().asm("    swapgs");
    macros.fenceSwapgsUserEntry();
    macros.switchToKernelCr3("%rdx");
    macros
        .asm()
        .asm(
            """
                movq  %rsp, %rdx
                movq  %gs:pcpu_hot+X86_top_of_stack, %rsp
                pushq 5*8(%rdx)         # SS
                pushq 4*8(%rdx)         # RSP
                pushq 3*8(%rdx)         # RFLAGS
                pushq 2*8(%rdx)         # CS
                pushq 1*8(%rdx)         # RIP
                pushq $-1
            """);
    macros.pushAndClearRegs("(%rdx)", "%rax");
    macros
        .asm()
        .asm(
            """
                movq  %rsp, %rdi
                movq  $-1, %rsi
                call  exc_nmi
                jmp   swapgs_restore_regs_and_return_to_usermode
            """);
  }

  private static void emitIsNested(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            .Lnmi_from_kernel:
                movq  $repeat_nmi, %rdx
                cmpq  8(%rsp), %rdx
                ja    1f
                movq  $end_repeat_nmi, %rdx
                cmpq  8(%rsp), %rdx
                ja    nested_nmi_out
            1:  cmpl  $1, -8(%rsp)              # "NMI executing"
                je    nested_nmi
                leaq  6*8(%rsp), %rdx           # the top of the NMI stack
                cmpq  %rdx, 4*8(%rsp)
                ja    first_nmi
                subq  $EXCEPTION_STKSZ, %rdx
                cmpq  %rdx, 4*8(%rsp)
                jb    first_nmi
                testb $(X86_EFLAGS_DF >> 8), (3*8 + 1)(%rsp)
                jz    first_nmi                 # RSP was the user's
            """);
  }

  private static void emitNested(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            nested_nmi:
                subq  $8, %rsp                  # keep "NMI executing"
                leaq  -10*8(%rsp), %rdx         # the outermost frame
                pushq $__KERNEL_DS
                pushq %rdx
                pushfq
                pushq $__KERNEL_CS
                pushq $repeat_nmi
                addq  $6*8, %rsp
            nested_nmi_out:
                popq  %rdx
                iretq
            """);
  }

  private static void emitFirst(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            first_nmi:
                movq  (%rsp), %rdx
                pushq $0                        # "NMI executing"
                subq  $5*8, %rsp                # the iret frame
                pushq 11*8(%rsp)                # original to outermost
                pushq 11*8(%rsp)
                pushq 11*8(%rsp)
                pushq 11*8(%rsp)
                pushq 11*8(%rsp)
            """);
  }

  private static void emitRepeat(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            SYM_INNER_LABEL(repeat_nmi, SYM_L_GLOBAL)
                movq  $1, 10*8(%rsp)            # "NMI executing"
                addq  $10*8, %rsp
                pushq -6*8(%rsp)                # outermost to iret
                pushq -6*8(%rsp)
                pushq -6*8(%rsp)
                pushq -6*8(%rsp)
                pushq -6*8(%rsp)
                subq  $5*8, %rsp
            SYM_INNER_LABEL(end_repeat_nmi, SYM_L_GLOBAL)
                pushq $-1
                call  paranoid_entry
                movq  %rsp, %rdi
                movq  $-1, %rsi
                call  exc_nmi
            """);
    macros.restoreCr3("%r15", "%r14");
  }

  private static void emitRestore(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
                ALTERNATIVE "jmp nmi_no_fsgsbase", "", X86_FEATURE_FSGSBASE
                wrgsbase %rbx
                jmp   nmi_restore
            nmi_no_fsgsbase:
                testl %ebx, %ebx
                jnz   nmi_restore
            nmi_swapgs:
                swapgs
            nmi_restore:
            """);
    macros.popRegs();
    macros
        .asm()
        .asm(
            """
                addq  $6*8, %rsp                # orig_ax and the outermost frame
                std                             # from here to IRET: see above
                movq  $0, 5*8(%rsp)             # "NMI executing"
                iretq
            """);
  }
}
