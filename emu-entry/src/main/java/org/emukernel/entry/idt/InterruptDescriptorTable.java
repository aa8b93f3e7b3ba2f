package org.emukernel.entry.idt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToLongFunction;
import org.emukernel.entry.calling.AsmOffsets;

/**
 * The content of the IDT as idt_setup_traps() and idt_setup_apic_and_irq_gates() leave it
 * (arch/x86/kernel/idt.c, Linux v6.1; SDM vol. 3A, "64-Bit Mode IDT"). Vectors without a stub are
 * not present.
 */
public final class InterruptDescriptorTable {

  /** The size in bytes: 256 gates. */
  public static final int BYTES = 4096;

  private static final int GATE_BYTES = 16;
  private static final int PRESENT = 0x80;
  private static final int INTERRUPT_GATE = 0x0e;
  private static final int DPL_SHIFT = 5;

  private final ByteBuffer table = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private InterruptDescriptorTable() {}

  /**
   * {@return the table's bytes}
   *
   * @param symbols linear address of a symbol of the kernel image
   */
  public static byte[] bytes(ToLongFunction<String> symbols) {
    InterruptDescriptorTable idt = new InterruptDescriptorTable();
    for (TrapVector trap : TrapVector.values()) {
      idt.gate(trap.entry(), symbols);
    }
    long irqEntries = symbols.applyAsLong(IdtEntries.IRQ_ENTRIES);
    for (int vector = IdtEntries.FIRST_EXTERNAL; vector < SystemVector.FIRST; vector++) {
      long stub = irqEntries + (long) IdtEntries.IDT_ALIGN * (vector - IdtEntries.FIRST_EXTERNAL);
      idt.gate(vector, stub, EntryPoint.Gate.KERNEL);
    }
    for (SystemVector vector : SystemVector.values()) {
      idt.gate(vector.entry(), symbols);
    }
    return idt.table.array();
  }

  private void gate(EntryPoint entry, ToLongFunction<String> symbols) {
    gate(entry.vector(), symbols.applyAsLong(entry.stub()), entry.gate());
  }

  private void gate(int vector, long stub, EntryPoint.Gate gate) {
    int at = vector * GATE_BYTES;
    table.putShort(at, (short) stub);
    table.putShort(at + 2, (short) AsmOffsets.KERNEL_CS);
    table.put(at + 5, (byte) (PRESENT | gate.dpl() << DPL_SHIFT | INTERRUPT_GATE));
    table.putShort(at + 6, (short) (stub >>> Short.SIZE));
    table.putInt(at + 8, (int) (stub >>> Integer.SIZE));
  }
}
