package org.emukernel.entry.idt;

import org.emukernel.entry.calling.CallingMacros;
import org.emukernel.entry.idt.EntryPoint.ErrorCode;

/**
 * The stubs that IDT gates lead to: idtentry, idtentry_sysvec, idtentry_irq, idtentry_mce_db and
 * idtentry_df (entry_64.S), irq_entries_start and spurious_entries_start (asm/idtentry.h), Linux
 * v6.1 without Xen PV.
 */
public final class IdtEntries {

  /** The symbol of the first device interrupt's stub; the others follow at {@link #IDT_ALIGN}. */
  static final String IRQ_ENTRIES = "irq_entries_start";

  /** The symbol of the first stub of the system vectors that nobody has. */
  static final String SPURIOUS_ENTRIES = "spurious_entries_start";

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
    emitEntries(macros, IRQ_ENTRIES, FIRST_EXTERNAL, SystemVector.FIRST, "common_interrupt");
    emitEntries(
        macros,
        SPURIOUS_ENTRIES,
        SystemVector.FIRST,
        InterruptDescriptorTable.VECTORS,
        "spurious_interrupt");
    emitMceDb(macros, IstVector.DB.entry());
    emitMceDb(macros, IstVector.MCE.entry());
    emitDoubleFault(macros, IstVector.DF.entry());
    NmiEntry.emit(macros);
    for (SystemVector vector : SystemVector.values()) {
      emitIdtEntry(macros, vector.entry());
    }
    InterruptReturn.emit(macros);
    ParanoidEntry.emit(macros);
    ErrorEntry.emit(macros);
  }

  private static void emitStart(CallingMacros macros, EntryPoint entry) {
    macros.asm().asm("SYM_CODE_START(" + entry.stub() + ")");
    macros.asm().asm("    ALTERNATIVE \"\", \"clac\", X86_FEATURE_SMAP\n    cld");
  }

  private static void emitIdtEntry(CallingMacros macros, EntryPoint entry) {
    emitStart(macros, entry);
    if (entry.errorCode() == ErrorCode.NONE) {
      macros.asm().asm("    pushq $-1");
    }
    if (entry.vector() == BREAKPOINT) {
      emitGapForCallEmulation(macros);
    }
    emitBody(macros, entry, entry.function());
    macros.asm().asm("SYM_CODE_END(" + entry.stub() + ")");
  }

  /** idtentry_mce_db: from user mode as other exceptions, from the kernel paranoid. */
  private static void emitMceDb(CallingMacros macros, EntryPoint entry) {
    emitStart(macros, entry);
    macros
        .asm()
        .asm(
            """
                pushq $-1
                testb $3, CS-ORIG_RAX(%rsp)
                jnz   .Lfrom_usermode_switch_stack_FUNCTION
                call  paranoid_entry
                movq  %rsp, %rdi
                call  FUNCTION
                jmp   paranoid_exit
            .Lfrom_usermode_switch_stack_FUNCTION:
            """
                .replace("FUNCTION", entry.function()));
    emitBody(macros, entry, "noist_" + entry.function());
    macros.asm().asm("SYM_CODE_END(" + entry.stub() + ")");
  }

  /** idtentry_df: paranoid, wherever it comes from. */
  private static void emitDoubleFault(CallingMacros macros, EntryPoint entry) {
    emitStart(macros, entry);
    macros
        .asm()
        .asm(
            """
                call  paranoid_entry
                movq  %rsp, %rdi
                movq  ORIG_RAX(%rsp), %rsi
                movq  $-1, ORIG_RAX(%rsp)
                call  exc_double_fault
                jmp   paranoid_exit
            """);
    macros.asm().asm("SYM_CODE_END(" + entry.stub() + ")");
  }

  /** idtentry_body. */
  private static void emitBody(CallingMacros macros, EntryPoint entry, String function) {
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
    macros.asm().asm("    call  " + function + "\n    jmp   error_return");
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

  /** A stub of 8 bytes for each vector, which pushes it, and the entry that they share. */
  private static void emitEntries(
      CallingMacros macros, String symbol, int first, int end, String function) {
    macros.asm().asm("    .balign " + IDT_ALIGN + "\nSYM_CODE_START_NOALIGN(" + symbol + ")");
    for (int vector = first; vector < end; vector++) {
      macros.asm().asm("    .byte 0x6a, " + vector); // pushq $imm8
      macros.asm().asm("    jmp asm_" + function + "\n    .balign " + IDT_ALIGN + ", 0xcc");
    }
    macros.asm().asm("SYM_CODE_END(" + symbol + ")");
    emitIdtEntry(macros, new EntryPoint(first, function, ErrorCode.PUSHED, EntryPoint.Gate.KERNEL));
  }
}
