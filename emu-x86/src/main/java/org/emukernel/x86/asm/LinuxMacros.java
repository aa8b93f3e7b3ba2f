package org.emukernel.x86.asm;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What kernel sources write in capitals: SYM_* (include/linux/linkage.h), ALTERNATIVE
 * (arch/x86/include/asm/alternative.h) and static branches (arch/x86/include/asm/jump_label.h), all
 * v6.x.
 */
final class LinuxMacros {
  private static final int FUNCTION_ALIGNMENT = 16;
  private static final int JUMP_ENTRY_ALIGNMENT = 8;

  /** A replacement and when it is used. */
  record Replacement(Runnable code, AltCondition condition) {}

  private final UnitBuilder unit;

  LinuxMacros(UnitBuilder unit) {
    this.unit = unit;
  }

  /** SYM_CODE_START and its variants. */
  void start(String name, SymbolBinding binding, SymbolAlignment alignment) {
    if (alignment == SymbolAlignment.FUNCTION) {
      unit.align(FUNCTION_ALIGNMENT, OptionalInt.empty());
    }
    unit.symbol(name).bind(binding);
    unit.label(name);
  }

  /** SYM_END: the type, and the size up to here. */
  void end(String name, SymbolType type) {
    Symbol symbol = unit.symbol(name);
    symbol.type(type);
    symbol.size(Expression.symbol(unit.hiddenLabel()).minus(Expression.symbol(name)));
  }

  /**
   * ALTERNATIVE and ALTERNATIVE_2: the original, padded to the longest replacement, and a record
   * for each.
   */
  void alternative(Runnable original, List<Replacement> replacements) {
    String start = unit.hiddenLabel();
    original.run();
    String end = unit.hiddenLabel();
    List<Expression> lengths = new ArrayList<>();
    List<String> starts = new ArrayList<>();
    for (Replacement replacement : replacements) {
      unit.pushSection(".altinstr_replacement", null);
      starts.add(unit.hiddenLabel());
      replacement.code().run();
      lengths.add(distance(starts.get(starts.size() - 1), unit.hiddenLabel()));
      unit.popSection();
    }
    unit.append(new PadFragment(distance(start, end), lengths));
    Expression padded = distance(start, unit.hiddenLabel());
    unit.pushSection(".altinstructions", null);
    for (int i = 0; i < replacements.size(); i++) {
      record(start, starts.get(i), replacements.get(i).condition(), padded, lengths.get(i));
    }
    unit.popSection();
  }

  private static Expression distance(String from, String to) {
    return Expression.symbol(to).minus(Expression.symbol(from));
  }

  /**
   * struct alt_instr, v6.4: s32 instr, s32 replacement, u16 cpuid, u16 flags, u8 and u8 lengths.
   */
  private void record(
      String original,
      String replacement,
      AltCondition condition,
      Expression length,
      Expression by) {
    relative(4, original, 0);
    relative(4, replacement, 0);
    unit.data(4, Expression.of(condition.word()));
    unit.data(1, length);
    unit.data(1, by);
  }

  private void relative(int size, String symbol, int addend) {
    Expression here = Expression.symbol(unit.hiddenLabel());
    unit.data(size, Expression.symbol(symbol).plus(addend).minus(here));
  }

  /**
   * A site of arch_static_branch() and its struct jump_entry: s32 code, s32 target, s64 key with
   * the branch bit.
   */
  void staticBranch(
      String key, StaticKeyDefault initial, Likelihood likelihood, Expression target) {
    String site = unit.hiddenLabel();
    BranchFragment.Form form =
        likelihood.jumpsWhen(initial) ? BranchFragment.Form.JMP : BranchFragment.Form.NOP;
    unit.append(new BranchFragment(unit.current(), form, 0, target));
    unit.pushSection("__jump_table", null);
    unit.align(JUMP_ENTRY_ALIGNMENT, OptionalInt.empty());
    relative(4, site, 0);
    unit.data(4, target.minus(Expression.symbol(unit.hiddenLabel())));
    relative(8, key, likelihood == Likelihood.LIKELY ? 1 : 0);
    unit.popSection();
  }

  /** Whether a symbol starts on a boundary of 16 bytes. */
  enum SymbolAlignment {
    FUNCTION,
    NONE
  }

  /** {@return a handler that reads {@code (name)} behind a SYM_* word} */
  static Consumer<Scanner> withName(Consumer<String> action) {
    return in -> {
      in.expect("(");
      String name = in.requireName();
      in.expect(")");
      action.accept(name);
    };
  }
}
