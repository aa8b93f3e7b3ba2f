package org.emukernel.api.kernel;

import java.util.List;

/**
 * One subsystem of the emulated kernel: what it adds to the kernel image.
 *
 * @param routines its functions
 * @param globals its variables
 * @param perCpu its per-CPU variables
 */
public record KernelPart(
    List<Routine> routines, List<GlobalVariable> globals, List<PerCpuVariable> perCpu) {

  /** Copies the lists. */
  public KernelPart {
    routines = List.copyOf(routines);
    globals = List.copyOf(globals);
    perCpu = List.copyOf(perCpu);
  }

  /** {@return a part of routines only} */
  public static KernelPart of(Routine... routines) {
    return new KernelPart(List.of(routines), List.of(), List.of());
  }
}
