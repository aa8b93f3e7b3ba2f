package org.emukernel.x86.asm;

import java.util.function.LongBinaryOperator;
import java.util.regex.Pattern;

/**
 * Parses integer expressions with the operators and precedence of GNU as ("Infix Operators"):
 * {@code * / % << >>} bind tightest, then {@code | & ^}, then {@code + -}. Only sums and
 * differences may hold symbols that are not constants.
 */
final class ExpressionParser {
  private static final Pattern LOCAL_LABEL = Pattern.compile("[0-9]+[bf]");
  private static final Pattern SUFFIX = Pattern.compile("u?l{0,2}$");

  private final Scanner in;
  private final SymbolScope symbols;

  /**
   * Makes a parser.
   *
   * @param in positioned at the expression
   * @param symbols knows what names stand for
   */
  ExpressionParser(Scanner in, SymbolScope symbols) {
    this.in = in;
    this.symbols = symbols;
  }

  Expression parse() {
    return symbols.fold(sum());
  }

  private Expression sum() {
    Expression left = bits();
    while (true) {
      if (in.accept("+")) {
        left = left.plus(bits());
      } else if (in.accept("-")) {
        left = left.minus(bits());
      } else {
        return left;
      }
    }
  }

  /** Parses an expression that must be a number now. */
  long constant() {
    Expression value = parse();
    if (!value.isConstant()) {
      throw new AssemblyException("a constant is needed, not a symbol's address");
    }
    return value.constant();
  }

  private Expression bits() {
    Expression left = product();
    while (true) {
      if (in.accept("|")) {
        left = fold(left, product(), (a, b) -> a | b);
      } else if (in.accept("&")) {
        left = fold(left, product(), (a, b) -> a & b);
      } else if (in.accept("^")) {
        left = fold(left, product(), (a, b) -> a ^ b);
      } else {
        return left;
      }
    }
  }

  private Expression product() {
    Expression left = unary();
    while (true) {
      if (in.accept("<<")) {
        left = fold(left, unary(), (a, b) -> a << b);
      } else if (in.accept(">>")) {
        left = fold(left, unary(), (a, b) -> a >>> b);
      } else if (in.accept("*")) {
        left = fold(left, unary(), (a, b) -> a * b);
      } else if (in.accept("/")) {
        left = fold(left, unary(), ExpressionParser::divide);
      } else {
        return left;
      }
    }
  }

  private static long divide(long a, long b) {
    if (b == 0) {
      throw new AssemblyException("division by zero");
    }
    return a / b;
  }

  private Expression unary() {
    if (in.accept("-")) {
      return Expression.of(0).minus(unary());
    }
    if (in.accept("+")) {
      return unary();
    }
    if (in.accept("~")) {
      return fold(unary(), Expression.of(-1), (a, b) -> a ^ b);
    }
    if (in.accept("(")) {
      Expression inner = parse();
      in.expect(")");
      return inner;
    }
    return primary();
  }

  private Expression primary() {
    if (in.accept("'")) {
      char c = in.rest().isEmpty() ? '\0' : in.rest().charAt(0);
      in.expect(String.valueOf(c));
      in.accept("'");
      return Expression.of(c);
    }
    if (in.atName()) {
      return symbols.reference(in.name());
    }
    String numeral = in.numeral();
    if (numeral.isEmpty()) {
      throw new AssemblyException("expected a number or a symbol at '" + in.rest() + "'");
    }
    return LOCAL_LABEL.matcher(numeral).matches()
        ? symbols.reference(numeral)
        : Expression.of(number(numeral));
  }

  private static long number(String numeral) {
    String n = SUFFIX.matcher(numeral.toLowerCase(java.util.Locale.ROOT)).replaceFirst("");
    try {
      if (n.startsWith("0x")) {
        return Long.parseUnsignedLong(n.substring(2), 16);
      }
      if (n.startsWith("0b")) {
        return Long.parseUnsignedLong(n.substring(2), 2);
      }
      boolean octal = n.length() > 1 && n.startsWith("0");
      return Long.parseUnsignedLong(n, octal ? 8 : 10);
    } catch (NumberFormatException e) {
      throw new AssemblyException("not a number: '" + numeral + "'");
    }
  }

  private static Expression fold(Expression a, Expression b, LongBinaryOperator operator) {
    if (!a.isConstant() || !b.isConstant()) {
      throw new AssemblyException("only + and - may be applied to a symbol's address");
    }
    return Expression.of(operator.applyAsLong(a.constant(), b.constant()));
  }
}
