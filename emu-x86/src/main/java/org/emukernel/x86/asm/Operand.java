package org.emukernel.x86.asm;

import org.jspecify.annotations.Nullable;

/** An operand of an instruction. */
sealed interface Operand {

  /** {@return how AT&amp;T syntax would name this kind, for messages} */
  String describe();

  /** A register. */
  record Reg(Register register) implements Operand {
    @Override
    public String describe() {
      return "%" + register.name();
    }
  }

  /** An immediate: {@code $value}. */
  record Imm(Expression value) implements Operand {
    @Override
    public String describe() {
      return value.isConstant() ? "$0x" + Long.toHexString(value.constant()) : "$symbol";
    }
  }

  /**
   * A memory operand: {@code segment:displacement(base,index,scale)}. A bare symbol or number is
   * one too, as is a branch target.
   */
  record Mem(
      @Nullable Register segment,
      Expression displacement,
      @Nullable Register base,
      @Nullable Register index,
      int scale)
      implements Operand {

    boolean isBare() {
      return segment == null && base == null && index == null;
    }

    boolean isRipRelative() {
      return base != null && base.kind() == Register.Kind.RIP;
    }

    @Override
    public String describe() {
      return isBare() ? "symbol" : "memory";
    }
  }

  /** An indirect branch target: {@code *operand}. */
  record Indirect(Operand target) implements Operand {
    @Override
    public String describe() {
      return "*" + target.describe();
    }
  }
}
