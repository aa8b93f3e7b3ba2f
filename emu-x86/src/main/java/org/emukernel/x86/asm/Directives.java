package org.emukernel.x86.asm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The directives of GNU as that kernel sources use ("Pseudo Ops"). */
final class Directives {
  private static final int MAX_SKIP = 1 << 26;

  private final UnitBuilder unit;
  private final Map<String, Consumer<Scanner>> handlers = new HashMap<>();

  Directives(UnitBuilder unit) {
    this.unit = unit;
    addSections();
    addSymbols();
    addData();
  }

  /** {@return the directive of that name, null if there is none} */
  @Nullable Consumer<Scanner> find(String name) {
    return handlers.get(name);
  }

  private void addSections() {
    handlers.put(".section", in -> unit.section(in.requireName(), flags(in)));
    handlers.put(".pushsection", in -> unit.pushSection(in.requireName(), flags(in)));
    handlers.put(".popsection", in -> unit.popSection());
    for (String name : new String[] {".text", ".data", ".bss"}) {
      handlers.put(name, in -> unit.section(name, null));
    }
    handlers.put(".code64", in -> {});
  }

  private static @Nullable Set<SectionFlag> flags(Scanner in) {
    if (!in.accept(",")) {
      return null;
    }
    Set<SectionFlag> flags = SectionFlag.parse(in.quoted());
    if (in.accept(",")) {
      in.expect("@");
      in.requireName();
    }
    return flags;
  }

  private void addSymbols() {
    for (String name : new String[] {".globl", ".global"}) {
      handlers.put(name, in -> names(in, s -> unit.symbol(s).bind(SymbolBinding.GLOBAL)));
    }
    handlers.put(".local", in -> names(in, s -> unit.symbol(s).bind(SymbolBinding.LOCAL)));
    handlers.put(".weak", in -> names(in, s -> unit.symbol(s).bind(SymbolBinding.WEAK)));
    handlers.put(".type", this::type);
    handlers.put(".size", this::size);
    handlers.put(".set", this::set);
    handlers.put(".equ", this::set);
  }

  private static void names(Scanner in, Consumer<String> action) {
    do {
      action.accept(in.requireName());
    } while (in.accept(","));
  }

  private void type(Scanner in) {
    Symbol symbol = unit.symbol(in.requireName());
    in.expect(",");
    if (!in.accept("@")) {
      in.accept("STT_");
    }
    String type = in.requireName().toLowerCase(java.util.Locale.ROOT);
    symbol.type(
        switch (type) {
          case "function", "func" -> SymbolType.FUNC;
          case "object" -> SymbolType.OBJECT;
          case "notype" -> SymbolType.NOTYPE;
          default -> throw new AssemblyException("unknown symbol type '" + type + "'");
        });
  }

  private void size(Scanner in) {
    Symbol symbol = unit.symbol(in.requireName());
    in.expect(",");
    symbol.size(expression(in));
  }

  private void set(Scanner in) {
    String name = in.requireName();
    in.expect(",");
    unit.symbol(name).set(constant(in));
  }

  private void addData() {
    data(1, ".byte");
    data(2, ".word", ".short", ".value", ".2byte", ".hword");
    data(4, ".long", ".int", ".4byte");
    data(8, ".quad", ".8byte");
    for (String name : new String[] {".skip", ".space", ".zero"}) {
      handlers.put(name, this::skip);
    }
    handlers.put(".balign", in -> unit.align(constant(in), fill(in)));
    handlers.put(".align", in -> unit.align(constant(in), fill(in)));
    handlers.put(".p2align", in -> unit.align(1L << Math.min(62, constant(in)), fill(in)));
    handlers.put(".ascii", in -> strings(in, ""));
    handlers.put(".asciz", in -> strings(in, "\0"));
    handlers.put(".string", in -> strings(in, "\0"));
  }

  private void data(int size, String... names) {
    for (String name : names) {
      handlers.put(name, in -> values(in, size));
    }
  }

  private void values(Scanner in, int size) {
    do {
      Expression value = expression(in);
      if (value.isConstant() && !fits(value.constant(), size)) {
        throw new AssemblyException(
            "value 0x"
                + Long.toHexString(value.constant())
                + " does not fit in "
                + size
                + " bytes");
      }
      unit.data(size, value);
    } while (in.accept(","));
  }

  private static boolean fits(long value, int size) {
    int bits = size * Byte.SIZE;
    return bits == Long.SIZE || value >= -(1L << bits - 1) && value < 1L << bits;
  }

  private void skip(Scanner in) {
    long count = constant(in);
    if (count < 0 || count > MAX_SKIP) {
      throw new AssemblyException("cannot skip " + count + " bytes; at most " + MAX_SKIP);
    }
    byte[] bytes = new byte[(int) count];
    Arrays.fill(bytes, (byte) fill(in).orElse(0));
    unit.append(bytes);
  }

  private OptionalInt fill(Scanner in) {
    return in.accept(",") ? OptionalInt.of((int) constant(in) & 0xff) : OptionalInt.empty();
  }

  private void strings(Scanner in, String end) {
    do {
      unit.append((in.quoted() + end).getBytes(StandardCharsets.UTF_8));
    } while (in.accept(","));
  }

  private Expression expression(Scanner in) {
    return new ExpressionParser(in, unit).parse();
  }

  private long constant(Scanner in) {
    return new ExpressionParser(in, unit).constant();
  }
}
