package org.emukernel.x86.decode;

/**
 * How prefixes give the operand size in 64-bit mode; REX.W wins over 66. Source: SDM vol. 1,
 * "Operand Size and Address Size in 64-Bit Mode".
 */
enum OperandSizeRule {
  /** 4; 66 makes it 2, REX.W makes it 8. */
  NORMAL(4, 2, 8),
  /** 1 whatever the prefixes. */
  BYTE(1, 1, 1),
  /** 8; 66 makes it 2: pushes, pops, ENTER, LEAVE. */
  DEFAULT_64(8, 2, 8),
  /**
   * 8 whatever the prefixes: near branches as Intel's processors do them, moves of control
   * registers.
   */
  FORCED_64(8, 8, 8),
  /** 4; REX.W makes it 8: SYSRET and SYSEXIT. */
  AT_LEAST_32(4, 4, 8),
  /** 4 or 2: port input and output. */
  AT_MOST_32(4, 2, 4);

  private final int plain;
  private final int with66;
  private final int withRexW;

  OperandSizeRule(int plain, int with66, int withRexW) {
    this.plain = plain;
    this.with66 = with66;
    this.withRexW = withRexW;
  }

  /** {@return the size in bytes without either prefix} */
  int plain() {
    return plain;
  }

  /** {@return the size in bytes with a 66 and no REX.W} */
  int with66() {
    return with66;
  }

  /** {@return the size in bytes with REX.W} */
  int withRexW() {
    return withRexW;
  }
}
