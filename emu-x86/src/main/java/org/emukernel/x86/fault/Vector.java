package org.emukernel.x86.fault;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The exceptions of the processor that the machine can raise (SDM vol. 3A, "Exceptions and
 * Interrupts", table "Protected-Mode Exceptions and Interrupts").
 */
public enum Vector {
  /** Divide error. */
  DE(0, "#DE", ErrorCode.NONE),
  /** Debug exception. */
  DB(1, "#DB", ErrorCode.NONE),
  /** Non-maskable interrupt. */
  NMI(2, "NMI", ErrorCode.NONE),
  /** Breakpoint. */
  BP(3, "#BP", ErrorCode.NONE),
  /** Overflow. */
  OF(4, "#OF", ErrorCode.NONE),
  /** BOUND range exceeded. */
  BR(5, "#BR", ErrorCode.NONE),
  /** Invalid opcode. */
  UD(6, "#UD", ErrorCode.NONE),
  /** Device not available. */
  NM(7, "#NM", ErrorCode.NONE),
  /** Double fault; its error code is always 0. */
  DF(8, "#DF", ErrorCode.PUSHED),
  /** Invalid TSS. */
  TS(10, "#TS", ErrorCode.PUSHED),
  /** Segment not present. */
  NP(11, "#NP", ErrorCode.PUSHED),
  /** Stack-segment fault. */
  SS(12, "#SS", ErrorCode.PUSHED),
  /** General protection. */
  GP(13, "#GP", ErrorCode.PUSHED),
  /** Page fault. */
  PF(14, "#PF", ErrorCode.PUSHED),
  /** x87 floating-point error. */
  MF(16, "#MF", ErrorCode.NONE),
  /** Alignment check; its error code is always 0. */
  AC(17, "#AC", ErrorCode.PUSHED),
  /** Machine check. */
  MC(18, "#MC", ErrorCode.NONE),
  /** SIMD floating-point exception. */
  XM(19, "#XM", ErrorCode.NONE);

  private enum ErrorCode {
    NONE,
    PUSHED
  }

  private final int number;
  private final String mnemonic;
  private final ErrorCode errorCode;

  Vector(int number, String mnemonic, ErrorCode errorCode) {
    this.number = number;
    this.mnemonic = mnemonic;
    this.errorCode = errorCode;
  }

  /** {@return the exception of a number, if it is one} */
  public static Optional<Vector> of(int number) {
    return Stream.of(values()).filter(vector -> vector.number == number).findFirst();
  }

  /**
   * {@return whether a number is that of an exception whose handler returns to the instruction that
   * raised it, or cannot return}
   */
  public static boolean isFault(int number) {
    return number <= XM.number
        && number != DB.number
        && number != NMI.number
        && number != BP.number
        && number != OF.number
        && number != MC.number;
  }

  /** {@return the index into the IDT} */
  public int number() {
    return number;
  }

  /** {@return the name as the SDM prints it, such as {@code #PF}} */
  public String mnemonic() {
    return mnemonic;
  }

  /** {@return whether delivery pushes an error code} */
  public boolean hasErrorCode() {
    return errorCode == ErrorCode.PUSHED;
  }
}
