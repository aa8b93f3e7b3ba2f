package org.emukernel.x86.asm;

import java.util.ArrayList;
import java.util.List;

/**
 * A number plus and minus some symbols, which is all that a field of an object file can hold.
 *
 * @param constant the number
 * @param plus symbols added
 * @param minus symbols subtracted
 */
record Expression(long constant, List<String> plus, List<String> minus) {
  Expression {
    plus = List.copyOf(plus);
    minus = List.copyOf(minus);
  }

  static Expression of(long constant) {
    return new Expression(constant, List.of(), List.of());
  }

  static Expression symbol(String name) {
    return new Expression(0, List.of(name), List.of());
  }

  boolean isConstant() {
    return plus.isEmpty() && minus.isEmpty();
  }

  Expression plus(Expression other) {
    return new Expression(
        constant + other.constant, joined(plus, other.plus), joined(minus, other.minus));
  }

  Expression plus(long number) {
    return new Expression(constant + number, plus, minus);
  }

  Expression minus(Expression other) {
    return new Expression(
        constant - other.constant, joined(plus, other.minus), joined(minus, other.plus));
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
