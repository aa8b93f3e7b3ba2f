package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.emukernel.entry.check.BinarySection.Flag;

/**
 * Where the kinds of text lie in an image: sections of their own, or between symbols inside {@code
 * .text}, as the kernel's linker script has them.
 */
public final class TextAreas {

  private final BinaryImage image;
  private final List<Range> ranges = new ArrayList<>();

  private record Range(TextArea area, long start, long end) {
    boolean contains(long linear) {
      return Long.compareUnsigned(linear - start, end - start) < 0;
    }
  }

  /** Looks them up. */
  public TextAreas(BinaryImage image) {
    this.image = image;
    between(TextArea.ENTRY, "__entry_text_start", "__entry_text_end");
    between(TextArea.CPUIDLE, "__cpuidle_text_start", "__cpuidle_text_end");
    between(TextArea.NOINSTR, "__noinstr_text_start", "__noinstr_text_end");
  }

  private void between(TextArea area, String start, String end) {
    OptionalLong from = image.symbols().address(start);
    OptionalLong to = image.symbols().address(end);
    if (from.isPresent()
        && to.isPresent()
        && Long.compareUnsigned(from.getAsLong(), to.getAsLong()) < 0) {
      ranges.add(new Range(area, from.getAsLong(), to.getAsLong()));
    }
  }

  /** {@return what kind of text is at an address, if it is text} */
  public Optional<TextArea> at(long linear) {
    Optional<BinarySection> section = image.sectionAt(linear).filter(s -> s.is(Flag.EXEC));
    if (section.isEmpty()) {
      return Optional.empty();
    }
    String name = section.get().name();
    for (TextArea area : TextArea.values()) {
      boolean own = name.equals(area.section()) || name.startsWith(area.section() + ".");
      if (area != TextArea.TEXT && own) {
        return Optional.of(area);
      }
    }
    return Optional.of(
        ranges.stream()
            .filter(range -> range.contains(linear))
            .map(Range::area)
            .findFirst()
            .orElse(TextArea.TEXT));
  }
}
