package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A table by which a kernel patches itself: a section of its own, or part of one between two
 * symbols; include/asm-generic/vmlinux.lds.h and arch/x86/kernel/vmlinux.lds.S, v6.1.
 */
enum PatchTable {
  JUMP_LABELS("__jump_table", "__start___jump_table", "__stop___jump_table"),
  STATIC_CALLS(".static_call_sites", "__start_static_call_sites", "__stop_static_call_sites"),
  ALTERNATIVES(".altinstructions", "__alt_instructions", "__alt_instructions_end"),
  PARAVIRT(".parainstructions", "__parainstructions", "__parainstructions_end"),
  RETPOLINES(".retpoline_sites", "__retpoline_sites", "__retpoline_sites_end"),
  RETURNS(".return_sites", "__return_sites", "__return_sites_end"),
  MCOUNT("__mcount_loc", "__start_mcount_loc", "__stop_mcount_loc"),
  EXCEPTIONS("__ex_table", "__start___ex_table", "__stop___ex_table"),
  BUGS("__bug_table", "__start___bug_table", "__stop___bug_table"),
  INSTRUMENTATION_BEGIN(".discard.instr_begin", "", ""),
  INSTRUMENTATION_END(".discard.instr_end", "", "");

  private final String section;
  private final String start;
  private final String end;

  PatchTable(String section, String start, String end) {
    this.section = section;
    this.start = start;
    this.end = end;
  }

  /** Part of an image: linear address and bytes. */
  record Extent(long start, long size) {}

  /** {@return where the table's rows lie} */
  List<Extent> extents(BinaryImage image) throws BadImageException {
    List<Extent> extents = new ArrayList<>();
    for (BinarySection candidate : image.sections()) {
      if (candidate.name().equals(section)) {
        extents.add(new Extent(candidate.address(), candidate.size()));
      }
    }
    return extents.isEmpty() ? between(image).map(List::of).orElse(List.of()) : extents;
  }

  /** {@return whether the image has the table at all} */
  boolean isIn(BinaryImage image) {
    return Stream.concat(
            image.sections().stream().map(BinarySection::name),
            image.symbols().find(start).stream().map(BinarySymbol::name))
        .anyMatch(name -> name.equals(section) || name.equals(start));
  }

  private Optional<Extent> between(BinaryImage image) throws BadImageException {
    OptionalLong from = image.symbols().address(start);
    OptionalLong to = image.symbols().address(end);
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    long size = to.getAsLong() - from.getAsLong();
    if (size < 0
        || size > Integer.MAX_VALUE
        || size > 0 && !image.holds(from.getAsLong(), (int) size)) {
      throw new BadImageException(
          "%s: found 0x%x bytes up to %s, expected a part of one section"
              .formatted(start, size, end));
    }
    return Optional.of(new Extent(from.getAsLong(), size));
  }
}
