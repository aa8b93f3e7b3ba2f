package org.example.riscv;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Encodes the few instructions that entry code and the user program are made of. */
final class Assembler {

  static final int CSR_SSTATUS = 0x100;
  static final int CSR_SSCRATCH = 0x140;
  static final int CSR_SEPC = 0x141;
  static final int CSR_SCAUSE = 0x142;
  static final int CSR_STVAL = 0x143;

  private final long start;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Map<String, Long> labels = new HashMap<>();
  private final List<Fixup> fixups = new ArrayList<>();

  /** A branch whose target is not known yet; conditional ones have 13 bits, others 21. */
  private record Fixup(int at, String target, boolean isConditional) {}

  /* Code that will lie at an address. */
  Assembler(long start) {
    this.start = start;
  }

  long here() {
    return start + bytes.size();
  }

  Assembler label(String name) {
    if (labels.put(name, here()) != null) {
      throw new IllegalArgumentException("two labels " + name);
    }
    return this;
  }

  Map<String, Long> labels() {
    return labels;
  }

  Assembler word(int instruction) {
    for (int i = 0; i < 4; i++) {
      bytes.write(instruction >>> 8 * i);
    }
    return this;
  }

  Assembler raw(byte[] data) {
    bytes.writeBytes(data);
    return this;
  }

  static int i(int opcode, int funct3, int rd, int rs1, int imm) {
    return imm << 20 | rs1 << 15 | funct3 << 12 | rd << 7 | opcode;
  }

  static int s(int opcode, int funct3, int rs1, int rs2, int imm) {
    return imm >> 5 << 25 | rs2 << 20 | rs1 << 15 | funct3 << 12 | (imm & 31) << 7 | opcode;
  }

  static int b(int funct3, int rs1, int rs2, int offset) {
    return (offset >> 12 & 1) << 31
        | (offset >> 5 & 63) << 25
        | rs2 << 20
        | rs1 << 15
        | funct3 << 12
        | (offset >> 1 & 15) << 8
        | (offset >> 11 & 1) << 7
        | 0x63;
  }

  static int j(int rd, int offset) {
    return (offset >> 20 & 1) << 31
        | (offset >> 1 & 0x3ff) << 21
        | (offset >> 11 & 1) << 20
        | (offset >> 12 & 0xff) << 12
        | rd << 7
        | 0x6f;
  }

  Assembler ld(int rd, int offset, int rs1) {
    return word(i(0x03, 3, rd, rs1, offset));
  }

  Assembler sd(int rs2, int offset, int rs1) {
    return word(s(0x23, 3, rs1, rs2, offset));
  }

  Assembler addi(int rd, int rs1, int imm) {
    return word(i(0x13, 0, rd, rs1, imm));
  }

  Assembler andi(int rd, int rs1, int imm) {
    return word(i(0x13, 7, rd, rs1, imm));
  }

  Assembler lui(int rd, int imm20) {
    return word(imm20 << 12 | rd << 7 | 0x37);
  }

  Assembler csrrw(int rd, int csr, int rs1) {
    return word(i(0x73, 1, rd, rs1, csr));
  }

  Assembler csrrs(int rd, int csr, int rs1) {
    return word(i(0x73, 2, rd, rs1, csr));
  }

  Assembler csrrc(int rd, int csr, int rs1) {
    return word(i(0x73, 3, rd, rs1, csr));
  }

  Assembler csrrci(int rd, int csr, int bits) {
    return word(i(0x73, 7, rd, bits, csr));
  }

  Assembler beq(int rs1, int rs2, String target) {
    return branch(b(0, rs1, rs2, 0), target, true);
  }

  Assembler bne(int rs1, int rs2, String target) {
    return branch(b(1, rs1, rs2, 0), target, true);
  }

  Assembler blt(int rs1, int rs2, String target) {
    return branch(b(4, rs1, rs2, 0), target, true);
  }

  Assembler jump(String target) {
    return branch(j(0, 0), target, false);
  }

  private Assembler branch(int instruction, String target, boolean isConditional) {
    fixups.add(new Fixup(bytes.size(), target, isConditional));
    return word(instruction);
  }

  /* auipc and addi: an address that is known already or follows later in this code. */
  Assembler la(int rd, long address) {
    long offset = address - here();
    int high = (int) (offset + 0x800 >> 12);
    word(high << 12 | rd << 7 | 0x17);
    return addi(rd, rd, (int) (offset - ((long) high << 12)));
  }

  /* {@return the code} Labels of other code may be targets. */
  byte[] link(Map<String, Long> others) {
    byte[] code = bytes.toByteArray();
    for (Fixup fixup : fixups) {
      Long target = labels.getOrDefault(fixup.target(), others.get(fixup.target()));
      if (target == null) {
        throw new IllegalArgumentException("no label " + fixup.target());
      }
      int offset = (int) (target - (start + fixup.at()));
      int limit = fixup.isConditional() ? 1 << 12 : 1 << 20;
      if (offset < -limit || offset >= limit) {
        throw new IllegalArgumentException(fixup.target() + " is out of reach");
      }
      int bits = fixup.isConditional() ? b(0, 0, 0, offset) ^ 0x63 : j(0, offset) ^ 0x6f;
      for (int i = 0; i < 4; i++) {
        code[fixup.at() + i] |= (byte) (bits >>> 8 * i);
      }
    }
    return code;
  }
}
