package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Reg;

/**
 * Segment descriptors of the GDT, and their fields. Source: SDM vol. 3A, "Segment Descriptors";
 * "Segment Descriptor Tables in IA-32e Mode".
 */
final class Descriptor {

  private static final int TABLE_INDICATOR = 4;

  private Descriptor() {}

  /**
   * {@return the descriptor of a selector that is not null}
   *
   * @param ext bit 0 of the error code
   */
  static long read(Core core, int selector, int ext) {
    if (!isInTable(core, selector, 8)) {
      throw core.generalProtection(selector & ~3 | ext);
    }
    return core.mmu.readSystem(core.reg(Reg.GDT_BASE) + (selector & ~7), 8);
  }

  /** {@return whether the GDT holds {@code size} bytes for a selector; there is no LDT} */
  static boolean isInTable(Core core, int selector, int size) {
    return (selector & TABLE_INDICATOR) == 0
        && (selector & ~7) + size - 1 <= core.reg(Reg.GDT_LIMIT);
  }

  static int dpl(long descriptor) {
    return (int) (descriptor >>> 45) & 3;
  }

  static boolean isPresent(long descriptor) {
    return (descriptor >>> 47 & 1) != 0;
  }

  static boolean isCode(long descriptor) {
    return (descriptor >>> 43 & 3) == 3;
  }

  /** {@return whether this is a code segment with L = 1 and D = 0} */
  static boolean isCode64(long descriptor) {
    return isCode(descriptor) && (descriptor >>> 53 & 3) == 1;
  }

  static boolean isConforming(long descriptor) {
    return isCode(descriptor) && (descriptor >>> 42 & 1) != 0;
  }

  static boolean isReadable(long descriptor) {
    boolean application = (descriptor >>> 44 & 1) != 0;
    return application && (!isCode(descriptor) || (descriptor >>> 41 & 1) != 0);
  }

  static boolean isWritableData(long descriptor) {
    return (descriptor >>> 43 & 3) == 2 && (descriptor >>> 41 & 1) != 0;
  }

  /** {@return the low 32 bits of the base} */
  static long base(long descriptor) {
    return descriptor >>> 16 & 0xff_ffff | descriptor >>> 32 & 0xff00_0000L;
  }

  /** {@return whether LSL finds a limit: code, data, LDT and 64-bit TSS} */
  static boolean hasLimit(long descriptor) {
    boolean application = (descriptor >>> 44 & 1) != 0;
    int type = (int) (descriptor >>> 40) & 0xf;
    return application || type == 2 || type == 9 || type == 0xb;
  }

  /** {@return the limit in bytes} */
  static long limit(long descriptor) {
    long limit = descriptor & 0xffff | descriptor >>> 32 & 0xf_0000;
    return (descriptor >>> 55 & 1) == 0 ? limit : limit << 12 | 0xfff;
  }
}
