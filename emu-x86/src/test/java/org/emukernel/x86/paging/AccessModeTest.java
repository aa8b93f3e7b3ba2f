package org.emukernel.x86.paging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * All combinations of rights, mode and access against the sentences of SDM vol. 3A, "Determination
 * of Access Rights", written out one by one. Keys and shadow stacks aside.
 */
class AccessModeTest {

  @Test
  void permits_everyCombination_followsTheManual() {
    int checked = 0;
    for (int entries = 0; entries < 8; entries++) {
      for (int mode = 0; mode < AccessMode.COUNT; mode++) {
        for (AccessKind kind : AccessKind.values()) {
          if ((mode & AccessMode.NXE) == 0 && (entries & 4) != 0) {
            continue; // XD is reserved then: the walk faults before rights are looked at
          }
          assertThat(AccessMode.permits(rights(entries), kind, mode))
              .as("entries %d mode %d %s", entries, mode, kind)
              .isEqualTo(new Manual(entries, mode).allows(kind));
          checked++;
        }
      }
    }
    assertThat(checked).isEqualTo(3 * (8 * 32 + 4 * 32));
  }

  private static long rights(int entries) {
    return ((entries & 1) != 0 ? PageTableEntry.WRITABLE : 0)
        | ((entries & 2) != 0 ? PageTableEntry.USER : 0)
        | ((entries & 4) != 0 ? PageTableEntry.NO_EXECUTE : 0);
  }

  @Test
  void implicitSupervisor_anyMode_ignoresCplAndAc() {
    for (int mode = 0; mode < AccessMode.COUNT; mode++) {
      int implicit = AccessMode.implicitSupervisor(mode);
      assertThat(implicit & (AccessMode.USER | AccessMode.AC)).isZero();
      assertThat(implicit | AccessMode.USER | AccessMode.AC)
          .isEqualTo(mode | AccessMode.USER | AccessMode.AC);
    }
  }

  private static final class Manual {
    private final boolean rw;
    private final boolean userModeAddress;
    private final boolean xd;
    private final boolean userMode;
    private final boolean ac;
    private final boolean wp;
    private final boolean smep;
    private final boolean smap;

    Manual(int entries, int mode) {
      rw = (entries & 1) != 0;
      userModeAddress = (entries & 2) != 0;
      xd = (entries & 4) != 0;
      userMode = (mode & AccessMode.USER) != 0;
      ac = (mode & AccessMode.AC) != 0;
      wp = (mode & AccessMode.WP) != 0;
      smep = (mode & AccessMode.SMEP) != 0;
      smap = (mode & AccessMode.SMAP) != 0;
    }

    boolean allows(AccessKind kind) {
      if (userMode) {
        return userModeAccess(kind);
      }
      return userModeAddress ? supervisorToUser(kind) : supervisorToSupervisor(kind);
    }

    private boolean userModeAccess(AccessKind kind) {
      // "Data may be read from any user-mode address"; "Data may be written to any user-mode
      // address with a translation for which the R/W flag is 1 in every entry"; "Instructions may
      // be fetched from any user-mode address [...] for which the XD flag is 0 in every entry";
      // supervisor-mode addresses: none of these.
      if (!userModeAddress) {
        return false;
      }
      return kind == AccessKind.READ
          || kind == AccessKind.WRITE && rw
          || kind == AccessKind.FETCH && !xd;
    }

    private boolean supervisorToSupervisor(AccessKind kind) {
      // "Data may be read (implicitly or explicitly) from any supervisor-mode address."
      // "If CR0.WP = 0, data may be written to any supervisor-mode address. If CR0.WP = 1, [...]
      // with a translation for which the R/W flag is 1 in every entry."
      return kind == AccessKind.READ
          || kind == AccessKind.WRITE && (!wp || rw)
          || kind == AccessKind.FETCH && !xd;
    }

    private boolean supervisorToUser(AccessKind kind) {
      // Reads: "If CR4.SMAP = 0, data may be read from any user-mode address. If CR4.SMAP = 1,
      // [...] if EFLAGS.AC = 1 and the access is explicit".
      // Writes: as reads with WP. Fetches: "If CR4.SMEP = 1, instructions may not be fetched from
      // any user-mode address."
      if (kind == AccessKind.FETCH) {
        return !smep && !xd;
      }
      boolean smapAllows = !smap || ac;
      return smapAllows && (kind == AccessKind.READ || !wp || rw);
    }
  }
}
