package org.emukernel.x86.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.x86.asm.ObjectSection;
import org.emukernel.x86.asm.RelocatableObject;
import org.emukernel.x86.asm.Relocation;
import org.jspecify.annotations.Nullable;

/** Joins sections, gives addresses, binds symbols, applies relocations. */
final class Linker {
  /** An input section and where it went. */
  private record Input(
      RelocatableObject unit, ObjectSection section, OutputSection output, int offset) {
    long address(int within) {
      return output.address() + offset + within;
    }
  }

  private final List<RelocatableObject> units;
  private final Map<String, Long> placed;
  private final Map<String, OutputSection> outputs = new LinkedHashMap<>();
  private final List<Input> inputs = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  Linker(List<RelocatableObject> units, Map<String, Long> placed) {
    this.units = units;
    this.placed = placed;
  }

  KernelImage link() {
    joinSections();
    List<OutputSection> ordered = order();
    new AddressAssigner(placed).assign(ordered);
    SymbolBinder symbols = new SymbolBinder(this::addressOf, problems);
    units.forEach(symbols::define);
    symbols.defineBounds(ordered);
    Map<String, byte[]> contents = new HashMap<>();
    ordered.forEach(o -> contents.put(o.name(), o.bytes()));
    inputs.forEach(input -> relocate(input, symbols, contents.get(input.output().name())));
    if (!problems.isEmpty()) {
      throw new LinkException(problems);
    }
    List<ImageSection> sections = new ArrayList<>();
    for (OutputSection o : ordered) {
      sections.add(
          new ImageSection(
              o.name(),
              o.address(),
              o.loadAddress(),
              o.alignment(),
              o.flags(),
              contents.get(o.name())));
    }
    PatchRecords records = new PatchRecords(sections);
    PatchSites sites =
        new PatchSites(records.alternatives(), records.jumpEntries(), relativeFields(), paddings());
    return new KernelImage(sections, symbols.all(), sites);
  }

  private void joinSections() {
    for (RelocatableObject unit : units) {
      for (ObjectSection section : unit.sections()) {
        OutputSection output = outputs.computeIfAbsent(section.name(), OutputSection::new);
        inputs.add(new Input(unit, section, output, output.append(section)));
      }
    }
  }

  /**
   * Regions in order, placed sections last in INIT so that they do not cut the kernel's own in two.
   */
  private List<OutputSection> order() {
    List<OutputSection> ordered = new ArrayList<>(outputs.values());
    ordered.sort(
        Comparator.comparing(this::regionOf).thenComparingInt(o -> KernelLayout.rank(o.name())));
    return ordered;
  }

  private KernelLayout.Region regionOf(OutputSection output) {
    return placed.containsKey(output.name()) ? KernelLayout.Region.INIT : output.region();
  }

  private @Nullable Long addressOf(RelocatableObject unit, String section) {
    for (Input input : inputs) {
      if (input.unit() == unit && input.section().name().equals(section)) {
        return input.address(0);
      }
    }
    return null;
  }

  private void relocate(Input input, SymbolBinder symbols, byte[] content) {
    ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    for (Relocation relocation : input.section().relocations()) {
      Long symbol = symbols.resolve(input.unit(), relocation.symbol());
      if (symbol == null) {
        problems.add(where(input, relocation) + ": undefined symbol '" + relocation.symbol() + "'");
        continue;
      }
      long value = symbol + relocation.addend();
      value -= relocation.type().isPcRelative() ? input.address(relocation.offset()) : 0;
      if (!relocation.type().holds(value)) {
        problems.add(
            "%s: %s against '%s' does not hold 0x%x"
                .formatted(
                    where(input, relocation), relocation.type(), relocation.symbol(), value));
        continue;
      }
      store(buffer, input.offset() + relocation.offset(), relocation.type().size(), value);
    }
  }

  private static String where(Input input, Relocation relocation) {
    return input.unit().name()
        + ":"
        + input.section().name()
        + "+0x"
        + Integer.toHexString(relocation.offset());
  }

  private static void store(ByteBuffer buffer, int at, int size, long value) {
    switch (size) {
      case 1 -> buffer.put(at, (byte) value);
      case 2 -> buffer.putShort(at, (short) value);
      case 4 -> buffer.putInt(at, (int) value);
      default -> buffer.putLong(at, value);
    }
  }

  private List<Long> relativeFields() {
    List<Long> fields = new ArrayList<>();
    for (Input input : inputs) {
      if (input.output().name().equals(PatchRecords.REPLACEMENTS)) {
        input.section().relocations().stream()
            .filter(r -> r.type().isPcRelative() && r.type().size() == Integer.BYTES)
            .forEach(r -> fields.add(input.address(r.offset())));
      }
    }
    return fields;
  }

  private List<PatchSites.Padding> paddings() {
    List<PatchSites.Padding> all = new ArrayList<>();
    for (Input input : inputs) {
      for (ObjectSection.NopPadding padding : input.section().paddings()) {
        all.add(new PatchSites.Padding(input.address(padding.offset()), padding.length()));
      }
    }
    return all;
  }
}
