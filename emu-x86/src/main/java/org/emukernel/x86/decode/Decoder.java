package org.emukernel.x86.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.emukernel.x86.decode.Instruction.Attributes;
import org.emukernel.x86.decode.Instruction.Opcode;
import org.jspecify.annotations.Nullable;

/**
 * Decodes instructions of 64-bit mode. Stateless; one may serve all threads.
 *
 * <p>Every instruction of the one-byte, 0F, 0F38 and 0F3A maps gets its length. Integer, system,
 * x87, MMX, SSE and AVX instructions get mnemonic and operands; other VEX instructions and all EVEX
 * instructions get the name of their map and no operands, and so do undefined encodings among them.
 * Whether a processor has the feature that an instruction belongs to is for the execution to ask.
 *
 * <p>Source: SDM vol. 2A, "Instruction Format"; vol. 2D, appendix A "Opcode Map". Where Intel and
 * AMD differ, Intel: near branches ignore the 66 prefix, SYSENTER exists.
 */
public final class Decoder {
  /** Longest instruction that a processor accepts, bytes; more is a #GP(0). */
  public static final int MAX_LENGTH = 15;

  private static final Attributes NO_ATTRIBUTES = new Attributes(4, 8, 0, false, Rep.NONE);

  private final OpcodeTable table = OpcodeTable.standard();

  /**
   * Decodes the instruction at {@code code[offset]}; never fails on any bytes.
   *
   * @param limit index after the last byte that may be looked at
   * @return the instruction; or {@link Mnemonic#INVALID} with the bytes looked at as length, {@link
   *     Mnemonic#TRUNCATED} if it goes beyond {@code limit}, {@link Mnemonic#TOO_LONG} if beyond
   *     {@link #MAX_LENGTH} bytes
   * @throws IndexOutOfBoundsException unless {@code 0 <= offset <= limit <= code.length}
   */
  public Instruction decode(byte[] code, int offset, int limit) {
    Objects.checkFromToIndex(offset, limit, code.length);
    ByteCursor bytes = new ByteCursor(code, offset, Math.min(limit, offset + MAX_LENGTH));
    Instruction instruction = decode(bytes);
    if (bytes.isOverrun()) {
      return failure(limit - offset < MAX_LENGTH ? Mnemonic.TRUNCATED : Mnemonic.TOO_LONG, bytes);
    }
    return instruction;
  }

  /**
   * {@return the length of the instruction at {@code code[offset]}, as {@link Instruction#length()}
   * gives it}
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= offset <= limit <= code.length}
   */
  public static int length(byte[] code, int offset, int limit) {
    return new Decoder().decode(code, offset, limit).length();
  }

  private Instruction decode(ByteCursor bytes) {
    Decoding decoding = new Decoding(bytes, Prefixes.read(bytes));
    int first = decoding.nextOpcode();
    return switch (first) {
      case 0x0f -> decodeEscaped(decoding);
      case 0x62 -> decodeEvex(decoding);
      case 0xc4, 0xc5 -> decodeVex(decoding, first);
      default -> decodeLegacy(decoding, 0, first);
    };
  }

  private Instruction decodeEscaped(Decoding decoding) {
    int second = decoding.nextOpcode();
    return switch (second) {
      case 0x38 -> decodeLegacy(decoding, 2, decoding.nextOpcode());
      case 0x3a -> decodeLegacy(decoding, 3, decoding.nextOpcode());
      default -> decodeLegacy(decoding, 1, second);
    };
  }

  private Instruction decodeLegacy(Decoding decoding, int map, int opcode) {
    OpcodeTable.Cell cell = table.cell(Encoding.LEGACY, map, opcode);
    if (cell == null) {
      return failure(Mnemonic.INVALID, decoding.bytes());
    }
    return decodeRow(decoding, cell, Encoding.LEGACY, map, opcode, decoding.prefixes().mandatory());
  }

  /** C5 carries R, vvvv, L, pp for map 0F; C4 also X, B, W and the map. */
  private Instruction decodeVex(Decoding decoding, int first) {
    int map = 1;
    int last = decoding.bytes().next();
    Extension extension = Extension.ofVex2(last);
    if (first == 0xc4) {
      int middle = last;
      map = middle & 0x1f;
      last = decoding.bytes().next();
      extension = Extension.ofVex3(middle, last);
    }
    if (decoding.prefixes().forbidsVex() || map < 1 || map > 3) {
      return failure(Mnemonic.INVALID, decoding.bytes());
    }
    decoding.extendBy(extension);
    int opcode = decoding.nextOpcode();
    OpcodeTable.Cell cell = table.cell(Encoding.VEX, map, opcode);
    if (cell == null) {
      return skipOperands(
          decoding, new Opcode(vexFamily(map), Encoding.VEX, map, opcode, -1), map == 3 ? 1 : 0);
    }
    return decodeRow(decoding, cell, Encoding.VEX, map, opcode, MandatoryPrefix.ofVex(last & 3));
  }

  private Instruction decodeRow(
      Decoding decoding,
      OpcodeTable.Cell cell,
      Encoding encoding,
      int map,
      int opcode,
      MandatoryPrefix prefix) {
    int modrm = cell.modrm() ? decoding.nextModRm() : 0;
    OpcodeRow row = cell.find(prefix, state(decoding), modrm);
    if (row == null || hasStrayVvvv(decoding, row)) {
      return failure(Mnemonic.INVALID, decoding.bytes());
    }
    decoding.useOperandSize(operandSize(decoding, row));
    List<Operand> operands = readOperands(decoding, row);
    if (decoding.isUndefined() || decoding.prefixes().lock() && !isLockable(row, operands)) {
      return failure(Mnemonic.INVALID, decoding.bytes());
    }
    int condition = row.has(RowFlag.CC) ? opcode & 15 : -1;
    return new Instruction(
        new Opcode(row.mnemonic(), encoding, map, opcode, condition),
        attributes(decoding, row, prefix),
        operands,
        decoding.bytes().consumed());
  }

  /** A 66 that selects the row is no operand-size prefix. */
  private static int operandSize(Decoding decoding, OpcodeRow row) {
    boolean prefix66 =
        decoding.prefixes().operandSize() && !row.selector().takes(MandatoryPrefix.P66);
    OperandSizeRule rule = row.sizeRule();
    if (decoding.extension().wide()) {
      return rule.withRexW();
    }
    return prefix66 ? rule.with66() : rule.plain();
  }

  private static Attributes attributes(Decoding decoding, OpcodeRow row, MandatoryPrefix prefix) {
    Prefixes prefixes = decoding.prefixes();
    Rep rep = row.selector().takes(prefix) ? Rep.NONE : prefixes.rep();
    return new Attributes(
        decoding.operandSize(), decoding.addressSize(), prefixes.rex(), prefixes.lock(), rep);
  }

  private static List<Operand> readOperands(Decoding decoding, OpcodeRow row) {
    List<Operand> operands = new ArrayList<>(row.operands().size());
    for (OperandCode code : row.operands()) {
      operands.add(code.read(decoding));
    }
    return operands;
  }

  /**
   * VEX.vvvv must be 1111 where no operand uses it. Source: SDM vol. 2A, "VEX.vvvv and the VEX
   * Prefix".
   */
  private static boolean hasStrayVvvv(Decoding decoding, OpcodeRow row) {
    return decoding.extension().vvvv() != 0 && !row.usesVvvv();
  }

  private static boolean isLockable(OpcodeRow row, List<Operand> operands) {
    return row.has(RowFlag.LOCK) && operands.get(0) instanceof Operand.Mem;
  }

  private static int state(Decoding decoding) {
    Extension extension = decoding.extension();
    int word = decoding.prefixes().operandSize() && !extension.wide() ? Selector.WORD : 0;
    return (extension.wide() ? Selector.WIDE : 0)
        | (extension.b() != 0 ? Selector.EXTENDED_B : 0)
        | word
        | (extension.vectorSize() == 32 ? Selector.VECTOR_256 : 0);
  }

  /**
   * Three bytes of payload: the first has bit 3 clear and the map below, the second has bit 2 set.
   */
  private Instruction decodeEvex(Decoding decoding) {
    int payload = (int) decoding.bytes().nextUnsigned(3);
    Mnemonic family = evexFamily(payload & 7);
    boolean fixedBits = (payload & 8) == 0 && (payload & 0x400) != 0;
    if (decoding.prefixes().forbidsVex() || family == null || !fixedBits) {
      return failure(Mnemonic.INVALID, decoding.bytes());
    }
    int map = payload & 7;
    int opcode = decoding.nextOpcode();
    int immediate = map == 3 || map == 1 && hasImmediate0F(opcode) ? 1 : 0;
    return skipOperands(decoding, new Opcode(family, Encoding.EVEX, map, opcode, -1), immediate);
  }

  /**
   * The vector instructions of map 0F with an immediate byte: shuffles, shifts, compares, inserts
   * and extracts.
   */
  private static boolean hasImmediate0F(int opcode) {
    return opcode >= 0x70 && opcode <= 0x73 || opcode == 0xc2 || opcode >= 0xc4 && opcode <= 0xc6;
  }

  private Instruction skipOperands(Decoding decoding, Opcode opcode, int immediateBytes) {
    decoding.nextModRm();
    if (decoding.isMemory()) {
      decoding.memory(0);
    }
    decoding.bytes().nextUnsigned(immediateBytes);
    Attributes attributes = new Attributes(4, decoding.addressSize(), 0, false, Rep.NONE);
    return new Instruction(opcode, attributes, List.of(), decoding.bytes().consumed());
  }

  private static Mnemonic vexFamily(int map) {
    return switch (map) {
      case 1 -> Mnemonic.VEX_0F;
      case 2 -> Mnemonic.VEX_0F38;
      default -> Mnemonic.VEX_0F3A;
    };
  }

  private static @Nullable Mnemonic evexFamily(int map) {
    return switch (map) {
      case 1 -> Mnemonic.EVEX_0F;
      case 2 -> Mnemonic.EVEX_0F38;
      case 3 -> Mnemonic.EVEX_0F3A;
      case 5 -> Mnemonic.EVEX_MAP5;
      case 6 -> Mnemonic.EVEX_MAP6;
      default -> null;
    };
  }

  private static Instruction failure(Mnemonic mnemonic, ByteCursor bytes) {
    return new Instruction(
        new Opcode(mnemonic, Encoding.LEGACY, 0, 0, -1),
        NO_ATTRIBUTES,
        List.of(),
        bytes.consumed());
  }
}
