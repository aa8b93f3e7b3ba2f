package org.emukernel.entry.idt;

import org.emukernel.entry.calling.CallingMacros;

/**
 * What Linux writes in C around stacks, as machine code in {@code .noinstr.text}: sync_regs() and
 * fixup_bad_iret() (arch/x86/kernel/traps.c) and run_sysvec_on_irqstack_cond() (asm/irq_stack.h),
 * v6.1.
 */
public final class StackSwitches {

  private StackSwitches() {}

  /** Emits the functions into the present section. */
  public static void emit(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            /* pt_regs *sync_regs(eregs): copies the frame to the task stack unless it is there */
            SYM_FUNC_START(sync_regs)
                movq  %gs:pcpu_hot+X86_top_of_stack, %rax
                subq  $SIZEOF_PTREGS, %rax
                cmpq  %rdi, %rax
                je    1f
                movq  %rdi, %rsi
                movq  %rax, %rdi
                movl  $SIZEOF_PTREGS/8, %ecx
                rep movsq
            1:  ret
            SYM_FUNC_END(sync_regs)

            /*
             * pt_regs *fixup_bad_iret(bad_regs): a frame at the top of the entry stack as if the
             * exception had come from the target of the IRETQ. The copies may overlap upwards,
             * so the highest word goes first.
             */
            SYM_FUNC_START(fixup_bad_iret)
                movq  %gs:cpu_tss_rw+TSS_sp0, %rax
                subq  $SIZEOF_PTREGS, %rax
                movq  RSP(%rdi), %rsi
                movl  $4, %ecx
            1:  movq  (%rsi,%rcx,8), %rdx
                movq  %rdx, RIP(%rax,%rcx,8)
                decl  %ecx
                jns   1b
                movl  $ORIG_RAX/8, %ecx
            2:  movq  (%rdi,%rcx,8), %rdx
                movq  %rdx, (%rax,%rcx,8)
                decl  %ecx
                jns   2b
                ret
            SYM_FUNC_END(fixup_bad_iret)

            /*
             * call_on_irqstack(regs, function): function(regs), on the interrupt stack if the
             * kernel was interrupted and no interrupt runs there already.
             */
            SYM_FUNC_START(call_on_irqstack)
                testb $3, CS(%rdi)
                jnz   1f
                cmpb  $0, %gs:hardirq_stack_inuse
                jne   1f
                movb  $1, %gs:hardirq_stack_inuse
                movq  %gs:hardirq_stack_ptr, %rax
                movq  %rsp, (%rax)
                movq  %rax, %rsp
                call  *%rsi
                popq  %rsp
                movb  $0, %gs:hardirq_stack_inuse
                ret
            1:  jmp   *%rsi
            SYM_FUNC_END(call_on_irqstack)
            """);
  }
}
