package org.emukernel.x86.image;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.emukernel.x86.asm.SectionFlag;

/**
 * Where sections lie and which boundary symbols they get; arch/x86/kernel/vmlinux.lds.S and
 * include/asm-generic/vmlinux.lds.h, v6.1. Text, read-only data and data start on 2-MiB boundaries,
 * so that each can be mapped by large pages of one permission.
 */
final class KernelLayout {
  /** __START_KERNEL: where the image is linked. */
  static final long BASE = 0xffffffff81000000L;

  /** __START_KERNEL_map: linear address of physical address 0. */
  static final long START_KERNEL_MAP = 0xffffffff80000000L;

  static final int PAGE_SIZE = 0x1000;
  static final int PMD_SIZE = 0x200000;
  static final String PER_CPU = ".data..percpu";

  /** Written by nobody after boot (RO_AFTER_INIT_DATA in vmlinux.lds.h). */
  static final String RO_AFTER_INIT = ".data..ro_after_init";

  /** Regions in the order of the image. */
  enum Region {
    TEXT,
    RODATA,
    DATA,
    INIT,
    BSS
  }

  /** Boundary symbols: at the start and at the end of a section. */
  record Bounds(List<String> start, List<String> end) {
    static Bounds of(String start, String end) {
      return new Bounds(List.of(start.split(" ")), List.of(end.split(" ")));
    }
  }

  private static final List<String> ORDER =
      List.of(
          ".text",
          ".noinstr.text",
          ".cpuidle.text",
          ".entry.text",
          ".rodata",
          "__jump_table",
          RO_AFTER_INIT,
          ".data",
          PER_CPU,
          ".init.text",
          ".init.data",
          ".altinstructions",
          ".altinstr_replacement",
          ".bss");

  private static final Map<String, Bounds> BOUNDS =
      Map.of(
          ".noinstr.text",
          Bounds.of("__noinstr_text_start", "__noinstr_text_end"),
          ".entry.text",
          Bounds.of("__entry_text_start", "__entry_text_end"),
          ".rodata",
          Bounds.of("__start_rodata", "__end_rodata"),
          "__jump_table",
          Bounds.of("__start___jump_table", "__stop___jump_table"),
          RO_AFTER_INIT,
          Bounds.of("__start_ro_after_init", "__end_ro_after_init"),
          ".data",
          Bounds.of("_sdata", "_edata"),
          PER_CPU,
          Bounds.of("__per_cpu_start", "__per_cpu_end"),
          ".init.text",
          Bounds.of("_sinittext", "_einittext"),
          ".altinstructions",
          Bounds.of("__alt_instructions", "__alt_instructions_end"),
          ".bss",
          Bounds.of("__bss_start", "__bss_stop"));

  private KernelLayout() {}

  static Bounds bounds(String section) {
    return BOUNDS.getOrDefault(section, new Bounds(List.of(), List.of()));
  }

  static Region region(String name, Set<SectionFlag> flags) {
    if (name.startsWith(".bss")) {
      return Region.BSS;
    }
    if (name.startsWith(".init.") || name.startsWith(".altinstr") || name.equals(PER_CPU)) {
      return Region.INIT;
    }
    if (flags.contains(SectionFlag.EXEC)) {
      return Region.TEXT;
    }
    boolean readOnly = name.equals("__jump_table") || name.equals(RO_AFTER_INIT);
    boolean writable = flags.contains(SectionFlag.WRITE) && !readOnly;
    return writable ? Region.DATA : Region.RODATA;
  }

  /** {@return the place of a known section among its neighbours; others follow the known ones} */
  static int rank(String name) {
    int index = ORDER.indexOf(name);
    return index < 0 ? ORDER.size() : index;
  }

  static int regionAlignment(Region region) {
    return region == Region.RODATA || region == Region.DATA ? PMD_SIZE : PAGE_SIZE;
  }

  /** {@return the least alignment of a section: pages where page tables map it on its own} */
  static int sectionAlignment(String name) {
    return name.equals(".noinstr.text")
            || name.equals(".entry.text")
            || name.equals(PER_CPU)
            || name.equals(".init.text")
        ? PAGE_SIZE
        : 1;
  }

  /** {@return whether the section behind this one starts on a new page} */
  static boolean endsPage(String name) {
    return name.equals(".entry.text") || name.equals(PER_CPU);
  }
}
