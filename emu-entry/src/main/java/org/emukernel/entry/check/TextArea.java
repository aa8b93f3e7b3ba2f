package org.emukernel.entry.check;

/** Kinds of kernel text, by what may be done in them; include/asm-generic/vmlinux.lds.h, v6.1. */
public enum TextArea {
  /** Entry code, mapped with the user's page tables too. */
  ENTRY(".entry.text"),
  /** Code that may run before the kernel's context is known: no instrumentation. */
  NOINSTR(".noinstr.text"),
  /** The idle loop. */
  CPUIDLE(".cpuidle.text"),
  /** Everything else that stays. */
  TEXT(".text"),
  /** Gone after boot. */
  INIT(".init.text"),
  /** Run when a module goes; in a kernel never. */
  EXIT(".exit.text");

  private final String section;

  TextArea(String section) {
    this.section = section;
  }

  /** {@return the name of the section} */
  public String section() {
    return section;
  }

  /** {@return whether instrumentation is forbidden in it} */
  public boolean isNoinstr() {
    return this == ENTRY || this == NOINSTR || this == CPUIDLE;
  }
}
