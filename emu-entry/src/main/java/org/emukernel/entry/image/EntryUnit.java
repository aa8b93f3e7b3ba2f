package org.emukernel.entry.image;

import org.emukernel.entry.calling.CallingMacros;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.idle.IdleThread;
import org.emukernel.entry.idt.IdtEntries;
import org.emukernel.entry.idt.ParanoidFunctions;
import org.emukernel.entry.idt.StackSwitches;
import org.emukernel.entry.kvm.VcpuRun;
import org.emukernel.entry.syscall.EntryCompat;
import org.emukernel.entry.syscall.EntrySyscall64;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.RelocatableObject;

/** The entry code: {@code .entry.text} and the machine code of {@code .noinstr.text}. */
final class EntryUnit {

  private EntryUnit() {}

  /* Made when first asked for. */
  private static final class WithoutHooks {
    private static final RelocatableObject UNIT = assemble(EntryHooks.NONE);
  }

  /** {@return the unit of a kernel with these hooks} */
  static RelocatableObject of(EntryHooks hooks) {
    return hooks == EntryHooks.NONE ? WithoutHooks.UNIT : assemble(hooks);
  }

  private static RelocatableObject assemble(EntryHooks hooks) {
    Assembler asm = new Assembler("entry_64");
    CallingMacros macros = new CallingMacros(asm, hooks);
    asm.section(".entry.text", "ax");
    EntrySyscall64.emit(macros);
    EntryCompat.emit(macros);
    IdtEntries.emit(macros);
    asm.asm(
        """
            .balign 64
        mds_verw_sel:
            .word 0x18      # __KERNEL_DS
            .size mds_verw_sel, .-mds_verw_sel
            .balign 64, 0xcc
        """);
    asm.section(".noinstr.text", "ax");
    StackSwitches.emit(macros);
    ParanoidFunctions.emit(macros);
    VcpuRun.emit(macros);
    asm.section(".cpuidle.text", "ax");
    IdleThread.emit(macros);
    return asm.assemble();
  }
}
