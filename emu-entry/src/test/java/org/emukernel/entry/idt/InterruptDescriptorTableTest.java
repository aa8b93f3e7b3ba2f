package org.emukernel.entry.idt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gate fields: SDM vol. 3A, figure "64-Bit IDT Gate Descriptors". */
class InterruptDescriptorTableTest {

  private static final long ENTRIES = 0xffffffff81001234L;

  private static ByteBuffer table() {
    byte[] bytes =
        InterruptDescriptorTable.bytes(
            symbol -> symbol.equals("irq_entries_start") ? ENTRIES : symbol.hashCode());
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long offset(ByteBuffer table, int vector) {
    int at = vector * 16;
    return table.getShort(at) & 0xffff
        | (table.getShort(at + 6) & 0xffffL) << 16
        | (long) table.getInt(at + 8) << 32;
  }

  @ParameterizedTest
  @CsvSource({
    "0, asm_exc_divide_error, 0x8e",
    "3, asm_exc_int3, 0xee",
    "4, asm_exc_overflow, 0xee",
    "6, asm_exc_invalid_op, 0x8e",
    "13, asm_exc_general_protection, 0x8e",
    "14, asm_exc_page_fault, 0x8e",
    "0xec, asm_sysvec_apic_timer_interrupt, 0x8e",
    "0xf6, asm_sysvec_irq_work, 0x8e",
    "0xfb, asm_sysvec_call_function_single, 0x8e",
    "0xfc, asm_sysvec_call_function, 0x8e",
    "0xfd, asm_sysvec_reschedule_ipi, 0x8e"
  })
  void bytes_gate_leadsToItsStub(String vector, String stub, String type) {
    int number = Integer.decode(vector);
    ByteBuffer table = table();

    assertThat(offset(table, number)).isEqualTo(stub.hashCode());
    assertThat(table.getShort(number * 16 + 2)).isEqualTo((short) 0x10);
    assertThat(table.get(number * 16 + 4)).as("IST").isZero();
    assertThat(table.get(number * 16 + 5) & 0xff).isEqualTo(Integer.decode(type));
  }

  @Test
  void bytes_deviceInterrupts_eightBytesApart() {
    assertThat(offset(table(), 0x20)).isEqualTo(ENTRIES);
    assertThat(offset(table(), 0xeb)).isEqualTo(ENTRIES + 8 * (0xeb - 0x20));
  }

  @ParameterizedTest
  @CsvSource({
    "8, asm_exc_double_fault, 1",
    "2, asm_exc_nmi, 2",
    "1, asm_exc_debug, 3",
    "18, asm_exc_machine_check, 4"
  })
  void bytes_paranoidException_hasAStackOfItsOwn(int vector, String stub, int ist) {
    assertThat(offset(table(), vector)).isEqualTo(stub.hashCode());
    assertThat(table().get(vector * 16 + 4)).isEqualTo((byte) ist);
    assertThat(table().get(vector * 16 + 5) & 0xff).isEqualTo(0x8e);
  }

  @Test
  void bytes_int80_isOpenToUserMode() {
    assertThat(offset(table(), 0x80)).isEqualTo("entry_INT80_compat".hashCode());
    assertThat(table().get(0x80 * 16 + 5) & 0xff).isEqualTo(0xee);
  }

  @Test
  void bytes_systemVectorOfNobody_isSpurious() {
    assertThat(offset(table(), 0xed)).isEqualTo("spurious_entries_start".hashCode() + 8);
    assertThat(offset(table(), 0xff)).isEqualTo("spurious_entries_start".hashCode() + 8 * 0x13);
  }

  @ParameterizedTest
  @CsvSource({"9", "15", "20", "31"})
  void bytes_vectorWithoutStub_isNotPresent(int vector) {
    assertThat(table().get(vector * 16 + 5)).isZero();
  }
}
