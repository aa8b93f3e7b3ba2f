package org.emukernel.x86.exec;

import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.decode.RegisterClass;
import org.jspecify.annotations.Nullable;

/** Recognises the forms that have an op of their own. */
final class HotForms {

  private HotForms() {}

  /** {@return the op, or null if the instruction has none of its own} */
  static @Nullable Op make(Instruction instruction) {
    if (instruction.lock()) {
      return null;
    }
    return switch (instruction.operands().size()) {
      case 0 -> withoutOperand(instruction);
      case 1 -> withOne(instruction);
      case 2 -> withTwo(instruction);
      default -> null;
    };
  }

  private static @Nullable Op withoutOperand(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case RET -> new BranchOps.Return(instruction.length());
      case NOP -> new MoveOps.Nop(instruction.length());
      default -> null;
    };
  }

  private static @Nullable Op withOne(Instruction instruction) {
    Operand operand = instruction.operand(0);
    if (operand instanceof Operand.Rel rel) {
      return branch(instruction, rel.displacement());
    }
    if (!isGeneral(operand)) {
      return null;
    }
    Operand.Reg reg = (Operand.Reg) operand;
    int length = instruction.length();
    RegisterForm form = new RegisterForm(length, reg.size(), reg.number(), -1, 1);
    boolean wide = reg.size() >= 4;
    return switch (instruction.mnemonic()) {
      case PUSH -> reg.size() == 8 ? new MoveOps.Push(length, reg.number()) : null;
      case POP -> reg.size() == 8 ? new MoveOps.Pop(length, reg.number()) : null;
      case INC -> wide ? new RegisterOps.Inc(form) : null;
      case DEC -> wide ? new RegisterOps.Dec(form) : null;
      default -> null;
    };
  }

  private static @Nullable Op branch(Instruction instruction, long displacement) {
    int length = instruction.length();
    return switch (instruction.mnemonic()) {
      case JCC -> BranchOps.conditional(length, instruction.condition(), displacement);
      case JMP -> new BranchOps.Jump(length, displacement);
      case CALL -> new BranchOps.Call(length, displacement);
      default -> null;
    };
  }

  private static @Nullable Op withTwo(Instruction instruction) {
    Operand first = instruction.operand(0);
    Operand second = instruction.operand(1);
    if (isGeneral(first) && second instanceof Operand.Mem memory) {
      return fromMemory(instruction, (Operand.Reg) first, memory);
    }
    if (first instanceof Operand.Mem memory && isGeneral(second)) {
      return toMemory(instruction, memory, (Operand.Reg) second);
    }
    if (!isGeneral(first) || first.size() < 4) {
      return null;
    }
    Operand.Reg target = (Operand.Reg) first;
    if (second instanceof Operand.Imm imm) {
      return withImmediate(instruction, target, imm.value());
    }
    return isGeneral(second) ? betweenRegisters(instruction, target, (Operand.Reg) second) : null;
  }

  private static boolean isGeneral(Operand operand) {
    return operand instanceof Operand.Reg reg && reg.cls() == RegisterClass.GPR;
  }

  private static @Nullable Op withImmediate(
      Instruction instruction, Operand.Reg target, long value) {
    int length = instruction.length();
    RegisterForm form = new RegisterForm(length, target.size(), target.number(), -1, value);
    Mnemonic mnemonic = instruction.mnemonic();
    boolean plainCount = value > 0 && value < target.size() * 8;
    if (mnemonic == Mnemonic.SHL) {
      return plainCount ? new RegisterOps.Shl(form) : null;
    }
    if (mnemonic == Mnemonic.SHR) {
      return plainCount ? new RegisterOps.Shr(form) : null;
    }
    return arithmetic(mnemonic, form);
  }

  private static @Nullable Op betweenRegisters(
      Instruction instruction, Operand.Reg target, Operand.Reg source) {
    int length = instruction.length();
    if (instruction.mnemonic() == Mnemonic.MOVZX) {
      return new MoveOps.ZeroExtend(length, target.number(), source.number(), source.size());
    }
    if (source.size() != target.size()) {
      return null;
    }
    return arithmetic(
        instruction.mnemonic(),
        new RegisterForm(length, target.size(), target.number(), source.number(), 0));
  }

  private static @Nullable Op arithmetic(Mnemonic mnemonic, RegisterForm form) {
    return switch (mnemonic) {
      case ADD -> new RegisterOps.Add(form);
      case SUB -> new RegisterOps.Sub(form);
      case CMP -> new RegisterOps.Cmp(form);
      case AND -> new RegisterOps.And(form);
      case OR -> new RegisterOps.Or(form);
      case XOR -> new RegisterOps.Xor(form);
      case TEST -> new RegisterOps.Test(form);
      case MOV -> new RegisterOps.Mov(form);
      case IMUL -> new RegisterOps.Imul(form);
      default -> null;
    };
  }

  private static @Nullable Op fromMemory(
      Instruction instruction, Operand.Reg target, Operand.Mem memory) {
    if (target.size() < 4) {
      return null;
    }
    int length = instruction.length();
    Address address = new Address(memory, instruction.addressSize());
    return switch (instruction.mnemonic()) {
      case MOV, MOVZX ->
          memory.size() == 8
              ? new MoveOps.LoadLong(length, target.number(), address)
              : new MoveOps.Load(length, target.number(), address, memory.size());
      case LEA -> new MoveOps.Lea(length, target.number(), address, target.size());
      default -> null;
    };
  }

  private static @Nullable Op toMemory(
      Instruction instruction, Operand.Mem memory, Operand.Reg source) {
    if (instruction.mnemonic() != Mnemonic.MOV) {
      return null;
    }
    Address address = new Address(memory, instruction.addressSize());
    int length = instruction.length();
    return memory.size() == 8
        ? new MoveOps.StoreLong(length, source.number(), address)
        : new MoveOps.Store(length, source.number(), address, memory.size());
  }
}
