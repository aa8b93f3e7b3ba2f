package org.emukernel.mm.mmap;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.mm.page.KernelMemory;

/** System calls on anonymous memory. */
public final class UserMemory {

  private UserMemory() {}

  /** {@return the functions} */
  public static List<Routine> routines(KernelMemory memory) {
    return List.of();
  }
}
