package org.emukernel.x86.asm;

import java.util.Set;

/** The flags of the sections that Linux knows by name (include/asm-generic/vmlinux.lds.h, v6.1). */
final class SectionDefaults {
  private SectionDefaults() {}

  static Set<SectionFlag> flags(String section) {
    if (section.endsWith("text")
        || section.startsWith(".text.")
        || section.equals(".altinstr_replacement")) {
      return SectionFlag.parse("ax");
    }
    if (section.startsWith(".data")
        || section.startsWith(".bss")
        || section.startsWith(".init.data")
        || section.equals("__jump_table")) {
      return SectionFlag.parse("aw");
    }
    if (section.startsWith(".rodata") || section.equals(".altinstructions")) {
      return SectionFlag.parse("a");
    }
    throw new AssemblyException("section '" + section + "' is new and needs flags such as \"ax\"");
  }
}
