package org.emukernel.x86.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Carries out statements: labels, directives, Linux macros, instructions. */
final class Statements {
  private static final Map<String, Integer> PREFIXES =
      Map.of(
          "lock", 0xf0, "rep", 0xf3, "repe", 0xf3, "repz", 0xf3, "repne", 0xf2, "repnz", 0xf2,
          "notrack", 0x3e);

  private static final Pattern SIZE_OF_BRANCH = Pattern.compile("(\\.d)?(8|32)$");

  private final UnitBuilder unit;
  private final Encoder encoder;
  private final Directives directives;
  private final LinuxMacros macros;
  private final Map<String, Consumer<Scanner>> macroNames = new HashMap<>();

  Statements(UnitBuilder unit, Encoder encoder) {
    this.unit = unit;
    this.encoder = encoder;
    this.directives = new Directives(unit);
    this.macros = new LinuxMacros(unit);
    addSymMacros();
    addPatchingMacros();
  }

  LinuxMacros macros() {
    return macros;
  }

  /** Carries out several statements separated by semicolons or line ends. */
  void runAll(String text) {
    SourceText.statements(text).forEach(s -> run(s.text()));
  }

  /** Carries out one statement, which may have labels before it. */
  void run(String statement) {
    Scanner in = new Scanner(statement);
    while (acceptLabel(in)) {}
    if (in.atEnd()) {
      return;
    }
    int start = in.position();
    String name = in.name();
    if (!name.isEmpty() && in.accept("=")) {
      unit.symbol(name).set(new ExpressionParser(in, unit).constant());
      in.expectEnd();
      return;
    }
    Consumer<Scanner> handler = directives.find(name);
    handler = handler == null ? macroNames.get(name) : handler;
    if (handler != null) {
      handler.accept(in);
      in.expectEnd();
      return;
    }
    in.rewind(start);
    instruction(in);
  }

  private boolean acceptLabel(Scanner in) {
    int start = in.position();
    String name = in.atName() ? in.name() : in.numeral();
    if (!name.isEmpty() && in.accept(":")) {
      if (Character.isDigit(name.charAt(0))) {
        unit.localLabel(name);
      } else {
        unit.label(name);
      }
      return true;
    }
    in.rewind(start);
    return false;
  }

  private void instruction(Scanner in) {
    List<Integer> prefixes = new ArrayList<>();
    String mnemonic = in.name();
    while (PREFIXES.containsKey(mnemonic) && in.atName()) {
      prefixes.add(PREFIXES.get(mnemonic));
      mnemonic = in.name();
    }
    Integer alone = PREFIXES.get(mnemonic);
    if (alone != null) {
      in.expectEnd();
      unit.append(new byte[] {alone.byteValue()});
      return;
    }
    if (mnemonic.isEmpty()) {
      throw new AssemblyException("expected a mnemonic at '" + in.rest() + "'");
    }
    instruction(prefixes, mnemonic, new OperandParser(in, unit).parseAll());
  }

  private void instruction(List<Integer> prefixes, String mnemonic, List<Operand> operands) {
    if (operands.size() == 1
        && operands.get(0) instanceof Operand.Mem target
        && target.isBare()
        && branch(mnemonic, target.displacement())) {
      return;
    }
    if (!encoder.knows(mnemonic)) {
      throw new AssemblyException("unknown mnemonic '" + mnemonic + "'");
    }
    Encoder.Encoding encoding = encoder.encode(prefixes, mnemonic, operands);
    unit.append(encoding.bytes(), encoding.fixups());
  }

  /**
   * Direct JMP and Jcc, whose size depends on the distance, or is fixed by 8 or 32 behind the
   * mnemonic.
   */
  private boolean branch(String mnemonic, Expression target) {
    String stem = SIZE_OF_BRANCH.matcher(mnemonic).replaceFirst("");
    boolean jmp = stem.equals("jmp");
    int condition = stem.startsWith("j") ? InstructionSet.condition(stem.substring(1)) : -1;
    if (!jmp && condition < 0) {
      return false;
    }
    if (mnemonic.endsWith("8")) {
      byte[] code = {(byte) (jmp ? 0xeb : 0x70 + condition), 0};
      unit.append(code, List.of(new Fixup(1, Fixup.Kind.PC_BYTE, target.plus(-1))));
    } else if (mnemonic.endsWith("32")) {
      byte[] code = jmp ? new byte[] {(byte) 0xe9} : new byte[] {0x0f, (byte) (0x80 + condition)};
      Fixup field = new Fixup(code.length, Fixup.Kind.BRANCH_LONG, target.plus(-4));
      unit.append(java.util.Arrays.copyOf(code, code.length + 4), List.of(field));
    } else {
      BranchFragment.Form form = jmp ? BranchFragment.Form.JMP : BranchFragment.Form.JCC;
      unit.append(new BranchFragment(unit.current(), form, Math.max(condition, 0), target));
    }
    return true;
  }

  private void addSymMacros() {
    for (SymbolType type : new SymbolType[] {SymbolType.NOTYPE, SymbolType.FUNC}) {
      String stem = type == SymbolType.FUNC ? "SYM_FUNC" : "SYM_CODE";
      start(stem + "_START", SymbolBinding.GLOBAL, LinuxMacros.SymbolAlignment.FUNCTION);
      start(stem + "_START_NOALIGN", SymbolBinding.GLOBAL, LinuxMacros.SymbolAlignment.NONE);
      start(stem + "_START_LOCAL", SymbolBinding.LOCAL, LinuxMacros.SymbolAlignment.FUNCTION);
      start(stem + "_START_LOCAL_NOALIGN", SymbolBinding.LOCAL, LinuxMacros.SymbolAlignment.NONE);
      macroNames.put(stem + "_END", LinuxMacros.withName(name -> macros.end(name, type)));
    }
    macroNames.put("SYM_INNER_LABEL", this::innerLabel);
  }

  private void start(String word, SymbolBinding binding, LinuxMacros.SymbolAlignment alignment) {
    macroNames.put(word, LinuxMacros.withName(name -> macros.start(name, binding, alignment)));
  }

  private void innerLabel(Scanner in) {
    in.expect("(");
    String name = in.requireName();
    in.expect(",");
    String linkage = in.name();
    in.expect(")");
    SymbolBinding binding =
        switch (linkage) {
          case "SYM_L_GLOBAL" -> SymbolBinding.GLOBAL;
          case "SYM_L_LOCAL" -> SymbolBinding.LOCAL;
          case "SYM_L_WEAK" -> SymbolBinding.WEAK;
          default -> throw new AssemblyException("unknown linkage '" + linkage + "'");
        };
    macros.start(name, binding, LinuxMacros.SymbolAlignment.NONE);
  }

  private void addPatchingMacros() {
    macroNames.put("ALTERNATIVE", in -> alternative(in, 1));
    macroNames.put("ALTERNATIVE_2", in -> alternative(in, 2));
    for (StaticKeyDefault initial : StaticKeyDefault.values()) {
      for (Likelihood likelihood : Likelihood.values()) {
        macroNames.put(
            "STATIC_BRANCH_" + initial + "_" + likelihood,
            in -> staticBranch(in, initial, likelihood));
      }
    }
  }

  private void staticBranch(Scanner in, StaticKeyDefault initial, Likelihood likelihood) {
    Expression target = new ExpressionParser(in, unit).parse();
    in.expect(",");
    macros.staticBranch(in.requireName(), initial, likelihood, target);
  }

  private void alternative(Scanner in, int count) {
    String original = in.quoted();
    List<LinuxMacros.Replacement> replacements = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      in.expect(",");
      String replacement = in.quoted();
      in.expect(",");
      replacements.add(
          new LinuxMacros.Replacement(() -> runAll(replacement), ConditionParser.parse(in, unit)));
    }
    macros.alternative(() -> runAll(original), replacements);
  }
}
