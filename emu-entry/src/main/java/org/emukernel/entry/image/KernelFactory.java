package org.emukernel.entry.image;

import java.util.function.UnaryOperator;
import org.emukernel.api.kernel.Routine;
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
    return build(spec, UnaryOperator.identity());
  }

  /**
   * {@return the kernel with a fault planted in it}
   *
   * @param plant asked for each function that does not come with the parts
   */
  public static Kernel build(KernelSpec spec, UnaryOperator<Routine> plant) {
    RoutineCatalog catalog = new RoutineCatalog(spec.parts(), spec.hooks(), spec.features(), plant);
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
