package org.emukernel.x86.asm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses operands in AT&amp;T syntax (GNU as, "i386-Dependent: Operands and memory references").
 */
final class OperandParser {
  private final Scanner in;
  private final ExpressionParser expressions;

  OperandParser(Scanner in, SymbolScope symbols) {
    this.in = in;
    this.expressions = new ExpressionParser(in, symbols);
  }

  List<Operand> parseAll() {
    List<Operand> operands = new ArrayList<>();
    if (in.atEnd()) {
      return operands;
    }
    do {
      operands.add(parse());
    } while (in.accept(","));
    in.expectEnd();
    return operands;
  }

  private Operand parse() {
    if (in.accept("$")) {
      return new Operand.Imm(expressions.parse());
    }
    if (in.accept("*")) {
      return new Operand.Indirect(parse());
    }
    if (in.accept("PER_CPU_VAR(")) {
      return perCpuVariable();
    }
    if (in.peek() != '%') {
      return memory(null);
    }
    Register register = register();
    if (register.kind() == Register.Kind.SEGMENT && in.accept(":")) {
      return memory(register);
    }
    return new Operand.Reg(register);
  }

  /** PER_CPU_VAR(var) is %gs:(var)(%rip): arch/x86/include/asm/percpu.h, v6.7. */
  private Operand perCpuVariable() {
    Expression variable = expressions.parse();
    in.expect(")");
    return new Operand.Mem(named("gs"), variable, named("rip"), null, 1);
  }

  private Operand memory(@Nullable Register segment) {
    Expression displacement = startsBase() ? Expression.of(0) : expressions.parse();
    if (!in.accept("(")) {
      return new Operand.Mem(segment, displacement, null, null, 1);
    }
    Register base = in.peek() == '%' ? register() : null;
    Register index = null;
    int scale = 1;
    if (in.accept(",")) {
      index = in.peek() == '%' ? register() : null;
      if (in.accept(",")) {
        scale = scale(expressions.constant());
      }
    }
    in.expect(")");
    checkAddress(base, index);
    return new Operand.Mem(segment, displacement, base, index, scale);
  }

  private boolean startsBase() {
    int start = in.position();
    boolean base = in.accept("(") && (in.peek() == '%' || in.peek() == ',');
    in.rewind(start);
    return base;
  }

  private static int scale(long scale) {
    if (scale != 1 && scale != 2 && scale != 4 && scale != 8) {
      throw new AssemblyException("scale must be 1, 2, 4 or 8, not " + scale);
    }
    return (int) scale;
  }

  private static void checkAddress(@Nullable Register base, @Nullable Register index) {
    if (index != null && (!isAddressRegister(index) || index.number() == 4)) {
      throw new AssemblyException("%" + index.name() + " cannot be an index register");
    }
    if (base == null) {
      return;
    }
    boolean rip = base.kind() == Register.Kind.RIP;
    if (!rip && !isAddressRegister(base) || rip && index != null) {
      throw new AssemblyException("%" + base.name() + " cannot be a base register here");
    }
    if (index != null && index.size() != base.size()) {
      throw new AssemblyException("base and index differ in size");
    }
  }

  private static boolean isAddressRegister(Register register) {
    return register.kind() == Register.Kind.GENERAL && register.size() >= 32;
  }

  private Register register() {
    in.expect("%");
    return named(in.name());
  }

  private static Register named(String name) {
    return Register.named(name)
        .orElseThrow(() -> new AssemblyException("unknown register %" + name));
  }
}
