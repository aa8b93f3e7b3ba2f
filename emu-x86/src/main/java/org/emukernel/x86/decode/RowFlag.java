package org.emukernel.x86.decode;

import java.util.Locale;

/** The flags of a table row, spelled there in lower case. */
enum RowFlag {
  /** LOCK is allowed with a memory destination. */
  LOCK,
  /** The opcode's low four bits are a condition. */
  CC,
  /** Operand size 64 by default. */
  D64,
  /** Operand size 64 always. */
  F64,
  /** Operand size 32 at most. */
  O32,
  /** Operand size 32, with REX.W 64. */
  Y32,
  /** ModRM names registers whatever its mod. */
  REG,
  /** A VEX form has the same operands. */
  V,
  /** A VEX form has VEX.vvvv as second operand. */
  V3,
  /** As V3 register to register, as V with memory. */
  VS,
  /** A VEX form has VEX.vvvv as first operand. */
  VD;

  static RowFlag parse(String token) {
    return valueOf(token.toUpperCase(Locale.ROOT));
  }
}
