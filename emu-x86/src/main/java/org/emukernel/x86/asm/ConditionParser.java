package org.emukernel.x86.asm;

/**
 * Reads the last argument of ALTERNATIVE: a feature number, X86_FEATURE_NAME, or ALT_NOT() of one.
 */
final class ConditionParser {
  private static final String FEATURE_PREFIX = "X86_FEATURE_";

  private ConditionParser() {}

  static AltCondition parse(Scanner in, UnitBuilder unit) {
    if (in.accept("ALT_NOT(")) {
      int feature = feature(in, unit);
      in.expect(")");
      return new AltCondition(feature, AltCondition.ALT_FLAG_NOT);
    }
    return new AltCondition(feature(in, unit), 0);
  }

  private static int feature(Scanner in, UnitBuilder unit) {
    long number = new ExpressionParser(in, new Features(unit)).constant();
    if (number < 0 || number > 0xffff) {
      throw new AssemblyException("feature number must be 0..65535, not " + number);
    }
    return (int) number;
  }

  private static Expression named(String name, UnitBuilder unit) {
    for (X86Feature feature : X86Feature.values()) {
      if (feature.linuxName().equals(name)) {
        return Expression.of(feature.number());
      }
    }
    if (name.startsWith(FEATURE_PREFIX)) {
      throw new AssemblyException("unknown feature '" + name + "'");
    }
    return unit.reference(name);
  }

  /** Feature names before symbols. */
  private record Features(UnitBuilder unit) implements SymbolScope {
    @Override
    public Expression reference(String name) {
      return named(name, unit);
    }

    @Override
    public Expression fold(Expression expression) {
      return unit.fold(expression);
    }
  }
}
