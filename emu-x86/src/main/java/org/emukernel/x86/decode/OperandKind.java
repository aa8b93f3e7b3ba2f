package org.emukernel.x86.decode;

import org.emukernel.x86.decode.Operand.Imm;
import org.emukernel.x86.decode.Operand.Mem;
import org.emukernel.x86.decode.Operand.Reg;
import org.emukernel.x86.decode.Operand.Rel;

/**
 * Where an operand comes from: the letters of operand codes. Source: SDM vol. 2D, A.2.1 "Codes for
 * Addressing Method"; A, K, L, R, T and F are this table's own.
 */
enum OperandKind {
  /** Accumulator. */
  A(Needs.NOTHING, (d, size) -> new Reg(RegisterClass.GPR, 0, size)),
  /** General register VEX.vvvv. */
  B(Needs.NOTHING, (d, size) -> d.gpr(d.extension().vvvv(), size)),
  C(Needs.MODRM, (d, size) -> d.control(size)),
  CL(Needs.NOTHING, (d, size) -> new Reg(RegisterClass.GPR, 1, 1)),
  D(Needs.MODRM, (d, size) -> d.debug(size)),
  DX(Needs.NOTHING, (d, size) -> new Reg(RegisterClass.GPR, 2, 2)),
  E(Needs.MODRM, (d, size) -> d.isMemory() ? d.memory(size) : d.gpr(d.rm(), size)),
  F(Needs.NOTHING, (d, size) -> new Reg(RegisterClass.MASK, d.extension().vvvv() & 7, size)),
  FS(Needs.NOTHING, (d, size) -> new Reg(RegisterClass.SEGMENT, 4, 2)),
  G(Needs.MODRM, (d, size) -> d.gpr(d.reg(), size)),
  GS(Needs.NOTHING, (d, size) -> new Reg(RegisterClass.SEGMENT, 5, 2)),
  H(Needs.NOTHING, (d, size) -> d.vector(d.extension().vvvv(), size)),
  /** Unsigned immediate of the operand code's own size. */
  I_UNSIGNED(Needs.NOTHING, (d, size) -> new Imm(d.bytes().nextUnsigned(size), size)),
  I_SIGNED(Needs.NOTHING, (d, size) -> new Imm(d.bytes().nextSigned(size), size)),
  /** The 1 of the short shift forms. */
  I_ONE(Needs.NOTHING, (d, size) -> new Imm(1, 1)),
  J(Needs.NOTHING, (d, size) -> new Rel(d.bytes().nextSigned(size), size)),
  K(Needs.MODRM, (d, size) -> new Reg(RegisterClass.MASK, d.reg() & 7, size)),
  /** Vector register in an immediate byte's high half. */
  L(Needs.NOTHING, (d, size) -> d.vector(d.bytes().next() >> 4, size)),
  M(Needs.MEMORY, Decoding::memory),
  N(Needs.REGISTER, (d, size) -> new Reg(RegisterClass.MMX, d.rm() & 7, 8)),
  O(Needs.NOTHING, Decoding::absolute),
  P(Needs.MODRM, (d, size) -> new Reg(RegisterClass.MMX, d.reg() & 7, 8)),
  Q(Needs.MODRM, (d, size) -> d.isMemory() ? d.memory(size) : N.read(d, size)),
  R(Needs.REGISTER, (d, size) -> d.gpr(d.rm(), size)),
  S(Needs.MODRM, (d, size) -> d.segment(size)),
  ST0(Needs.NOTHING, (d, size) -> new Reg(RegisterClass.X87, 0, 10)),
  STI(Needs.MODRM, (d, size) -> new Reg(RegisterClass.X87, d.rm() & 7, 10)),
  T(
      Needs.MODRM,
      (d, size) -> d.isMemory() ? d.memory(size) : new Reg(RegisterClass.MASK, d.rm() & 7, size)),
  U(Needs.REGISTER, (d, size) -> d.vector(d.rm(), size)),
  V(Needs.MODRM, (d, size) -> d.vector(d.reg(), size)),
  W(Needs.MODRM, (d, size) -> d.isMemory() ? d.memory(size) : d.vector(d.rm(), size)),
  /** String source, RSI. */
  X(Needs.NOTHING, (d, size) -> d.based(6, size)),
  /** The table of XLAT: RBX; the instruction adds AL. */
  XLATB(Needs.NOTHING, (d, size) -> d.based(3, 1)),
  /** String destination, ES:RDI. */
  Y(Needs.NOTHING, (d, size) -> new Mem(0, 7, Mem.NONE, 1, 0, size)),
  Z(Needs.NOTHING, (d, size) -> d.gpr(d.opcodeRegister(), size));

  /** What the operand asks of the ModRM byte. */
  enum Needs {
    NOTHING,
    MODRM,
    MEMORY,
    REGISTER
  }

  @FunctionalInterface
  private interface Reader {
    Operand read(Decoding decoding, int size);
  }

  private final Needs needs;
  private final Reader reader;

  OperandKind(Needs needs, Reader reader) {
    this.needs = needs;
    this.reader = reader;
  }

  Needs needs() {
    return needs;
  }

  Operand read(Decoding decoding, int size) {
    return reader.read(decoding, size);
  }
}
