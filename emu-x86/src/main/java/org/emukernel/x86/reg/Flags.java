package org.emukernel.x86.reg;

/**
 * Bits of RFLAGS. Source: SDM vol. 1, "EFLAGS Register"; vol. 3A, "System Flags and Fields in the
 * EFLAGS Register".
 */
public final class Flags {

  /** Carry. */
  public static final long CF = 1;

  /** Always 1. */
  public static final long FIXED = 1 << 1;

  /** Parity of the low byte. */
  public static final long PF = 1 << 2;

  /** Carry out of bit 3. */
  public static final long AF = 1 << 4;

  /** Zero. */
  public static final long ZF = 1 << 6;

  /** Sign. */
  public static final long SF = 1 << 7;

  /** Single step. */
  public static final long TF = 1 << 8;

  /** Maskable interrupts are taken. */
  public static final long IF = 1 << 9;

  /** String instructions go down. */
  public static final long DF = 1 << 10;

  /** Signed overflow. */
  public static final long OF = 1 << 11;

  /** I/O privilege level. */
  public static final long IOPL = 3 << 12;

  /** Nested task. */
  public static final long NT = 1 << 14;

  /** Resume. */
  public static final long RF = 1 << 16;

  /** Virtual 8086 mode. */
  public static final long VM = 1 << 17;

  /** Alignment check; lifts SMAP at CPL 0 to 2. */
  public static final long AC = 1 << 18;

  /** Virtual interrupt. */
  public static final long VIF = 1 << 19;

  /** Virtual interrupt pending. */
  public static final long VIP = 1 << 20;

  /** CPUID can be used. */
  public static final long ID = 1 << 21;

  /** The six that arithmetic sets. */
  public static final long STATUS = CF | PF | AF | ZF | SF | OF;

  /** Every bit that is not reserved, besides {@link #FIXED}. */
  public static final long DEFINED =
      STATUS | TF | IF | DF | IOPL | NT | RF | VM | AC | VIF | VIP | ID;

  private Flags() {}
}
