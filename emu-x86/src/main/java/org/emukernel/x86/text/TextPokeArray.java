package org.emukernel.x86.text;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * Layout of {@code text_poke_array} in emulated memory (Linux v6.18, arch/x86/kernel/alternative.c,
 * struct smp_text_poke_array): the patches of one batch. An element is 32 bytes: linear address,
 * length, the new bytes, the old bytes.
 */
final class TextPokeArray {

  /** The symbol. */
  static final String SYMBOL = "text_poke_array";

  /** The symbol of the count of elements. */
  static final String NR_ENTRIES = "text_poke_array_nr_entries";

  /** The per-CPU reference count: not 0 while the INT3 handler may look at the array. */
  static final String REFS = "text_poke_array_refs";

  /** TEXT_POKE_ARRAY_MAX: 256 elements of 16 bytes fill a page in Linux. */
  static final int MAX = 256;

  /** TEXT_POKE_MAX_OPCODE_SIZE. */
  static final int MAX_OPCODE = 5;

  static final int BYTES = 32;
  private static final int ADDRESS = 0;
  private static final int LENGTH = 8;
  private static final int NEW = 16;
  private static final int OLD = 24;

  private TextPokeArray() {}

  private static long element(RoutineFrame f, long index) {
    return f.port().symbol(SYMBOL) + index * BYTES;
  }

  static long entries(RoutineFrame f) {
    return f.load(f.port().symbol(NR_ENTRIES), 8);
  }

  static void setEntries(RoutineFrame f, long count) {
    f.store(f.port().symbol(NR_ENTRIES), 8, count);
  }

  static long address(RoutineFrame f, long index) {
    return f.load(element(f, index) + ADDRESS, 8);
  }

  static int length(RoutineFrame f, long index) {
    return (int) f.load(element(f, index) + LENGTH, 8);
  }

  /** {@return the new bytes, first byte lowest} */
  static long newBytes(RoutineFrame f, long index) {
    return f.load(element(f, index) + NEW, 8);
  }

  /** {@return the old bytes, first byte lowest} */
  static long oldBytes(RoutineFrame f, long index) {
    return f.load(element(f, index) + OLD, 8);
  }

  static void write(RoutineFrame f, long index, long address, int length, long newBytes) {
    f.store(element(f, index) + ADDRESS, 8, address);
    f.store(element(f, index) + LENGTH, 8, length);
    f.store(element(f, index) + NEW, 8, newBytes);
  }

  static void writeOld(RoutineFrame f, long index, long oldBytes) {
    f.store(element(f, index) + OLD, 8, oldBytes);
  }

  static byte[] bytes(long packed, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (packed >>> (8 * i));
    }
    return bytes;
  }
}
