package org.example.riscv;

import java.io.Serial;

/** A synchronous exception of the step under way; one object for each hart, without a stack. */
final class Trap extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  static final int INSTRUCTION_ACCESS = 1;
  static final int ILLEGAL = 2;
  static final int LOAD_MISALIGNED = 4;
  static final int LOAD_ACCESS = 5;
  static final int ECALL_U = 8;
  static final int INSTRUCTION_PAGE = 12;
  static final int LOAD_PAGE = 13;
  static final int STORE_PAGE = 15;

  private int code;
  private long value;

  Trap() {
    super(null, null, false, false);
  }

  /* {@return this exception with another content} */
  Trap of(int newCode, long newValue) {
    code = newCode;
    value = newValue;
    return this;
  }

  int code() {
    return code;
  }

  long value() {
    return value;
  }

  @Override
  public String getMessage() {
    return String.format("exception %d at 0x%x", code, value);
  }
}
