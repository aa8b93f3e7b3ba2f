package org.emukernel.x86.asm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The unit being assembled: its sections, its symbols, and where the next byte goes. */
final class UnitBuilder implements SymbolScope {
  private final String name;
  private final Map<String, SectionBuilder> sections = new LinkedHashMap<>();
  private final Map<String, Symbol> symbols = new LinkedHashMap<>();
  private final Map<String, Integer> localLabels = new HashMap<>();
  private final Deque<SectionBuilder> stack = new ArrayDeque<>();
  private SectionBuilder current;
  private int hiddenLabels;

  UnitBuilder(String name) {
    this.name = name;
    this.current = open(".text", null);
  }

  /**
   * {@return the section of that name, made if need be} With no flags given, those that the name
   * implies.
   */
  private SectionBuilder open(String section, @Nullable Set<SectionFlag> flags) {
    SectionBuilder known = sections.get(section);
    if (known != null) {
      return known;
    }
    SectionBuilder made =
        new SectionBuilder(section, flags == null ? SectionDefaults.flags(section) : flags);
    sections.put(section, made);
    return made;
  }

  void section(String section, @Nullable Set<SectionFlag> flags) {
    current = open(section, flags);
  }

  void pushSection(String section, @Nullable Set<SectionFlag> flags) {
    stack.push(current);
    section(section, flags);
  }

  void popSection() {
    if (stack.isEmpty()) {
      throw new AssemblyException(".popsection without .pushsection");
    }
    current = stack.pop();
  }

  SectionBuilder current() {
    return current;
  }

  Symbol symbol(String symbolName) {
    return symbols.computeIfAbsent(symbolName, Symbol::new);
  }

  void label(String label) {
    symbol(label).define(current.here());
  }

  /** Defines a numeric label such as {@code 1:}, which may be defined many times. */
  void localLabel(String digits) {
    int instance = localLabels.merge(digits, 1, Integer::sum);
    label(localName(digits, instance));
  }

  private static String localName(String digits, int instance) {
    return ".L" + digits + "$" + instance;
  }

  /** {@return a new label at the present place, of no name in the source} */
  String hiddenLabel() {
    String label = newLabelName();
    label(label);
    return label;
  }

  /** {@return the name of a label to be defined later} */
  String newLabelName() {
    return ".L.$" + hiddenLabels++;
  }

  @Override
  public Expression reference(String symbolName) {
    if (symbolName.equals(".")) {
      return Expression.symbol(hiddenLabel());
    }
    if (Character.isDigit(symbolName.charAt(0))) {
      return Expression.symbol(symbol(localReference(symbolName)).name());
    }
    Symbol symbol = symbol(symbolName);
    Long constant = symbol.constant();
    return constant == null ? Expression.symbol(symbolName) : Expression.of(constant);
  }

  /**
   * Labels of one fragment never move against each other, so GNU as takes their distance as a
   * number at once.
   */
  @Override
  public Expression fold(Expression expression) {
    if (expression.plus().size() != 1 || expression.minus().size() != 1) {
      return expression;
    }
    SectionBuilder.Place to = symbol(expression.plus().get(0)).place();
    SectionBuilder.Place from = symbol(expression.minus().get(0)).place();
    if (to == null || from == null || to.fragment() != from.fragment()) {
      return expression;
    }
    return Expression.of(expression.constant() + to.within() - from.within());
  }

  private String localReference(String reference) {
    String digits = reference.substring(0, reference.length() - 1);
    int instance = localLabels.getOrDefault(digits, 0);
    if (reference.endsWith("f")) {
      return localName(digits, instance + 1);
    }
    if (instance == 0) {
      throw new AssemblyException("no label " + digits + " before " + reference);
    }
    return localName(digits, instance);
  }

  void append(byte[] bytes) {
    append(bytes, List.of());
  }

  void append(byte[] bytes, List<Fixup> fixups) {
    current.append(bytes, fixups);
  }

  void data(int size, Expression value) {
    if (value.isConstant()) {
      CodeBuffer out = new CodeBuffer();
      out.writeField(size, value.constant());
      append(out.toByteArray());
    } else {
      append(new byte[size], List.of(new Fixup(0, Fixup.Kind.data(size), value)));
    }
  }

  void append(Fragment fragment) {
    current.append(fragment);
  }

  /** Pads to a boundary; code with NOPs unless a fill other than 0x90 is given, as GNU as does. */
  void align(long boundary, OptionalInt fill) {
    if (boundary < 1 || boundary > 1 << 21 || Long.bitCount(boundary) != 1) {
      throw new AssemblyException("alignment must be a power of two up to 2 MiB, not " + boundary);
    }
    boolean code = current.flags().contains(SectionFlag.EXEC);
    boolean nops = code && (fill.isEmpty() || fill.getAsInt() == 0x90);
    OptionalInt value = nops ? OptionalInt.empty() : OptionalInt.of(fill.orElse(0));
    current.align((int) boundary);
    current.append(new AlignFragment((int) boundary, value));
  }

  RelocatableObject finish() {
    checkLocalLabels();
    Layout layout = new Layout(sections.values(), symbols);
    layout.settle();
    List<ObjectSection> finished = new ArrayList<>();
    for (SectionBuilder section : sections.values()) {
      if (!section.isEmpty() || holdsLabel(section)) {
        finished.add(layout.finish(section));
      }
    }
    List<ObjectSymbol> defined = new ArrayList<>();
    for (Symbol symbol : symbols.values()) {
      if (symbol.isDefined()) {
        defined.add(symbol.toObject(layout));
      }
    }
    return new RelocatableObject(name, finished, defined);
  }

  private boolean holdsLabel(SectionBuilder section) {
    return symbols.values().stream()
        .map(Symbol::place)
        .anyMatch(place -> place != null && place.section() == section);
  }

  private void checkLocalLabels() {
    for (Symbol symbol : symbols.values()) {
      if (symbol.name().startsWith(".L") && !symbol.isDefined()) {
        String shown = symbol.name().replaceAll("^\\.L([0-9]+)\\$.*", "$1f");
        throw new AssemblyException("label '" + shown + "' is used but not defined");
      }
    }
  }
}
