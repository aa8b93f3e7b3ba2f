package org.emukernel.scenarios.monitor;

import java.util.Arrays;
import java.util.List;
import org.emukernel.x86.asm.SectionFlag;
import org.emukernel.x86.image.ImageSection;

/** Which kind of code lies on which page of the kernel image. No page holds two kinds. */
public final class KernelCode {

  private static final int PAGE_SHIFT = 12;

  private final long firstPage;
  private final Kind[] kinds;

  /** Kinds of kernel code. */
  enum Kind {
    /** .entry.text: what both page tables map under page-table isolation. */
    ENTRY,
    /** .noinstr.text and .cpuidle.text: never traced, probed or patched. */
    NOINSTR,
    /** All other code. */
    INSTRUMENTABLE,
    /** No code. */
    NONE;

    private static Kind of(ImageSection section) {
      return switch (section.name()) {
        case ".entry.text" -> ENTRY;
        case ".noinstr.text", ".cpuidle.text" -> NOINSTR;
        default -> INSTRUMENTABLE;
      };
    }
  }

  /** Looks at the sections of a kernel image. */
  public KernelCode(List<ImageSection> sections) {
    List<ImageSection> code =
        sections.stream()
            .filter(s -> s.size() > 0 && s.address() < 0 && s.flags().contains(SectionFlag.EXEC))
            .toList();
    firstPage = code.stream().mapToLong(KernelCode::first).min().orElse(0);
    long lastPage = code.stream().mapToLong(KernelCode::last).max().orElse(-1);
    kinds = new Kind[(int) (lastPage - firstPage + 1)];
    Arrays.fill(kinds, Kind.NONE);
    code.forEach(this::add);
  }

  private void add(ImageSection section) {
    for (long page = first(section); page <= last(section); page++) {
      int index = (int) (page - firstPage);
      Kind kind = Kind.of(section);
      if (kinds[index] != Kind.NONE && kinds[index] != kind) {
        throw new IllegalArgumentException(
            "section %s shares a page with another kind of code".formatted(section.name()));
      }
      kinds[index] = kind;
    }
  }

  private static long first(ImageSection section) {
    return section.address() >>> PAGE_SHIFT;
  }

  private static long last(ImageSection section) {
    return section.end() - 1 >>> PAGE_SHIFT;
  }

  Kind at(long linear) {
    long index = (linear >>> PAGE_SHIFT) - firstPage;
    return index >= 0 && index < kinds.length ? kinds[(int) index] : Kind.NONE;
  }
}
