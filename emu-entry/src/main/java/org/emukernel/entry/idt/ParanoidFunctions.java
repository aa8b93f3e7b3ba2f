package org.emukernel.entry.idt;

import java.util.List;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.entry.calling.CallingMacros;

/**
 * The C functions of exceptions with their own stack, as machine code in {@code .noinstr.text},
 * since they work on control and debug registers: exc_nmi() (arch/x86/kernel/nmi.c), exc_debug()
 * (traps.c), exc_machine_check() and do_machine_check() (cpu/mce/core.c), v6.1.
 *
 * <p>do_machine_check() finds no bank with an error: where the CPU says that the program can go on
 * (RIPV), it clears MCIP and returns.
 */
public final class ParanoidFunctions {

  private ParanoidFunctions() {}

  /** {@return their per-CPU variables} */
  public static List<KernelVariable> variables() {
    return List.of(
        new KernelVariable("nmi_state", 8, Storage.PER_CPU),
        new KernelVariable("nmi_cr2", 8, Storage.PER_CPU),
        new KernelVariable("nmi_dr7", 8, Storage.PER_CPU),
        new KernelVariable("irq_stat", 64, Storage.PER_CPU));
  }

  /** Emits the functions into the present section. */
  public static void emit(CallingMacros macros) {
    macros.asm().equ("NMI_EXECUTING", 1).equ("NMI_LATCHED", 2).equ("IRQ_STAT_nmi_count", 4);
    macros.asm().equ("DR7_FIXED", 0x400).equ("DR_STEP", 0x4000);
    emitNmi(macros);
    emitDebug(macros);
    emitMachineCheck(macros);
  }

  /** nmi_state catches what the stack does not: an NMI in the handler of one from user mode. */
  private static void emitNmi(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            SYM_FUNC_START(exc_nmi)
                cmpl  $0, %gs:nmi_state
                je    1f
                movl  $NMI_LATCHED, %gs:nmi_state
                ret
            1:  movl  $NMI_EXECUTING, %gs:nmi_state
                pushq %rbx
                movq  %rdi, %rbx
                movq  %cr2, %rax
                movq  %rax, %gs:nmi_cr2
            .Lnmi_restart:
            """);
    saveDebug(macros, "nmi");
    macros
        .asm()
        .asm(
            """
                movq  %rax, %gs:nmi_dr7
                movq  %rbx, %rdi
                call  irqentry_nmi_enter
                incl  %gs:irq_stat+IRQ_STAT_nmi_count
                movq  %rbx, %rdi
                call  default_do_nmi
                movq  %rbx, %rdi
                call  irqentry_nmi_exit
                movq  %gs:nmi_dr7, %rax
            """);
    restoreDebug(macros, "nmi", "%rax");
    macros
        .asm()
        .asm(
            """
                movq  %cr2, %rax
                cmpq  %gs:nmi_cr2, %rax
                je    2f
                movq  %gs:nmi_cr2, %rax
                movq  %rax, %cr2
            2:  decl  %gs:nmi_state
                jnz   .Lnmi_restart
                popq  %rbx
                ret
            SYM_FUNC_END(exc_nmi)
            """);
  }

  /** local_db_save(): DR7 without its fixed bit to RAX; breakpoints off. */
  private static void saveDebug(CallingMacros macros, String name) {
    macros
        .asm()
        .asm(
            """
                movq  %dr7, %rax
                andq  $~DR7_FIXED, %rax
                jz    .Ldb_saved_NAME
                xorl  %ecx, %ecx
                movq  %rcx, %dr7
            .Ldb_saved_NAME:
            """
                .replace("NAME", name));
  }

  /** local_db_restore(). */
  private static void restoreDebug(CallingMacros macros, String name, String dr7) {
    macros
        .asm()
        .asm(
            """
                testq DR7, DR7
                jz    .Ldb_restored_NAME
                movq  DR7, %dr7
            .Ldb_restored_NAME:
            """
                .replace("NAME", name)
                .replace("DR7", dr7));
  }

  /** A single step of SYSENTER's entry is the user's; any other step in the kernel ends. */
  private static void emitDebug(CallingMacros macros) {
    emitReadClearDr6(macros);
    macros
        .asm()
        .asm(
            """
            SYM_FUNC_START(exc_debug)
                pushq %rbx
                pushq %r12
                pushq %r13
                movq  %rdi, %rbx
                call  debug_read_clear_dr6
                movq  %rax, %r12
            """);
    saveDebug(macros, "debug");
    macros
        .asm()
        .asm(
            """
                movq  %rax, %r13
                movq  %rbx, %rdi
                call  irqentry_nmi_enter
                testl $DR_STEP, %r12d
                jz    1f
                movq  RIP(%rbx), %rax
                subq  $entry_SYSENTER_compat, %rax
                cmpq  $__end_entry_SYSENTER_compat-entry_SYSENTER_compat, %rax
                jb    1f
                andq  $~X86_EFLAGS_TF, EFLAGS(%rbx)
            1:  movq  %rbx, %rdi
                call  irqentry_nmi_exit
            """);
    restoreDebug(macros, "debug", "%r13");
    macros
        .asm()
        .asm(
            """
                popq  %r13
                popq  %r12
                popq  %rbx
                ret
            SYM_FUNC_END(exc_debug)
            SYM_FUNC_START(noist_exc_debug)
                pushq %rdi
                call  debug_read_clear_dr6
                popq  %rdi
                movq  %rax, %rsi
                jmp   exc_debug_user
            SYM_FUNC_END(noist_exc_debug)
            """);
  }

  private static void emitReadClearDr6(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            /* debug_read_clear_dr6(): the bits of DR6 that are not as they are without an event */
            SYM_FUNC_START(debug_read_clear_dr6)
                movq  %dr6, %rax
                movl  $0xffff0ff0, %ecx
                movq  %rcx, %dr6
                xorq  %rcx, %rax
                ret
            SYM_FUNC_END(debug_read_clear_dr6)
            """);
  }

  private static void emitMachineCheck(CallingMacros macros) {
    for (String variant : List.of("", "noist_")) {
      macros
          .asm()
          .asm("SYM_FUNC_START(" + variant + "exc_machine_check)\n    pushq %rbx\n    pushq %r12");
      macros.asm().asm("    movq %rdi, %rbx");
      saveDebug(macros, variant + "mc");
      macros.asm().asm("    movq %rax, %r12\n    movq %rbx, %rdi");
      macros.asm().asm(variant.isEmpty() ? IN_KERNEL : "    call exc_machine_check_user\n");
      restoreDebug(macros, variant + "mc", "%r12");
      macros
          .asm()
          .asm(
              "    popq %r12\n    popq %rbx\n    ret\nSYM_FUNC_END("
                  + variant
                  + "exc_machine_check)");
    }
    macros
        .asm()
        .asm(
            """
            SYM_FUNC_START(do_machine_check)
                movl  $MSR_IA32_MCG_STATUS, %ecx
                rdmsr
                testl $1, %eax                  # MCG_STATUS_RIPV
                jz    1f
                xorl  %eax, %eax
                xorl  %edx, %edx
                wrmsr
                ret
            1:  ud2                             # mce_panic()
            SYM_FUNC_END(do_machine_check)
            """);
  }

  private static final String IN_KERNEL =
      """
          call  irqentry_nmi_enter
          movq  %rbx, %rdi
          call  do_machine_check
          movq  %rbx, %rdi
          call  irqentry_nmi_exit
      """;
}
