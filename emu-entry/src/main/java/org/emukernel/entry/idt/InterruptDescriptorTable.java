package org.emukernel.entry.idt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToLongFunction;
import org.emukernel.entry.calling.AsmOffsets;

/**
 * The content of the IDT as idt_setup_traps() and idt_setup_apic_and_irq_gates() leave it
 * (arch/x86/kernel/idt.c, Linux v6.1; SDM vol. 3A, "64-Bit Mode IDT"). Exceptions without a stub
 * are not present.
 */
public final class InterruptDescriptorTable {

  /** The size in bytes: 256 gates. */
  public static final int BYTES = 4096;

  static final int VECTORS = 256;

  private static final int IA32_SYSCALL_VECTOR = 0x80;
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
      idt.gate(trap.entry(), 0, symbols);
    }
    for (IstVector trap : IstVector.values()) {
      idt.gate(trap.entry(), trap.ist(), symbols);
    }
    long irq = symbols.applyAsLong(IdtEntries.IRQ_ENTRIES);
    idt.gates(IdtEntries.FIRST_EXTERNAL, SystemVector.FIRST, irq);
    long spurious = symbols.applyAsLong(IdtEntries.SPURIOUS_ENTRIES);
    idt.gates(SystemVector.FIRST, VECTORS, spurious);
    long int80 = symbols.applyAsLong("entry_INT80_compat");
    idt.gate(IA32_SYSCALL_VECTOR, int80, EntryPoint.Gate.USER, 0);
    for (SystemVector vector : SystemVector.values()) {
      idt.gate(vector.entry(), 0, symbols);
    }
    return idt.table.array();
  }

  private void gates(int first, int end, long stubs) {
    for (int vector = first; vector < end; vector++) {
      long stub = stubs + (long) IdtEntries.IDT_ALIGN * (vector - first);
      gate(vector, stub, EntryPoint.Gate.KERNEL, 0);
    }
  }

  private void gate(EntryPoint entry, int ist, ToLongFunction<String> symbols) {
    gate(entry.vector(), symbols.applyAsLong(entry.stub()), entry.gate(), ist);
  }

  private void gate(int vector, long stub, EntryPoint.Gate gate, int ist) {
    int at = vector * GATE_BYTES;
    table.putShort(at, (short) stub);
    table.putShort(at + 2, (short) AsmOffsets.KERNEL_CS);
    table.put(at + 4, (byte) ist);
    table.put(at + 5, (byte) (PRESENT | gate.dpl() << DPL_SHIFT | INTERRUPT_GATE));
    table.putShort(at + 6, (short) (stub >>> Short.SIZE));
    table.putInt(at + 8, (int) (stub >>> Integer.SIZE));
  }
}
