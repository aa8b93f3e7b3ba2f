package org.emukernel.x86.tlb;

/**
 * The operands of one INVLPGB (AMD64 Architecture Programmer's Manual vol. 3, "INVLPGB").
 *
 * @param address rAX: address bits 63:12, below them which fields count
 * @param count ECX: how many further pages, bit 31 for steps of 2 MiB
 * @param context EDX: ASID in bits 15:0, PCID in bits 27:16
 */
public record Invlpgb(long address, int count, int context) {

  /** INVLPGB_COUNT_MAX of CPUID 8000_0008h: the count may be 0 to this; 7 as on Zen 3. */
  public static final int COUNT_MAX = 7;

  private static final int VALID_ADDRESS = 1;
  private static final int VALID_PCID = 1 << 1;
  private static final int VALID_ASID = 1 << 2;
  private static final int INCLUDE_GLOBAL = 1 << 3;
  private static final int FINAL_ONLY = 1 << 4;
  private static final int RESERVED_FLAGS = 0xfc0;
  private static final int RESERVED_CONTEXT = 0xf000_0000;
  private static final int COUNT = 0xffff;
  private static final int RESERVED_COUNT = 0x7fff_0000;
  private static final int PCID = 0xfff;
  private static final int LARGE_SHIFT = 21;
  private static final int SHIFT = 12;

  /** {@return pages of every PCID, global ones too (invlpgb_flush_addr_nosync())} */
  public static Invlpgb pages(long linear, int pages) {
    return new Invlpgb(linear & -4096L | VALID_ADDRESS | VALID_ASID | INCLUDE_GLOBAL, pages - 1, 0);
  }

  /** {@return everything, global translations too (invlpgb_flush_all())} */
  public static Invlpgb everything() {
    return new Invlpgb(VALID_ASID | INCLUDE_GLOBAL, 0, 0);
  }

  /** {@return whether the operands are allowed; else #GP(0)} ASID 0 is the host's, the only one. */
  public boolean isValid() {
    return (address & RESERVED_FLAGS) == 0
        && (context & RESERVED_CONTEXT) == 0
        && (context & 0xffff) == 0
        && (count & RESERVED_COUNT) == 0
        && (count & COUNT) <= COUNT_MAX
        && (hasAddress() || count == 0);
  }

  boolean hasAddress() {
    return (address & VALID_ADDRESS) != 0;
  }

  boolean hasPcid() {
    return (address & VALID_PCID) != 0;
  }

  boolean includesGlobal() {
    return (address & INCLUDE_GLOBAL) != 0;
  }

  boolean keepsStructures() {
    return (address & FINAL_ONLY) != 0;
  }

  int pcid() {
    return context >>> 16 & PCID;
  }

  int pages() {
    return (count & COUNT) + 1;
  }

  long page(int index) {
    return (address & -4096L) + ((long) index << (count < 0 ? LARGE_SHIFT : SHIFT));
  }
}
