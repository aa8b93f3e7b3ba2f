package org.emukernel.x86.text;

import org.emukernel.api.kernel.RoutineFrame;

/**
 * Layout of {@code text_poke_array} in emulated memory (Linux v6.18, arch/x86/kernel/alternative.c,
 * struct smp_text_poke_array): the patches of one batch. An element is 64 bytes: linear address,
 * length, the new bytes, the old bytes, the opcode that the INT3 handler emulates with its
 * displacement, and whether its sync may be deferred.
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

  /**
   * Added to the length of a patch whose syncs must interrupt every CPU at once: those of {@link
   * StaticKey#FORCEFUL} keys.
   */
  static final int FORCE_IPI = 0x100;

  static final int BYTES = 64;
  private static final int ADDRESS = 0;
  private static final int LENGTH = 8;
  private static final int NEW = 16;
  private static final int OLD = 24;
  private static final int OPCODE = 32;
  private static final int DISPLACEMENT = 40;
  private static final int LENGTH_MASK = 0xff;

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
    return (int) f.load(element(f, index) + LENGTH, 8) & LENGTH_MASK;
  }

  static boolean forcesIpi(RoutineFrame f, long index) {
    return (f.load(element(f, index) + LENGTH, 8) & FORCE_IPI) != 0;
  }

  /** {@return the new bytes, first byte lowest} */
  static long newBytes(RoutineFrame f, long index) {
    return f.load(element(f, index) + NEW, 8);
  }

  static int opcode(RoutineFrame f, long index) {
    return (int) f.load(element(f, index) + OPCODE, 8);
  }

  static long displacement(RoutineFrame f, long index) {
    return f.load(element(f, index) + DISPLACEMENT, 8);
  }

  /**
   * __smp_text_poke_batch_add(): one element.
   *
   * @param length with {@link #FORCE_IPI} or without
   * @param newBytes first byte lowest
   * @param emulated what a CPU that hits the INT3 does meanwhile
   */
  static void write(
      RoutineFrame f, long index, long address, long length, long newBytes, Emulated emulated) {
    f.store(element(f, index) + ADDRESS, 8, address);
    f.store(element(f, index) + LENGTH, 8, length);
    f.store(element(f, index) + NEW, 8, newBytes);
    f.store(element(f, index) + OPCODE, 8, emulated.opcode());
    f.store(element(f, index) + DISPLACEMENT, 8, emulated.displacement());
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
