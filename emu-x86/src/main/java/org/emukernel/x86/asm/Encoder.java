package org.emukernel.x86.asm;

import java.util.List;

/**
 * Chooses the row of {@link InstructionSet} for an instruction, in GNU as's order, and encodes it.
 */
final class Encoder {
  /** A row together with the operand size, in bits, that it is used with; 0 if it has none. */
  record Choice(Form form, int size) {}

  private final InstructionSet set;

  Encoder(InstructionSet set) {
    this.set = set;
  }

  /**
   * Encodes one instruction; {@code prefixes} are LOCK and REP bytes written before the mnemonic.
   */
  Encoding encode(List<Integer> prefixes, String mnemonic, List<Operand> operands) {
    Choice choice = choose(mnemonic, operands);
    return new InstructionWriter(choice, operands, prefixes).write();
  }

  boolean knows(String mnemonic) {
    return !set.forms(mnemonic).isEmpty() || !set.forms(stem(mnemonic)).isEmpty();
  }

  private Choice choose(String mnemonic, List<Operand> operands) {
    List<Form> exact = set.forms(mnemonic);
    for (Form form : exact) {
      int size = inferredSize(form, operands);
      if (size >= 0 && matches(form, operands, size)) {
        return new Choice(form, size);
      }
    }
    int suffix = InstructionSet.sizeOf(mnemonic.charAt(mnemonic.length() - 1));
    List<Form> suffixed = set.forms(stem(mnemonic));
    for (Form form : suffixed) {
      if (form.sizes().contains(suffix) && matches(form, operands, suffix)) {
        return new Choice(form, suffix);
      }
    }
    throw noMatch(mnemonic, operands, exact);
  }

  private static String stem(String mnemonic) {
    return mnemonic.substring(0, mnemonic.length() - 1);
  }

  private static AssemblyException noMatch(
      String mnemonic, List<Operand> operands, List<Form> exact) {
    List<String> described = operands.stream().map(Operand::describe).toList();
    boolean needsSuffix =
        exact.stream()
            .anyMatch(f -> f.sizes().stream().anyMatch(size -> matches(f, operands, size)));
    String why =
        needsSuffix
            ? "no register tells the operand size; add a suffix b, w, l or q: "
            : "no encoding takes these operands: ";
    return new AssemblyException(why + mnemonic + " " + String.join(", ", described));
  }

  private static boolean matches(Form form, List<Operand> operands, int size) {
    List<OperandKind> kinds = form.operands();
    if (kinds.size() != operands.size()) {
      return false;
    }
    for (int i = 0; i < kinds.size(); i++) {
      if (!kinds.get(i).matches(operands.get(i), size)) {
        return false;
      }
    }
    return !isExchangeOfEaxWithItself(form, operands, size);
  }

  /** 90 is a NOP, but XCHG EAX, EAX clears the upper half of RAX, so it takes the long form. */
  private static boolean isExchangeOfEaxWithItself(Form form, List<Operand> operands, int size) {
    return form.mnemonic().equals("xchg")
        && (form.opcode()[0] & 0xff) == 0x90
        && size == 32
        && operands.get(0).equals(operands.get(1));
  }

  /** {@return the operand size without a suffix, 0 if the row has none, -1 if nothing tells it} */
  private static int inferredSize(Form form, List<Operand> operands) {
    if (form.sizes().isEmpty()) {
      return 0;
    }
    boolean sized = false;
    for (int i = 0; i < Math.min(operands.size(), form.operands().size()); i++) {
      if (!form.operands().get(i).tellsSize()) {
        continue;
      }
      sized = true;
      if (operands.get(i) instanceof Operand.Reg reg && reg.register().isGeneral()) {
        return form.sizes().contains(reg.register().size()) ? reg.register().size() : -1;
      }
    }
    boolean single = form.sizes().size() == 1 && !sized && !operands.isEmpty();
    if (single || form.rexW() == Form.RexW.DEFAULT_64) {
      return form.sizes().get(0);
    }
    return -1;
  }

  /** The bytes of an instruction and the fields in them that wait for labels. */
  record Encoding(byte[] bytes, List<Fixup> fixups) {}
}
