package org.emukernel.entry.image;

import org.emukernel.x86.image.KernelImage;
import org.emukernel.x86.image.KernelImageBuilder;

/** Puts a kernel together: assembles, links, applies the alternatives. */
public final class KernelFactory {

  /** Where the user program is linked. */
  public static final long USER_TEXT = 0x400000;

  private KernelFactory() {}

  /**
   * {@return the kernel}
   *
   * @throws IllegalArgumentException if two parts define one symbol, or a system call number is
   *     none
   * @throws org.emukernel.x86.image.LinkException if a symbol is missing; the message lists them
   */
  public static Kernel build(KernelSpec spec) {
    RoutineCatalog catalog = new RoutineCatalog(spec.parts(), spec.hooks(), spec.features());
    KernelImage linked =
        new KernelImageBuilder()
            .add(EntryUnit.of(spec.hooks()))
            .add(RoutineStubs.assemble(catalog))
            .add(PatchableUnit.of(spec.staticKeys(), spec.tracepoints()))
            .add(DataUnit.assemble(spec))
            .add(UserUnit.unit())
            .place(UserUnit.SECTION, USER_TEXT)
            .link();
    return new Kernel(
        spec, linked, linked.withAlternatives(spec.features()).withJumpLabels(), catalog.all());
  }
}
