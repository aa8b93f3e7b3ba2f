package org.emukernel.api.kernel;

import java.util.List;

/**
 * One subsystem of the emulated kernel: what it adds to the kernel image.
 *
 * @param routines its functions
 * @param variables what its functions use
 */
public record KernelPart(List<Routine> routines, List<KernelVariable> variables) {

  /** Copies the lists. */
  public KernelPart {
    routines = List.copyOf(routines);
    variables = List.copyOf(variables);
  }

  /** {@return a part of routines only} */
  public static KernelPart of(Routine... routines) {
    return new KernelPart(List.of(routines), List.of());
  }
}
