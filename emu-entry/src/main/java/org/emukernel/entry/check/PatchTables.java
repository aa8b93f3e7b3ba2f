package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.entry.check.PatchTable.Extent;
import org.emukernel.x86.asm.Likelihood;
import org.emukernel.x86.image.JumpEntry;

/**
 * All places where an image says that it will be patched.
 *
 * @param retpolines sites of indirect branches through thunks
 * @param returns sites of returns through the thunk
 * @param mcount places of ftrace's calls
 */
public record PatchTables(
    List<JumpEntry> jumpLabels,
    List<StaticCallSite> staticCalls,
    List<AlternativeSite> alternatives,
    List<ParavirtSite> paravirt,
    List<Long> retpolines,
    List<Long> returns,
    List<Long> mcount) {

  private static final int JMP8 = 0xeb;
  private static final int OPERAND_SIZE_PREFIX = 0x66;
  private static final int NOP = 0x90;

  /* struct alt_instr: 12 bytes with the feature in 16 bits, the highest inverting it (v5.18); 14 with 16 bits of flags (v6.3). */
  private static final int ALT_V5_18 = 12;
  private static final int ALT_V6_3 = 14;
  private static final int ALT_INVERTED = 1 << 15;

  /** Copies the lists. */
  public PatchTables {
    jumpLabels = List.copyOf(jumpLabels);
    staticCalls = List.copyOf(staticCalls);
    alternatives = List.copyOf(alternatives);
    paravirt = List.copyOf(paravirt);
    retpolines = List.copyOf(retpolines);
    returns = List.copyOf(returns);
    mcount = List.copyOf(mcount);
  }

  /**
   * Reads them all.
   *
   * @throws BadImageException if a row names a place outside the image
   */
  public static PatchTables read(BinaryImage image) throws BadImageException {
    return new PatchTables(
        jumpLabels(image),
        staticCalls(image),
        alternatives(image),
        paravirt(image),
        offsets(image, PatchTable.RETPOLINES),
        offsets(image, PatchTable.RETURNS),
        pointers(image));
  }

  private static List<JumpEntry> jumpLabels(BinaryImage image) throws BadImageException {
    List<JumpEntry> rows = new ArrayList<>();
    for (long at : rows(image, PatchTable.JUMP_LABELS, JumpEntry.RECORD_SIZE)) {
      long code = at + image.s32(at);
      long target = at + 4 + image.s32(at + 4);
      long key = at + 8 + image.s64(at + 8);
      Likelihood likelihood = (key & 1) == 0 ? Likelihood.UNLIKELY : Likelihood.LIKELY;
      requireCode(image, at, code);
      rows.add(new JumpEntry(code, target, key & ~3, likelihood, jumpSize(image, code)));
    }
    return rows;
  }

  /* arch_jump_entry_size(): JMP rel8 and the NOP of 2 bytes, or the ones of 5. */
  private static int jumpSize(BinaryImage image, long code) throws BadImageException {
    int first = image.u8(code);
    boolean isShort = first == JMP8 || first == OPERAND_SIZE_PREFIX && image.u8(code + 1) == NOP;
    return isShort ? 2 : 5;
  }

  private static List<StaticCallSite> staticCalls(BinaryImage image) throws BadImageException {
    List<StaticCallSite> rows = new ArrayList<>();
    for (long at : rows(image, PatchTable.STATIC_CALLS, StaticCallSite.RECORD_SIZE)) {
      long address = at + image.s32(at);
      long key = at + 4 + image.s32(at + 4) & ~StaticCallSite.FLAGS;
      requireCode(image, at, address);
      rows.add(new StaticCallSite(address, key));
    }
    return rows;
  }

  private static List<AlternativeSite> alternatives(BinaryImage image) throws BadImageException {
    List<Extent> extents = PatchTable.ALTERNATIVES.extents(image);
    for (int size : new int[] {ALT_V5_18, ALT_V6_3}) {
      if (fits(image, extents, size)) {
        return alternatives(image, size);
      }
    }
    throw new BadImageException(
        ".altinstructions: found rows of neither %d nor %d bytes, expected struct alt_instr of v5.18 or later"
            .formatted(ALT_V5_18, ALT_V6_3));
  }

  private static boolean fits(BinaryImage image, List<Extent> extents, int size)
      throws BadImageException {
    for (Extent extent : extents) {
      if (extent.size() % size != 0) {
        return false;
      }
      for (long at = extent.start(); at < extent.start() + extent.size(); at += size) {
        int length = image.u8(at + size - 2);
        if (!image.holds(at + image.s32(at), length) || image.u8(at + size - 1) > length) {
          return false;
        }
      }
    }
    return true;
  }

  private static List<AlternativeSite> alternatives(BinaryImage image, int size)
      throws BadImageException {
    List<AlternativeSite> rows = new ArrayList<>();
    for (long at : rows(image, PatchTable.ALTERNATIVES, size)) {
      int feature = image.u16(at + 8);
      int flags = size == ALT_V5_18 ? feature >> 15 : image.u16(at + 10);
      if (size == ALT_V5_18) {
        feature &= ~ALT_INVERTED;
      }
      long address = at + image.s32(at);
      int length = image.u8(at + size - 2);
      if (!image.holds(address, length)) {
        throw outside(at, address);
      }
      rows.add(
          new AlternativeSite(
              address,
              at + 4 + image.s32(at + 4),
              feature,
              flags,
              length,
              image.u8(at + size - 1)));
    }
    return rows;
  }

  private static List<ParavirtSite> paravirt(BinaryImage image) throws BadImageException {
    List<ParavirtSite> rows = new ArrayList<>();
    for (long at : rows(image, PatchTable.PARAVIRT, ParavirtSite.RECORD_SIZE)) {
      ParavirtSite site = new ParavirtSite(image.s64(at), image.u8(at + 8), image.u8(at + 9));
      if (!image.holds(site.address(), site.length())) {
        throw outside(at, site.address());
      }
      rows.add(site);
    }
    return rows;
  }

  private static List<Long> offsets(BinaryImage image, PatchTable table) throws BadImageException {
    List<Long> rows = new ArrayList<>();
    for (long at : rows(image, table, Integer.BYTES)) {
      long site = at + image.s32(at);
      requireCode(image, at, site);
      rows.add(site);
    }
    return rows;
  }

  /* Sorted at build time, some rows of a linked kernel are 0: weak functions that were left out. */
  private static List<Long> pointers(BinaryImage image) throws BadImageException {
    List<Long> rows = new ArrayList<>();
    for (long at : rows(image, PatchTable.MCOUNT, Long.BYTES)) {
      long site = image.s64(at);
      if (site != 0) {
        requireCode(image, at, site);
        rows.add(site);
      }
    }
    return rows;
  }

  private static List<Long> rows(BinaryImage image, PatchTable table, int size)
      throws BadImageException {
    List<Long> rows = new ArrayList<>();
    for (Extent extent : table.extents(image)) {
      for (long at = 0; at + size <= extent.size(); at += size) {
        rows.add(extent.start() + at);
      }
    }
    return rows;
  }

  private static void requireCode(BinaryImage image, long row, long linear)
      throws BadImageException {
    if (!image.holds(linear, 1)) {
      throw outside(row, linear);
    }
  }

  private static BadImageException outside(long row, long linear) {
    return new BadImageException(
        "address 0x%x: found a row about 0x%x, expected a place in the image"
            .formatted(row, linear));
  }
}
