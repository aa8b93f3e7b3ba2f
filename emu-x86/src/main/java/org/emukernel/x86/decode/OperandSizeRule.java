package org.emukernel.x86.decode;

/**
 * How prefixes give the operand size in 64-bit mode. Source: SDM vol. 1, "Operand Size and Address
 * Size in 64-Bit Mode".
 */
enum OperandSizeRule {
  /** 4; 66 makes it 2, REX.W makes it 8. */
  NORMAL {
    @Override
    int bytes(boolean prefix66, boolean wide) {
      return wide ? 8 : prefix66 ? 2 : 4;
    }
  },
  /** 1 whatever the prefixes. */
  BYTE {
    @Override
    int bytes(boolean prefix66, boolean wide) {
      return 1;
    }
  },
  /** 8; 66 makes it 2: pushes, pops, ENTER, LEAVE. */
  DEFAULT_64 {
    @Override
    int bytes(boolean prefix66, boolean wide) {
      return prefix66 && !wide ? 2 : 8;
    }
  },
  /**
   * 8 whatever the prefixes: near branches as Intel's processors do them, moves of control
   * registers.
   */
  FORCED_64 {
    @Override
    int bytes(boolean prefix66, boolean wide) {
      return 8;
    }
  },
  /** 4; REX.W makes it 8: SYSRET and SYSEXIT. */
  AT_LEAST_32 {
    @Override
    int bytes(boolean prefix66, boolean wide) {
      return wide ? 8 : 4;
    }
  },
  /** 4 or 2: port input and output. */
  AT_MOST_32 {
    @Override
    int bytes(boolean prefix66, boolean wide) {
      return prefix66 && !wide ? 2 : 4;
    }
  };

  abstract int bytes(boolean prefix66, boolean wide);
}
