package org.emukernel.x86.image;

import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.RelocatableObject;

/** A small kernel with every kind of section, as entry code lays it out. */
final class TestKernel {
  private TestKernel() {}

  static RelocatableObject entry() {
    return new Assembler("entry_64")
        .equ("TSS_sp2", 20)
        .asm(
            """
            .section .entry.text, "ax"
            SYM_CODE_START(entry_SYSCALL_64)
              swapgs
              movq %rsp, %gs:cpu_tss_rw + TSS_sp2
              ALTERNATIVE "jmp .Lend_\\@", "", X86_FEATURE_PTI
              movq %cr3, %rsp
              ALTERNATIVE "", "bts $63, %rsp", X86_FEATURE_PCID
              andq $~0x1800, %rsp
              movq %rsp, %cr3
            .Lend_\\@:
            SYM_INNER_LABEL(entry_SYSCALL_64_safe_stack, SYM_L_GLOBAL)
              movq PER_CPU_VAR(pcpu_hot), %rsp
              STATIC_BRANCH_FALSE_UNLIKELY .Lnear_\\@, my_key
              STATIC_BRANCH_TRUE_UNLIKELY do_it, my_key
              STATIC_BRANCH_FALSE_LIKELY .Lnear_\\@, other_key
            .Lnear_\\@:
              ALTERNATIVE_2 "nop", "call do_it", X86_FEATURE_SMAP, "jmp .Lout; mov %gs:pcpu_hot(%rip), %rax", X86_FEATURE_XENPV
            .Lout:
              sysretq
            SYM_CODE_END(entry_SYSCALL_64)
            """)
        .asm(
            """
            .section .data..percpu, "aw"
            .globl cpu_tss_rw
            cpu_tss_rw: .skip 104
            .type cpu_tss_rw, @object
            .size cpu_tss_rw, . - cpu_tss_rw
            pcpu_hot: .quad 0
            .section .user.text, "ax"
            user_loop: pause; jmp user_loop
            .bss
            stack: .skip 8192
            """)
        .assemble();
  }

  static RelocatableObject text() {
    return new Assembler("text")
        .asm(
            """
            SYM_FUNC_START(do_it)
              movq $my_key, %rdi
              ret
            SYM_FUNC_END(do_it)
            .globl startup_64
            startup_64: hlt
            .globl my_key, other_key
            .data
            .balign 8
            my_key: .quad 1
            other_key: .quad 0
            .section .rodata
            table: .quad entry_SYSCALL_64, do_it + 1
            .long do_it - ., table - .
            """)
        .assemble();
  }

  static KernelImage image() {
    return new KernelImageBuilder().add(entry()).add(text()).place(".user.text", 0x400000).link();
  }
}
