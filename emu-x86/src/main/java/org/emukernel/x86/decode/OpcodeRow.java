package org.emukernel.x86.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One row of the opcode table: an instruction form, when it fits, and its operands. */
record OpcodeRow(
    Selector selector,
    Mnemonic mnemonic,
    List<OperandCode> operands,
    Set<RowFlag> flags,
    OperandSizeRule sizeRule,
    boolean usesVvvv) {

  private static final OperandCode VVVV_SCALAR = OperandCode.parse("Hdq");
  private static final OperandCode VVVV_FULL = OperandCode.parse("Hx");

  static OpcodeRow of(
      Selector selector, Mnemonic mnemonic, List<OperandCode> operands, Set<RowFlag> flags) {
    return new OpcodeRow(
        narrowedBy(operands, flags, selector),
        mnemonic,
        List.copyOf(operands),
        Set.copyOf(flags),
        sizeRule(operands, flags),
        operands.stream().anyMatch(OperandCode::usesVvvv));
  }

  boolean has(RowFlag flag) {
    return flags.contains(flag);
  }

  boolean usesModRm() {
    return !selector.modrm().isAny()
        || operands.stream().anyMatch(code -> code.kind().needs() != OperandKind.Needs.NOTHING);
  }

  /** {@return the VEX forms of this SSE or AVX row; empty if it has none} */
  List<OpcodeRow> vexForms() {
    List<OpcodeRow> forms = new ArrayList<>();
    if (has(RowFlag.V)) {
      forms.add(vexForm(selector, operands));
    } else if (has(RowFlag.V3)) {
      forms.add(vexForm(selector, withVvvvAt(1)));
    } else if (has(RowFlag.VD)) {
      forms.add(vexForm(selector, withVvvvAt(0)));
    } else if (has(RowFlag.VS)) {
      forms.add(vexForm(selector.with(ModRmPattern.Form.REGISTER), withVvvvAt(1)));
      forms.add(vexForm(selector.with(ModRmPattern.Form.MEMORY), operands));
    }
    return forms;
  }

  private OpcodeRow vexForm(Selector vexSelector, List<OperandCode> vexOperands) {
    return of(vexSelector, Mnemonic.valueOf("V" + mnemonic.name()), vexOperands, Set.of());
  }

  private List<OperandCode> withVvvvAt(int index) {
    List<OperandCode> extended = new ArrayList<>(operands);
    boolean full = operands.get(0).letters().endsWith("x");
    extended.add(index, full ? VVVV_FULL : VVVV_SCALAR);
    return extended;
  }

  private static Selector narrowedBy(
      List<OperandCode> operands, Set<RowFlag> flags, Selector selector) {
    Selector narrowed = selector;
    for (OperandCode code : operands) {
      if (code.kind().needs() == OperandKind.Needs.MEMORY) {
        narrowed = narrowed.with(ModRmPattern.Form.MEMORY);
      } else if (code.kind().needs() == OperandKind.Needs.REGISTER
          && !flags.contains(RowFlag.REG)) {
        narrowed = narrowed.with(ModRmPattern.Form.REGISTER);
      }
    }
    return narrowed;
  }

  private static OperandSizeRule sizeRule(List<OperandCode> operands, Set<RowFlag> flags) {
    if (flags.contains(RowFlag.D64)) {
      return OperandSizeRule.DEFAULT_64;
    }
    if (flags.contains(RowFlag.F64)) {
      return OperandSizeRule.FORCED_64;
    }
    if (flags.contains(RowFlag.O32)) {
      return OperandSizeRule.AT_MOST_32;
    }
    if (flags.contains(RowFlag.Y32)) {
      return OperandSizeRule.AT_LEAST_32;
    }
    return isByteOnly(operands) ? OperandSizeRule.BYTE : OperandSizeRule.NORMAL;
  }

  private static boolean isByteOnly(List<OperandCode> operands) {
    return operands.stream().anyMatch(OperandCode::isByte)
        && operands.stream().noneMatch(OperandCode::followsOperandSize);
  }
}
