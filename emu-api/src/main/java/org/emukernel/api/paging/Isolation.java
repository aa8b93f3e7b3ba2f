package org.emukernel.api.paging;

/**
 * Whether user mode runs on page tables of its own, and how translations are tagged; what decides
 * which kernel mappings are global (arch/x86/mm/pti.c, v6.18).
 */
public enum Isolation {
  /** pti=off: one root; every kernel mapping is global. */
  NONE(Roots.ONE, Tags.NONE),
  /** PTI with process-context identifiers: only what both roots map is global. */
  PTI_PCID(Roots.TWO, Tags.PCID),
  /**
   * pti=auto without PCIDs: the kernel image's text is global too, and then also in the user root
   * (pti_kernel_image_global_ok()).
   */
  PTI_AUTO(Roots.TWO, Tags.NONE),
  /** pti=on without PCIDs: only what both roots map is global. */
  PTI_FORCED(Roots.TWO, Tags.NONE);

  private final Roots roots;
  private final Tags tags;

  Isolation(Roots roots, Tags tags) {
    this.roots = roots;
    this.tags = tags;
  }

  private enum Roots {
    ONE,
    TWO
  }

  private enum Tags {
    NONE,
    PCID
  }

  /** {@return whether an address space has a root for user mode} */
  public boolean hasUserRoot() {
    return roots == Roots.TWO;
  }

  /** {@return whether CR3 carries a process-context identifier} */
  public boolean hasPcid() {
    return tags == Tags.PCID;
  }

  /** {@return whether a kernel mapping of this role is global} */
  public boolean global(Mapping.Role role) {
    return switch (role) {
      case KERNEL -> this == NONE;
      case IMAGE_TEXT -> this == NONE || this == PTI_AUTO;
      case SHARED -> true;
      case USER_WINDOW, USER -> false;
    };
  }

  /** {@return whether a mapping of this role is in the user root} */
  public boolean inUserRoot(Mapping.Role role) {
    return hasUserRoot()
        && switch (role) {
          case KERNEL -> false;
          case IMAGE_TEXT -> this == PTI_AUTO;
          case SHARED, USER_WINDOW, USER -> true;
        };
  }
}
