package org.emukernel.entry.machine;

import java.util.Arrays;
import java.util.List;
import org.emukernel.api.machine.KernelWatch.Code;
import org.emukernel.x86.asm.SectionFlag;
import org.emukernel.x86.image.ImageSection;

/** Which kind of code lies on which page of the kernel image. No page holds two kinds. */
final class CodePages {

  private static final int PAGE_SHIFT = 12;

  private final long firstPage;
  private final Code[] kinds;

  private static Code kindOf(ImageSection section) {
    return switch (section.name()) {
      case ".entry.text" -> Code.ENTRY;
      case ".noinstr.text", ".cpuidle.text" -> Code.NOINSTR;
      default -> Code.INSTRUMENTABLE;
    };
  }

  /** Looks at the sections of a kernel image. */
  CodePages(List<ImageSection> sections) {
    List<ImageSection> code =
        sections.stream()
            .filter(s -> s.size() > 0 && s.address() < 0 && s.flags().contains(SectionFlag.EXEC))
            .toList();
    firstPage = code.stream().mapToLong(CodePages::first).min().orElse(0);
    long lastPage = code.stream().mapToLong(CodePages::last).max().orElse(-1);
    kinds = new Code[(int) (lastPage - firstPage + 1)];
    Arrays.fill(kinds, Code.NONE);
    code.forEach(this::add);
  }

  private void add(ImageSection section) {
    for (long page = first(section); page <= last(section); page++) {
      int index = (int) (page - firstPage);
      Code kind = kindOf(section);
      if (kinds[index] != Code.NONE && kinds[index] != kind) {
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

  Code at(long linear) {
    long index = (linear >>> PAGE_SHIFT) - firstPage;
    return index >= 0 && index < kinds.length ? kinds[(int) index] : Code.NONE;
  }
}
