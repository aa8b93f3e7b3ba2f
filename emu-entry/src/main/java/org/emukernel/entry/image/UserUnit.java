package org.emukernel.entry.image;

import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.RelocatableObject;

/**
 * The user program: the loop of the reference experiment's isolated CPUs, a system call by whatever
 * the registers say, loops of calls, the handler of every signal, a load, and room for tests.
 */
final class UserUnit {

  static final String SECTION = ".user.text";

  private static final RelocatableObject UNIT = assemble();

  private UserUnit() {}

  /** {@return the unit, the same in every kernel} */
  static RelocatableObject unit() {
    return UNIT;
  }

  private static RelocatableObject assemble() {
    Assembler asm = new Assembler("user");
    asm.section(SECTION, "ax");
    asm.asm(
        """
            .balign 4096
        SYM_FUNC_START(user_loop)
            pause
            jmp   user_loop
        SYM_FUNC_END(user_loop)
        SYM_FUNC_START(user_syscall)
            syscall
            jmp   user_loop
        SYM_FUNC_END(user_syscall)
        SYM_FUNC_START(user_getpid_loop)
            movl  $39, %eax
            syscall
            jmp   user_getpid_loop
        SYM_FUNC_END(user_getpid_loop)
        SYM_FUNC_START(user_syscall_loop)
            movl  %edi, %eax
            syscall
            decq  %rsi
            jnz   user_syscall_loop
            jmp   user_loop
        SYM_FUNC_END(user_syscall_loop)
        SYM_FUNC_START(user_signal_handler)
            pause
            jmp   user_signal_handler
        SYM_FUNC_END(user_signal_handler)
        SYM_FUNC_START(user_load)
            movq  (%rdi), %rax
            jmp   user_loop
        SYM_FUNC_END(user_load)
            .balign 2048, 0xcc
            .globl user_program
            .type user_program, @object
        user_program:
            .skip 2048, 0xcc
            .size user_program, .-user_program
        """);
    return asm.assemble();
  }
}
