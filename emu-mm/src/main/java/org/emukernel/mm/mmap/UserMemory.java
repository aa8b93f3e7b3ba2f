package org.emukernel.mm.mmap;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.Routine;
import org.emukernel.mm.page.KernelMemory;

/**
 * Anonymous memory: {@code do_mmap(address, bytes)}, {@code __vm_munmap(address, bytes)}, {@code
 * do_mprotect_pkey(address, bytes, protection)}, with the call chains of Linux v6.18. Pages come
 * when they are mapped, not when they are first used.
 */
public final class UserMemory {

  private UserMemory() {}

  /** {@return the functions} */
  public static List<Routine> routines(KernelMemory memory) {
    List<Routine> routines = new ArrayList<>();
    routines.add(new MmapAnonymous(memory));
    routines.addAll(
        CallThrough.chain(
            "vms_clear_ptes",
            "__vm_munmap",
            "do_vmi_munmap",
            "do_vmi_align_munmap",
            "vms_complete_munmap_vmas"));
    routines.add(new UnmapRange(memory));
    routines.addAll(CallThrough.chain("change_protection", "do_mprotect_pkey", "mprotect_fixup"));
    routines.add(new ChangeProtection(memory));
    routines.addAll(CallThrough.chain("flush_tlb_mm_range", "tlb_finish_mmu", "tlb_flush_mmu"));
    return routines;
  }
}
