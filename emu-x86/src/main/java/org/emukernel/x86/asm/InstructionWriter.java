package org.emukernel.x86.asm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes one instruction; SDM vol. 2, "Instruction Format". */
final class InstructionWriter {
  private final Form form;
  private final int size;
  private final List<Operand> operands;
  private final List<Integer> prefixes;
  private final List<Fixup> fixups = new ArrayList<>();
  private final CodeBuffer out = new CodeBuffer();

  private Operand.@Nullable Mem memory;
  private @Nullable Register rm;
  private int reg;
  private @Nullable Register opcodeRegister;

  InstructionWriter(Encoder.Choice choice, List<Operand> operands, List<Integer> prefixes) {
    this.form = choice.form();
    this.size = choice.size();
    this.operands = operands;
    this.prefixes = prefixes;
  }

  Encoder.Encoding write() {
    reg = Math.max(0, form.extension());
    for (int i = 0; i < operands.size(); i++) {
      assign(form.operands().get(i), operands.get(i));
    }
    writePrefixes();
    writeOpcode();
    if (form.hasModRm()) {
      writeModRm();
    }
    for (int i = 0; i < operands.size(); i++) {
      writeImmediate(form.operands().get(i), operands.get(i));
    }
    return new Encoder.Encoding(out.toByteArray(), fixups);
  }

  private void assign(OperandKind kind, Operand operand) {
    Operand encoded = operand instanceof Operand.Indirect to ? to.target() : operand;
    if (encoded instanceof Operand.Mem mem && kind.slot() == OperandKind.Slot.MODRM_RM) {
      memory = mem;
    } else if (encoded instanceof Operand.Reg named) {
      assign(kind.slot(), named.register());
    }
  }

  private void assign(OperandKind.Slot slot, Register register) {
    switch (slot) {
      case MODRM_REG -> reg = register.number();
      case MODRM_RM -> rm = register;
      case MODRM_BOTH -> {
        reg = register.number();
        rm = register;
      }
      case OPCODE -> opcodeRegister = register;
      case IMMEDIATE, NONE -> {}
    }
  }

  /** GNU as's order: segment, address size, operand size, REP, LOCK, REX. */
  private void writePrefixes() {
    if (memory != null && memory.segment() != null) {
      out.write(segmentPrefix(memory.segment()));
    }
    if (memory != null && hasSize32(memory)) {
      out.write(0x67);
    }
    if (size == 16 || form.mandatoryPrefix() == 0x66) {
      out.write(0x66);
    }
    prefixes.stream().filter(p -> p != 0xf0).forEach(out::write);
    if (form.mandatoryPrefix() >= 0xf2) {
      out.write(form.mandatoryPrefix());
    }
    prefixes.stream().filter(p -> p == 0xf0).forEach(out::write);
    writeRex();
  }

  private static boolean hasSize32(Operand.Mem mem) {
    return mem.base() != null && mem.base().size() == 32
        || mem.index() != null && mem.index().size() == 32;
  }

  private static int segmentPrefix(Register segment) {
    int[] byNumber = {0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65};
    return byNumber[segment.number()];
  }

  private void writeRex() {
    boolean w = form.rexW() == Form.RexW.ALWAYS || form.rexW() == Form.RexW.BY_SIZE && size == 64;
    int rex = (w ? 8 : 0) | (reg >= 8 ? 4 : 0) | (isExtended(index()) ? 2 : 0);
    rex |= isExtended(base()) ? 1 : 0;
    boolean high = false;
    boolean needed = rex != 0;
    for (Operand operand : operands) {
      if (operand instanceof Operand.Reg named) {
        high |= named.register().kind() == Register.Kind.HIGH_BYTE;
        needed |= named.register().needsRex();
      }
    }
    if (high && needed) {
      throw new AssemblyException("ah, ch, dh and bh cannot be used beside a REX prefix");
    }
    if (needed) {
      out.write(0x40 | rex);
    }
  }

  private @Nullable Register index() {
    return memory == null ? null : memory.index();
  }

  /** {@return the register that REX.B extends} */
  private @Nullable Register base() {
    if (opcodeRegister != null) {
      return opcodeRegister;
    }
    return memory == null ? rm : memory.base();
  }

  private static boolean isExtended(@Nullable Register register) {
    return register != null && register.number() >= 8;
  }

  private void writeOpcode() {
    byte[] opcode = form.opcode();
    for (int i = 0; i < opcode.length - 1; i++) {
      out.write(opcode[i]);
    }
    int last = opcode[opcode.length - 1];
    out.write(opcodeRegister == null ? last : last + (opcodeRegister.number() & 7));
  }

  private void writeModRm() {
    if (memory == null) {
      int number = rm == null ? 0 : rm.number();
      out.write(0xc0 | (reg & 7) << 3 | number & 7);
    } else if (memory.isRipRelative()) {
      out.write((reg & 7) << 3 | 5);
      writeRipDisplacement(memory.displacement());
    } else {
      writeAddress(memory);
    }
  }

  private void writeRipDisplacement(Expression displacement) {
    if (displacement.isConstant()) {
      out.writeLong(displacement.constant());
      return;
    }
    int behind = Integer.BYTES + immediateBytes();
    fixups.add(new Fixup(out.size(), Fixup.Kind.PC_LONG, displacement.plus(-behind)));
    out.writeLong(0);
  }

  private void writeAddress(Operand.Mem mem) {
    Register base = mem.base();
    int mod = displacementMode(mem);
    boolean sib = base == null || mem.index() != null || (base.number() & 7) == 4;
    int low = sib ? 4 : base.number() & 7;
    out.write(mod << 6 | (reg & 7) << 3 | low);
    if (sib) {
      int index = mem.index() == null ? 4 : mem.index().number() & 7;
      int baseBits = base == null ? 5 : base.number() & 7;
      out.write(Integer.numberOfTrailingZeros(mem.scale()) << 6 | index << 3 | baseBits);
    }
    writeDisplacement(mem, mod);
  }

  /** {@return ModRM.mod: 0 none (or 32 bits without a base), 1 eight bits, 2 thirty-two} */
  private static int displacementMode(Operand.Mem mem) {
    Expression displacement = mem.displacement();
    Register base = mem.base();
    if (base == null) {
      return 0;
    }
    if (!displacement.isConstant()) {
      return 2;
    }
    long value = displacement.constant();
    if (value == 0 && (base.number() & 7) != 5) {
      return 0;
    }
    return value == (byte) value ? 1 : 2;
  }

  private void writeDisplacement(Operand.Mem mem, int mod) {
    Expression displacement = mem.displacement();
    if (mod == 1) {
      out.write((int) displacement.constant());
    } else if (mod == 2 || mem.base() == null) {
      if (!displacement.isConstant()) {
        fixups.add(new Fixup(out.size(), Fixup.Kind.LONG_SIGNED, displacement));
      }
      out.writeLong(displacement.isConstant() ? displacement.constant() : 0);
    }
  }

  private int immediateBytes() {
    int bits = 0;
    for (OperandKind kind : form.operands()) {
      bits += kind.slot() == OperandKind.Slot.IMMEDIATE ? immediateBits(kind) : 0;
    }
    return bits / Byte.SIZE;
  }

  private int immediateBits(OperandKind kind) {
    return kind.size() != 0 ? kind.size() : Math.min(size, Integer.SIZE);
  }

  private void writeImmediate(OperandKind kind, Operand operand) {
    if (kind.slot() != OperandKind.Slot.IMMEDIATE) {
      return;
    }
    int bits = immediateBits(kind);
    if (operand instanceof Operand.Mem target) {
      Fixup.Kind branch = bits == Byte.SIZE ? Fixup.Kind.PC_BYTE : Fixup.Kind.BRANCH_LONG;
      writeField(bits, branch, target.displacement().plus(-branch.size()));
    } else if (operand instanceof Operand.Imm imm) {
      Fixup.Kind data = Fixup.Kind.data(bits / Byte.SIZE);
      boolean signed = bits == Integer.SIZE && size == Long.SIZE;
      writeField(bits, signed ? Fixup.Kind.LONG_SIGNED : data, imm.value());
    }
  }

  private void writeField(int bits, Fixup.Kind kind, Expression value) {
    boolean known = value.isConstant() && !kind.isPcRelative();
    if (!known) {
      fixups.add(new Fixup(out.size(), kind, value));
    }
    out.writeField(bits / Byte.SIZE, known ? value.constant() : 0);
  }
}
