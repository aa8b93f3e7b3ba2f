package org.emukernel.x86.decode;

import org.emukernel.x86.decode.Operand.Mem;
import org.emukernel.x86.decode.Operand.Reg;

/**
 * One instruction being decoded: its bytes, what precedes the operands, and how operands are read
 * from them.
 */
final class Decoding {
  private static final int HIGHEST_SEGMENT = 5;
  private static final int HIGHEST_DEBUG = 7;
  private static final int CONTROL_REGISTERS = 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 8;
  private static final int NO_INDEX = 4;

  private final ByteCursor bytes;
  private final Prefixes prefixes;
  private Extension extension;
  private int opcode;
  private int modrm;
  private int operandSize;
  private boolean undefined;

  Decoding(ByteCursor bytes, Prefixes prefixes) {
    this.bytes = bytes;
    this.prefixes = prefixes;
    this.extension = Extension.ofRex(prefixes.rex());
  }

  ByteCursor bytes() {
    return bytes;
  }

  Prefixes prefixes() {
    return prefixes;
  }

  Extension extension() {
    return extension;
  }

  void extendBy(Extension vex) {
    extension = vex;
  }

  int nextOpcode() {
    opcode = bytes.next();
    return opcode;
  }

  int nextModRm() {
    modrm = bytes.next();
    return modrm;
  }

  void useOperandSize(int size) {
    operandSize = size;
  }

  int operandSize() {
    return operandSize;
  }

  int addressSize() {
    return prefixes.addressSize() ? 4 : 8;
  }

  boolean isMemory() {
    return modrm < 0xc0;
  }

  boolean isUndefined() {
    return undefined;
  }

  int rm() {
    return modrm & 7 | extension.b();
  }

  int reg() {
    return modrm >> 3 & 7 | extension.r();
  }

  int opcodeRegister() {
    return opcode & 7 | extension.b();
  }

  /** Without REX the byte registers 4 to 7 are AH to BH. */
  Reg gpr(int number, int size) {
    if (size == 1 && number >= 4 && number < 8 && prefixes.rex() == 0) {
      return new Reg(RegisterClass.GPR_HIGH8, number - 4, 1);
    }
    return new Reg(RegisterClass.GPR, number, size);
  }

  Reg vector(int number, int size) {
    return new Reg(RegisterClass.VECTOR, number, Math.max(size, 16));
  }

  /** REX.R does not extend segment registers. */
  Reg segment(int size) {
    int number = modrm >> 3 & 7;
    undefined |= number > HIGHEST_SEGMENT;
    return new Reg(RegisterClass.SEGMENT, number, size);
  }

  Reg control(int size) {
    undefined |= (CONTROL_REGISTERS >> reg() & 1) == 0;
    return new Reg(RegisterClass.CONTROL, reg(), size);
  }

  Reg debug(int size) {
    undefined |= reg() > HIGHEST_DEBUG;
    return new Reg(RegisterClass.DEBUG, reg(), size);
  }

  Mem based(int base, int size) {
    return new Mem(prefixes.segment(), base, Mem.NONE, 1, 0, size);
  }

  /** The address in the MOV forms A0 to A3: 8 bytes, or 4 zero-extended. */
  Mem absolute(int size) {
    return new Mem(
        prefixes.segment(), Mem.NONE, Mem.NONE, 1, bytes.nextUnsigned(addressSize()), size);
  }

  /** Source: SDM vol. 2A, tables 2-2 and 2-3, and "RIP-Relative Addressing". */
  Mem memory(int size) {
    int mod = modrm >> 6;
    if ((modrm & 7) == 4) {
      return indexed(mod, size);
    }
    if (mod == 0 && (modrm & 7) == 5) {
      return new Mem(prefixes.segment(), Mem.RIP, Mem.NONE, 1, bytes.nextSigned(4), size);
    }
    return new Mem(prefixes.segment(), rm(), Mem.NONE, 1, displacement(mod), size);
  }

  private Mem indexed(int mod, int size) {
    int sib = bytes.next();
    int index = sib >> 3 & 7 | extension.x();
    boolean baseless = mod == 0 && (sib & 7) == 5;
    int base = baseless ? Mem.NONE : sib & 7 | extension.b();
    long displacement = baseless ? bytes.nextSigned(4) : displacement(mod);
    return new Mem(
        prefixes.segment(),
        base,
        index == NO_INDEX ? Mem.NONE : index,
        1 << (sib >> 6),
        displacement,
        size);
  }

  private long displacement(int mod) {
    return switch (mod) {
      case 1 -> bytes.nextSigned(1);
      case 2 -> bytes.nextSigned(4);
      default -> 0;
    };
  }
}
