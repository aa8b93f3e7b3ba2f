package org.emukernel.entry.image;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.x86.image.KernelImage;

/**
 * A kernel that is ready to be loaded: the image with its alternatives applied, and the functions
 * that its UD1 stubs stand for.
 *
 * @param spec what it was made of
 * @param linked the image before alternatives, for tools that look at both
 * @param image the image as it is after boot
 * @param routines the functions; the index is the number in their stubs
 */
public record Kernel(
    KernelSpec spec, KernelImage linked, KernelImage image, List<Routine> routines) {

  /** Copies the list. */
  public Kernel {
    routines = List.copyOf(routines);
  }
}
