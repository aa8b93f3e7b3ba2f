package org.emukernel.x86.paging;

/** What the access rights depend on besides the entries, packed into an {@code int}. */
public final class AccessMode {

  /** A user-mode access: CPL 3 and not an implicit supervisor access. */
  public static final int USER = 1;

  /** RFLAGS.AC, for an explicit access. */
  public static final int AC = 1 << 1;

  /** CR0.WP. */
  public static final int WP = 1 << 2;

  /** CR4.SMEP. */
  public static final int SMEP = 1 << 3;

  /** CR4.SMAP. */
  public static final int SMAP = 1 << 4;

  /** IA32_EFER.NXE. */
  public static final int NXE = 1 << 5;

  /** How many modes there are. */
  public static final int COUNT = 1 << 6;

  private AccessMode() {}

  /** {@return the mode of explicit accesses under these controls} */
  public static int of(TranslationControls controls) {
    return (controls.cpl() == 3 ? USER : 0)
        | (controls.ac() ? AC : 0)
        | bit(controls.cr0(), TranslationControls.CR0_WP, WP)
        | bit(controls.cr4(), TranslationControls.CR4_SMEP, SMEP)
        | bit(controls.cr4(), TranslationControls.CR4_SMAP, SMAP)
        | bit(controls.efer(), TranslationControls.EFER_NXE, NXE);
  }

  private static int bit(long register, long mask, int flag) {
    return (register & mask) != 0 ? flag : 0;
  }

  /**
   * {@return the mode of implicit supervisor-mode accesses} They do not look at CPL, and SMAP holds
   * for them whatever RFLAGS.AC is (SDM vol. 3A, "Determination of Access Rights").
   */
  public static int implicitSupervisor(int mode) {
    return mode & ~(USER | AC);
  }

  /**
   * SDM vol. 3A, "Determination of Access Rights".
   *
   * @param rights {@link PageTableEntry#USER} and {@link PageTableEntry#WRITABLE} if set in every
   *     entry that controls the translation, {@link PageTableEntry#NO_EXECUTE} if set in any
   * @return whether the access is allowed
   */
  public static boolean permits(long rights, AccessKind kind, int mode) {
    boolean userPage = (rights & PageTableEntry.USER) != 0;
    return (mode & USER) != 0
        ? userPage && permitsUser(rights, kind)
        : permitsSupervisor(rights, kind, mode, userPage);
  }

  private static boolean permitsUser(long rights, AccessKind kind) {
    return switch (kind) {
      case READ -> true;
      case WRITE -> (rights & PageTableEntry.WRITABLE) != 0;
      case FETCH -> (rights & PageTableEntry.NO_EXECUTE) == 0;
    };
  }

  private static boolean permitsSupervisor(
      long rights, AccessKind kind, int mode, boolean userPage) {
    if (kind == AccessKind.FETCH) {
      return (rights & PageTableEntry.NO_EXECUTE) == 0 && !(userPage && (mode & SMEP) != 0);
    }
    if (userPage && (mode & (SMAP | AC)) == SMAP) {
      return false;
    }
    return kind == AccessKind.READ || (rights & PageTableEntry.WRITABLE) != 0 || (mode & WP) == 0;
  }
}
