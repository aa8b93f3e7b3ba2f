package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.emukernel.entry.check.PatchTable.Extent;
import org.emukernel.x86.image.JumpEntry;

/**
 * Where a kernel goes on otherwise than its instructions say: jump labels, alternatives, faults
 * with a fixup, and UD2 of WARN(). Source: struct exception_table_entry, asm/extable.h; struct
 * bug_entry, asm-generic/bug.h, with relative pointers, v6.1.
 */
final class FlowMarks {

  private static final int FIXUP_ROW = 12;

  /* With and without CONFIG_DEBUG_BUGVERBOSE; flags are the last field. */
  private static final int[] BUG_ROWS = {12, 8};
  private static final int[] BUG_FLAGS = {10, 4};
  private static final int BUGFLAG_WARNING = 1;
  private static final int UD2 = 0x0b0f;

  private final BinaryImage image;
  private final Map<Long, Long> jumps = new HashMap<>();
  private final Map<Long, Long> fixups = new HashMap<>();
  private final Map<Long, List<AlternativeSite>> alternatives = new HashMap<>();
  private final TreeMap<Long, AlternativeSite> replacements = new TreeMap<>(Long::compareUnsigned);
  private final Set<Long> warnings = new HashSet<>();

  FlowMarks(BinaryImage image, PatchTables tables) throws BadImageException {
    this.image = image;
    for (JumpEntry row : tables.jumpLabels()) {
      jumps.put(row.code(), row.target());
    }
    for (AlternativeSite site : tables.alternatives()) {
      alternatives.computeIfAbsent(site.address(), at -> new ArrayList<>()).add(site);
      if (site.replacementLength() > 0) {
        replacements.put(site.replacement(), site);
      }
    }
    readFixups();
    readWarnings();
  }

  private void readFixups() throws BadImageException {
    for (Extent extent : PatchTable.EXCEPTIONS.extents(image)) {
      for (long at = 0; at + FIXUP_ROW <= extent.size(); at += FIXUP_ROW) {
        long row = extent.start() + at;
        fixups.put(row + image.s32(row), row + 4 + image.s32(row + 4));
      }
    }
  }

  /* The rows are of the size with which every one is about a UD2. */
  private void readWarnings() throws BadImageException {
    List<Extent> extents = PatchTable.BUGS.extents(image);
    for (int i = 0; i < BUG_ROWS.length; i++) {
      if (isAboutUd2(extents, BUG_ROWS[i])) {
        readWarnings(extents, BUG_ROWS[i], BUG_FLAGS[i]);
        return;
      }
    }
  }

  private boolean isAboutUd2(List<Extent> extents, int size) throws BadImageException {
    for (Extent extent : extents) {
      for (long at = 0; at + size <= extent.size(); at += size) {
        long place = extent.start() + at + image.s32(extent.start() + at);
        if (!image.holds(place, Short.BYTES) || image.u16(place) != UD2) {
          return false;
        }
      }
    }
    return true;
  }

  private void readWarnings(List<Extent> extents, int size, int flags) throws BadImageException {
    for (Extent extent : extents) {
      for (long at = 0; at + size <= extent.size(); at += size) {
        long row = extent.start() + at;
        if ((image.u16(row + flags) & BUGFLAG_WARNING) != 0) {
          warnings.add(row + image.s32(row));
        }
      }
    }
  }

  /** Marks all places where instructions do not say all. */
  void markIn(TextMap map) {
    jumps.keySet().forEach(map::mark);
    fixups.keySet().forEach(map::mark);
    alternatives.keySet().forEach(map::mark);
  }

  /** {@return whether a UD2 is of WARN(), behind which the kernel goes on} */
  boolean isWarning(long linear) {
    return warnings.contains(linear);
  }

  /** {@return where a jump label goes when it is a jump} */
  OptionalLong jump(long linear) {
    Long target = jumps.get(linear);
    return target == null ? OptionalLong.empty() : OptionalLong.of(target);
  }

  /** {@return where the kernel goes on if the instruction faults} */
  OptionalLong fixup(long linear) {
    Long target = fixups.get(linear);
    return target == null ? OptionalLong.empty() : OptionalLong.of(target);
  }

  /** {@return what may be patched over the instructions that begin there} */
  List<AlternativeSite> alternatives(long linear) {
    return alternatives.getOrDefault(linear, List.of());
  }

  /** {@return what follows an instruction: at the end of a replacement what follows its site} */
  long behind(long linear, int length) {
    Map.Entry<Long, AlternativeSite> entry = replacements.floorEntry(linear);
    if (entry != null) {
      AlternativeSite site = entry.getValue();
      long offset = linear - site.replacement();
      if (offset < site.replacementLength() && offset + length >= site.replacementLength()) {
        return site.address() + site.length();
      }
    }
    return linear + length;
  }
}
