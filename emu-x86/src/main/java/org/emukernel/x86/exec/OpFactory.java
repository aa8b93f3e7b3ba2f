package org.emukernel.x86.exec;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.decode.RegisterClass;
import org.jspecify.annotations.Nullable;

/**
 * Turns decoded instructions into {@link Op}s: one of its own for the forms that programs run most,
 * a {@link GeneralOp} for the rest.
 */
final class OpFactory {

  private OpFactory() {}

  /**
   * Makes the op of an instruction that is not truncated.
   *
   * @param code its bytes, from {@code offset}
   */
  static Op make(Instruction instruction, byte[] code, int offset) {
    Mnemonic mnemonic = instruction.mnemonic();
    int length = instruction.length();
    if (mnemonic == Mnemonic.TOO_LONG) {
      return new TooLongOp(length);
    }
    Action action = ActionTable.of(mnemonic);
    if (action == null || !hasKnownOperands(instruction)) {
      return isRoutineSlot(instruction) ? slot(instruction) : undefined(instruction, code, offset);
    }
    Op own = HotForms.make(instruction);
    return own != null
        ? own
        : new GeneralOp(
            instruction,
            places(instruction),
            action(instruction, action),
            DataInstructions.reach(instruction));
  }

  private static Op undefined(Instruction instruction, byte[] code, int offset) {
    int length = Math.max(instruction.length(), 1);
    String bytes = HexFormat.ofDelimiter(" ").formatHex(code, offset, offset + length);
    Mnemonic mnemonic = instruction.mnemonic();
    return new UndefinedOp(length, mnemonic.isDecoded() ? mnemonic + " (" + bytes + ")" : bytes);
  }

  /* Without prefixes, base RAX, a 32-bit displacement and EAX as register: 0F B9 80 imm32. */
  private static boolean isRoutineSlot(Instruction instruction) {
    return instruction.mnemonic() == Mnemonic.UD1
        && instruction.length() == RoutineSlotOp.LENGTH
        && instruction.rex() == 0
        && !instruction.lock()
        && slotMemory(instruction) != null;
  }

  private static Operand.@Nullable Mem slotMemory(Instruction instruction) {
    boolean eax = false;
    Operand.Mem memory = null;
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Mem mem
          && mem.base() == 0
          && mem.index() == Operand.Mem.NONE) {
        memory = mem;
      } else if (operand instanceof Operand.Reg reg) {
        eax = reg.number() == 0 && reg.size() == 4;
      }
    }
    return eax ? memory : null;
  }

  private static Op slot(Instruction instruction) {
    Operand.Mem memory = slotMemory(instruction);
    return memory == null
        ? new UndefinedOp(instruction.length(), "ud1")
        : new RoutineSlotOp((int) memory.displacement());
  }

  private static boolean hasKnownOperands(Instruction instruction) {
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Operand.Reg reg && !isKnown(reg.cls())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isKnown(RegisterClass cls) {
    return switch (cls) {
      case GPR, GPR_HIGH8, SEGMENT, CONTROL, DEBUG -> true;
      default -> false;
    };
  }

  /* MOV has its own rules where a segment register takes part. */
  private static Action action(Instruction instruction, Action usual) {
    if (instruction.mnemonic() == Mnemonic.MOV) {
      if (isSegment(instruction.operand(0))) {
        return DescriptorActions::moveToSegment;
      }
      if (isSegment(instruction.operand(1))) {
        return DescriptorActions::moveFromSegment;
      }
    }
    return usual;
  }

  private static boolean isSegment(Operand operand) {
    return operand instanceof Operand.Reg reg && reg.cls() == RegisterClass.SEGMENT;
  }

  private static List<Place> places(Instruction instruction) {
    List<Place> places = new ArrayList<>();
    for (Operand operand : instruction.operands()) {
      places.add(place(instruction, operand));
    }
    return places;
  }

  private static Place place(Instruction instruction, Operand operand) {
    if (operand instanceof Operand.Imm imm) {
      return new ImmediatePlace(imm.value());
    }
    if (operand instanceof Operand.Rel rel) {
      return new ImmediatePlace(rel.displacement());
    }
    if (operand instanceof Operand.Reg reg) {
      return register(reg);
    }
    Operand.Mem memory = (Operand.Mem) operand;
    Address address = new Address(memory, instruction.addressSize());
    boolean locks = instruction.lock() || instruction.mnemonic() == Mnemonic.XCHG;
    return locks
        ? new LockedPlace(address, memory.size())
        : new MemoryPlace(address, memory.size());
  }

  private static Place register(Operand.Reg reg) {
    return switch (reg.cls()) {
      case GPR -> new RegisterPlace(reg.number(), reg.size());
      case GPR_HIGH8 -> new HighBytePlace(reg.number());
      case SEGMENT -> new SegmentPlace(reg.number());
      case CONTROL -> new ControlPlace(reg.number());
      case DEBUG -> new DebugPlace(reg.number());
      default -> throw new IllegalArgumentException("no operand of integer instructions: " + reg);
    };
  }
}
