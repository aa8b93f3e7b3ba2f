package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.emukernel.entry.check.BinarySection.Flag;
import org.emukernel.entry.check.KeyedSite.Kind;
import org.emukernel.entry.check.KeyedSite.Permission;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.image.JumpEntry;

/**
 * All jump labels or all static calls of an image.
 *
 * @param keys how many keys they have
 * @param roAfterInitKeys how many of these nobody can change after boot
 * @param noinstr those in text that must not be instrumented
 */
public record KeyedSites(
    SiteCounts counts, int keys, int roAfterInitKeys, List<KeyedSite> noinstr) {

  private static final int CALL_SIZE = 5;
  private static final String RO_AFTER_INIT = ".data..ro_after_init";

  /** Copies the list. */
  public KeyedSites {
    noinstr = List.copyOf(noinstr);
  }

  static KeyedSites ofJumpLabels(
      BinaryImage image, TextAreas areas, List<JumpEntry> rows, Regions regions)
      throws BadImageException {
    List<Long> sites = rows.stream().map(JumpEntry::code).toList();
    Map<Long, Permission> keys = new HashMap<>();
    List<KeyedSite> noinstr = new ArrayList<>();
    for (JumpEntry row : rows) {
      Permission permission = keys.computeIfAbsent(row.key(), key -> permission(image, key));
      Optional<TextArea> area = areas.at(row.code()).filter(TextArea::isNoinstr);
      if (area.isPresent()) {
        noinstr.add(
            new KeyedSite(
                Kind.JUMP_LABEL,
                row.code(),
                area.get(),
                hex(image, row.code(), row.size()),
                row.target(),
                row.key(),
                permission,
                regions.at(row.code())));
      }
    }
    return of(sites, areas, keys, noinstr);
  }

  static KeyedSites ofStaticCalls(
      BinaryImage image, TextAreas areas, List<StaticCallSite> rows, Regions regions)
      throws BadImageException {
    CodeDecoder decoder = new CodeDecoder(image);
    List<Long> sites = rows.stream().map(StaticCallSite::address).toList();
    Map<Long, Permission> keys = new HashMap<>();
    List<KeyedSite> noinstr = new ArrayList<>();
    for (StaticCallSite row : rows) {
      Permission permission = keys.computeIfAbsent(row.key(), key -> permission(image, key));
      Optional<TextArea> area = areas.at(row.address()).filter(TextArea::isNoinstr);
      if (area.isPresent()) {
        Optional<Instruction> instruction = decoder.at(row.address());
        int size = instruction.map(Instruction::length).orElse(CALL_SIZE);
        noinstr.add(
            new KeyedSite(
                Kind.STATIC_CALL,
                row.address(),
                area.get(),
                hex(image, row.address(), size),
                instruction.map(i -> CodeDecoder.target(i, row.address()).orElse(0)).orElse(0L),
                row.key(),
                permission,
                regions.at(row.address())));
      }
    }
    return of(sites, areas, keys, noinstr);
  }

  private static KeyedSites of(
      List<Long> sites, TextAreas areas, Map<Long, Permission> keys, List<KeyedSite> noinstr) {
    long fixed = keys.values().stream().filter(p -> p == Permission.RO_AFTER_INIT).count();
    return new KeyedSites(SiteCounts.of(sites, areas), keys.size(), (int) fixed, noinstr);
  }

  private static String hex(BinaryImage image, long address, int size) throws BadImageException {
    return HexFormat.of().formatHex(image.bytes(address, size));
  }

  /* RO_AFTER_INIT_DATA, include/asm-generic/vmlinux.lds.h: between two symbols once linked, a section before. */
  static Permission permission(BinaryImage image, long key) {
    OptionalLong from = image.symbols().address("__start_ro_after_init");
    OptionalLong to = image.symbols().address("__end_ro_after_init");
    Optional<BinarySection> section = image.sectionAt(key);
    if (section.isEmpty() || section.get().is(Flag.EXTERNAL)) {
      return Permission.UNKNOWN;
    }
    boolean fixed =
        section.get().name().startsWith(RO_AFTER_INIT)
            || from.isPresent()
                && to.isPresent()
                && Long.compareUnsigned(key - from.getAsLong(), to.getAsLong() - from.getAsLong())
                    < 0;
    return fixed ? Permission.RO_AFTER_INIT : Permission.WRITABLE;
  }
}
