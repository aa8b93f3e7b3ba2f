package org.emukernel.entry.idt;

import org.emukernel.entry.calling.CallingMacros;
import org.emukernel.entry.idt.EntryPoint.ErrorCode;

/**
 * The stubs that IDT gates lead to: idtentry, idtentry_sysvec, idtentry_irq (entry_64.S) and
 * irq_entries_start (asm/idtentry.h), Linux v6.1 without Xen PV.
 */
public final class IdtEntries {

  /** The symbol of the first device interrupt's stub; the others follow at {@link #IDT_ALIGN}. */
  static final String IRQ_ENTRIES = "irq_entries_start";

  /** FIRST_EXTERNAL_VECTOR. */
  static final int FIRST_EXTERNAL = 0x20;

  /** Bytes from one device interrupt's stub to the next. */
  static final int IDT_ALIGN = 8;

  private static final int BREAKPOINT = 3;

  private IdtEntries() {}

  /** Emits all stubs, error_entry, error_return and the way back into the present section. */
  public static void emit(CallingMacros macros) {
    for (TrapVector trap : TrapVector.values()) {
      emitIdtEntry(macros, trap.entry());
    }
    emitIrqEntries(macros);
    emitIdtEntry(
        macros,
        new EntryPoint(
            FIRST_EXTERNAL, "common_interrupt", ErrorCode.PUSHED, EntryPoint.Gate.KERNEL));
    for (SystemVector vector : SystemVector.values()) {
      emitIdtEntry(macros, vector.entry());
    }
    InterruptReturn.emit(macros);
    ErrorEntry.emit(macros);
  }

  private static void emitIdtEntry(CallingMacros macros, EntryPoint entry) {
    macros.asm().asm("SYM_CODE_START(" + entry.stub() + ")");
    macros.asm().asm("    ALTERNATIVE \"\", \"clac\", X86_FEATURE_SMAP\n    cld");
    if (entry.errorCode() == ErrorCode.NONE) {
      macros.asm().asm("    pushq $-1");
    }
    if (entry.vector() == BREAKPOINT) {
      emitGapForCallEmulation(macros);
    }
    emitBody(macros, entry);
    macros.asm().asm("SYM_CODE_END(" + entry.stub() + ")");
  }

  /** idtentry_body. */
  private static void emitBody(CallingMacros macros, EntryPoint entry) {
    macros
        .asm()
        .asm(
            """
                call  error_entry
                movq  %rax, %rsp        # the task stack if from user mode
                movq  %rsp, %rdi
            """);
    if (entry.errorCode() == ErrorCode.PUSHED) {
      macros
          .asm()
          .asm(
              """
                  movq  ORIG_RAX(%rsp), %rsi
                  movq  $-1, ORIG_RAX(%rsp)     # no system call to restart
              """);
    }
    macros.asm().asm("    call  " + entry.function() + "\n    jmp   error_return");
  }

  /** Six more words below a kernel frame, so that a CALL can be emulated by pushing onto it. */
  private static void emitGapForCallEmulation(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
                testb $3, CS-ORIG_RAX(%rsp)
                jnz   .Lfrom_usermode_no_gap_\\@
                pushq 5*8(%rsp)
                pushq 5*8(%rsp)
                pushq 5*8(%rsp)
                pushq 5*8(%rsp)
                pushq 5*8(%rsp)
                pushq 5*8(%rsp)
            .Lfrom_usermode_no_gap_\\@:
            """);
  }

  private static void emitIrqEntries(CallingMacros macros) {
    macros.asm().asm("    .balign " + IDT_ALIGN + "\nSYM_CODE_START_NOALIGN(" + IRQ_ENTRIES + ")");
    for (int vector = FIRST_EXTERNAL; vector < SystemVector.FIRST; vector++) {
      macros.asm().asm("    .byte 0x6a, " + vector); // pushq $imm8
      macros.asm().asm("    jmp asm_common_interrupt\n    .balign " + IDT_ALIGN + ", 0xcc");
    }
    macros.asm().asm("SYM_CODE_END(" + IRQ_ENTRIES + ")");
  }
}
