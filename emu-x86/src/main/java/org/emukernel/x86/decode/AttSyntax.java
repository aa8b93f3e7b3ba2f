package org.emukernel.x86.decode;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.emukernel.x86.decode.Operand.Imm;
import org.emukernel.x86.decode.Operand.Mem;
import org.emukernel.x86.decode.Operand.Reg;
import org.emukernel.x86.decode.Operand.Rel;

/**
 * Writes integer and system instructions as GNU objdump does by default (AT&T); others readably,
 * with the SDM's mnemonic. Families of undecoded instructions are followed by their opcode byte.
 */
final class AttSyntax {
  private static final String[] CONDITIONS = {
    "o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"
  };

  /** Names that AT&T spells differently from the SDM. */
  private static final Map<Mnemonic, String> NAMES =
      Map.ofEntries(
          entry(Mnemonic.CBW, "cbtw"),
          entry(Mnemonic.CWDE, "cwtl"),
          entry(Mnemonic.CDQE, "cltq"),
          entry(Mnemonic.CWD, "cwtd"),
          entry(Mnemonic.CDQ, "cltd"),
          entry(Mnemonic.CQO, "cqto"),
          entry(Mnemonic.CALL_FAR, "lcall"),
          entry(Mnemonic.JMP_FAR, "ljmp"),
          entry(Mnemonic.RET_FAR, "lret"),
          entry(Mnemonic.IRET, "iretw"),
          entry(Mnemonic.IRETD, "iret"));

  /** Instructions that take a size suffix when no register tells the size. */
  private static final Set<Mnemonic> SUFFIXED =
      EnumSet.of(
          Mnemonic.ADD,
          Mnemonic.OR,
          Mnemonic.ADC,
          Mnemonic.SBB,
          Mnemonic.AND,
          Mnemonic.SUB,
          Mnemonic.XOR,
          Mnemonic.CMP,
          Mnemonic.TEST,
          Mnemonic.MOV,
          Mnemonic.INC,
          Mnemonic.DEC,
          Mnemonic.NOT,
          Mnemonic.NEG,
          Mnemonic.MUL,
          Mnemonic.IMUL,
          Mnemonic.DIV,
          Mnemonic.IDIV,
          Mnemonic.ROL,
          Mnemonic.ROR,
          Mnemonic.RCL,
          Mnemonic.RCR,
          Mnemonic.SHL,
          Mnemonic.SHR,
          Mnemonic.SAR,
          Mnemonic.BT,
          Mnemonic.BTS,
          Mnemonic.BTR,
          Mnemonic.BTC,
          Mnemonic.NOP,
          Mnemonic.MOVS,
          Mnemonic.CMPS,
          Mnemonic.INS,
          Mnemonic.OUTS);

  private static final Set<Mnemonic> SCANS = EnumSet.of(Mnemonic.CMPS, Mnemonic.SCAS);
  private static final Set<Mnemonic> STRINGS =
      EnumSet.of(Mnemonic.MOVS, Mnemonic.STOS, Mnemonic.LODS, Mnemonic.INS, Mnemonic.OUTS);
  private static final Set<Mnemonic> INDIRECT =
      EnumSet.of(Mnemonic.CALL, Mnemonic.JMP, Mnemonic.CALL_FAR, Mnemonic.JMP_FAR);

  private static final Set<Mnemonic> COUNT_OR_PORT =
      EnumSet.of(
          Mnemonic.ROL,
          Mnemonic.ROR,
          Mnemonic.RCL,
          Mnemonic.RCR,
          Mnemonic.SHL,
          Mnemonic.SHR,
          Mnemonic.SAR,
          Mnemonic.INS,
          Mnemonic.OUTS);

  private AttSyntax() {}

  static String format(Instruction instruction) {
    StringBuilder text = new StringBuilder(prefixes(instruction)).append(name(instruction));
    List<String> operands = new ArrayList<>();
    for (Operand operand : instruction.operands()) {
      if (!isImpliedOne(instruction, operand)) {
        operands.add(operand(instruction, operand));
      }
    }
    if (instruction.mnemonic() != Mnemonic.ENTER) {
      Collections.reverse(operands);
    }
    if (!operands.isEmpty()) {
      text.append(' ').append(String.join(",", operands));
    }
    return text.toString();
  }

  /** The shift forms D0 and D1. */
  private static boolean isImpliedOne(Instruction instruction, Operand operand) {
    return operand instanceof Imm
        && instruction.opcodeMap() == 0
        && (instruction.opcode() & 0xfe) == 0xd0;
  }

  private static String prefixes(Instruction instruction) {
    String lock = instruction.lock() ? "lock " : "";
    return switch (instruction.rep()) {
      case NONE -> lock;
      case REPNE -> lock + (isBranch(instruction) ? "bnd " : "repnz ");
      case REP -> lock + (STRINGS.contains(instruction.mnemonic()) ? "rep " : "repz ");
    };
  }

  private static boolean isBranch(Instruction instruction) {
    return switch (instruction.mnemonic()) {
      case CALL, JMP, JCC, RET -> true;
      default -> false;
    };
  }

  private static String name(Instruction instruction) {
    Mnemonic mnemonic = instruction.mnemonic();
    int size = instruction.operandSize();
    return switch (mnemonic) {
      case JCC -> "j" + CONDITIONS[instruction.condition()];
      case SETCC -> "set" + CONDITIONS[instruction.condition()];
      case CMOVCC -> "cmov" + CONDITIONS[instruction.condition()];
      case MOVZX -> "movz" + suffix(instruction.operand(1).size()) + suffix(size);
      case MOVSX -> "movs" + suffix(instruction.operand(1).size()) + suffix(size);
      case MOVSXD -> size == 8 ? "movslq" : "movsxd";
      case CRC32 -> lower(mnemonic) + memorySuffix(instruction.operand(1));
      case PUSH, POP, PUSHF, POPF, ENTER, LEAVE -> lower(mnemonic) + stackSuffix(instruction);
      case JRCXZ -> instruction.addressSize() == 4 ? "jecxz" : "jrcxz";
      case MOV -> isMovabs(instruction) ? "movabs" : suffixed(instruction);
      case SYSRET, SYSEXIT -> lower(mnemonic) + suffix(size);
      case FXSAVE, FXRSTOR, XSAVE, XRSTOR, XSAVEOPT, XSAVEC, XSAVES, XRSTORS ->
          lower(mnemonic) + (size == 8 ? "64" : "");
      default -> isFamily(mnemonic) ? family(instruction) : suffixed(instruction);
    };
  }

  private static String memorySuffix(Operand source) {
    return source instanceof Mem ? suffix(source.size()) : "";
  }

  /** Nothing for the default of 8 bytes or where a register tells. */
  private static String stackSuffix(Instruction instruction) {
    boolean told =
        instruction.operandSize() == 8
            || instruction.operands().stream().anyMatch(AttSyntax::isGeneral);
    return told ? "" : "w";
  }

  private static boolean isGeneral(Operand operand) {
    return operand instanceof Reg reg && reg.cls() == RegisterClass.GPR;
  }

  private static boolean isFamily(Mnemonic mnemonic) {
    return mnemonic.name().startsWith("VEX_") || mnemonic.name().startsWith("EVEX_");
  }

  private static String family(Instruction instruction) {
    return String.format("%s_%02x", lower(instruction.mnemonic()), instruction.opcode());
  }

  /** An immediate or an address of 8 bytes. */
  private static boolean isMovabs(Instruction instruction) {
    boolean offset = instruction.opcode() >= 0xa0 && instruction.opcode() <= 0xa3;
    return offset && instruction.addressSize() == 8
        || instruction.operands().stream()
            .anyMatch(operand -> operand instanceof Imm && operand.size() == 8);
  }

  private static String suffixed(Instruction instruction) {
    Mnemonic mnemonic = instruction.mnemonic();
    String name = NAMES.getOrDefault(mnemonic, lower(mnemonic));
    return SUFFIXED.contains(mnemonic) && isSizeUntold(instruction)
        ? name + suffix(instruction.operandSize())
        : name;
  }

  /** A memory operand, and no register but the count of a shift or a port. */
  private static boolean isSizeUntold(Instruction instruction) {
    boolean memory = false;
    for (Operand operand : instruction.operands()) {
      if (operand instanceof Mem) {
        memory = true;
      } else if (operand instanceof Reg && !COUNT_OR_PORT.contains(instruction.mnemonic())) {
        return false;
      }
    }
    return memory;
  }

  private static String suffix(int size) {
    return switch (size) {
      case 1 -> "b";
      case 2 -> "w";
      case 4 -> "l";
      default -> "q";
    };
  }

  private static String lower(Mnemonic mnemonic) {
    return mnemonic.name().toLowerCase(Locale.ROOT);
  }

  private static String operand(Instruction instruction, Operand operand) {
    if (operand instanceof Imm imm) {
      return "$" + hex(imm.value() & mask(instruction));
    }
    if (operand instanceof Rel rel) {
      return rel.displacement() < 0
          ? ".-" + hex(-rel.displacement())
          : ".+" + hex(rel.displacement());
    }
    String star = INDIRECT.contains(instruction.mnemonic()) ? "*" : "";
    if (operand instanceof Reg reg) {
      boolean port = RegisterNames.isPort(instruction.mnemonic(), reg);
      return star + (port ? "(%dx)" : "%" + RegisterNames.of(reg));
    }
    return star + memory(instruction, (Mem) operand);
  }

  private static long mask(Instruction instruction) {
    return instruction.operandSize() == 8 ? -1 : (1L << instruction.operandSize() * Byte.SIZE) - 1;
  }

  private static String memory(Instruction instruction, Mem mem) {
    StringBuilder text = new StringBuilder();
    if (mem.segment() != Mem.NONE) {
      text.append('%').append(RegisterNames.segment(mem.segment())).append(':');
    } else if (isStringSource(instruction, mem)) {
      text.append("%ds:");
    }
    if (mem.base() == Mem.NONE && mem.index() == Mem.NONE) {
      return text.append(hex(mem.displacement())).toString();
    }
    if (mem.displacement() < 0) {
      text.append('-').append(hex(-mem.displacement()));
    } else if (mem.displacement() > 0 || mem.base() == Mem.RIP) {
      text.append(hex(mem.displacement()));
    }
    return text.append(registers(instruction.addressSize(), mem)).toString();
  }

  private static boolean isStringSource(Instruction instruction, Mem mem) {
    return switch (instruction.mnemonic()) {
      case MOVS, CMPS, LODS, OUTS, XLAT -> mem.segment() == Mem.NONE;
      default -> false;
    };
  }

  private static String registers(int addressSize, Mem mem) {
    StringBuilder text = new StringBuilder("(");
    if (mem.base() != Mem.NONE) {
      text.append('%').append(RegisterNames.address(mem.base(), addressSize));
    }
    if (mem.index() != Mem.NONE) {
      text.append(",%")
          .append(RegisterNames.address(mem.index(), addressSize))
          .append(',')
          .append(mem.scale());
    }
    return text.append(')').toString();
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
