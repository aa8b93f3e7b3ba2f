package org.emukernel.mm.pti;

import java.util.List;
import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.LinearLayout;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.paging.RootPair;
import org.emukernel.mm.page.KernelMemory;
import org.emukernel.mm.page.KernelRoot;
import org.emukernel.mm.pti.BootPageTables.Pages;

/**
 * Builds the kernel's page tables and those of user programs at boot, as pti_init() leaves them
 * (arch/x86/mm/pti.c, v6.18).
 *
 * <p>All address spaces share the kernel half of their root entries with the kernel's own root, and
 * the entries of vmalloc space are there from the beginning (preallocate_vmalloc_pages(),
 * arch/x86/mm/init_64.c), so that a mapping that vmalloc makes is seen under every kernel root. The
 * kernel root maps the user half without execution; the user root maps of the kernel only what its
 * mappings' roles say.
 */
public final class AddressSpaces {

  private static final int HALF = PageTableFormat.ENTRIES / 2;

  private final KernelMemory memory;
  private final KernelRoot kernelRoot;
  private final LinearLayout layout;
  private final Isolation isolation;
  private final BootPageTables tables;

  /** Builds in a kernel's memory. */
  public AddressSpaces(
      KernelMemory memory, KernelRoot kernelRoot, LinearLayout layout, Isolation isolation) {
    this.memory = memory;
    this.kernelRoot = kernelRoot;
    this.layout = layout;
    this.isolation = isolation;
    this.tables = new BootPageTables(memory);
  }

  /**
   * Builds the kernel's own roots: the direct map of all memory with 2 MiB pages, vmalloc space's
   * entries and the given mappings.
   *
   * @param mappings none of them in user space or in the direct map, but for {@link
   *     Mapping.Role#USER_WINDOW}
   * @return the roots of swapper_pg_dir
   */
  public RootPair bootKernel(List<Mapping> mappings) {
    RootPair pair = new RootPair(tables.newPair(), isolation);
    mapDirect(pair);
    populateVmalloc(pair);
    for (Mapping mapping : mappings) {
      if (mapping.role() != Mapping.Role.USER_WINDOW) {
        map(pair.kernel(), mapping);
      }
      if (isolation.inUserRoot(mapping.role())) {
        map(pair.user(), mapping);
      }
    }
    kernelRoot.set(pair.kernel(), protection(Protection.of(), Mapping.Role.KERNEL));
    return pair;
  }

  private void mapDirect(RootPair pair) {
    tables.map(
        pair.kernel(),
        memory.directMap().base(),
        0,
        memory.directMap().bytes(),
        protection(Protection.PAGE_KERNEL, Mapping.Role.KERNEL),
        Pages.LARGE);
  }

  private void populateVmalloc(RootPair pair) {
    long step = memory.format().bytesCovered(memory.format().levels());
    for (long at = layout.vmallocStart();
        Long.compareUnsigned(at, layout.vmallocEnd()) < 0;
        at += step) {
      tables.populateTop(pair.kernel(), at);
    }
    tables.populateTop(pair.kernel(), layout.modulesStart());
  }

  private void map(long root, Mapping mapping) {
    Pages pages =
        mapping.role() == Mapping.Role.KERNEL || mapping.role() == Mapping.Role.IMAGE_TEXT
            ? Pages.LARGE
            : Pages.BASE;
    Protection protection = protection(mapping.protection(), mapping.role());
    tables.map(root, mapping.linear(), mapping.physical(), mapping.bytes(), protection, pages);
  }

  private Protection protection(Protection protection, Mapping.Role role) {
    return isolation.global(role)
        ? protection.with(Permission.GLOBAL)
        : protection.without(Permission.GLOBAL);
  }

  /**
   * Builds the roots of a user program's address space.
   *
   * @param program its mappings, all in the lower half
   */
  public RootPair create(List<Mapping> program) {
    long kernelHalf = kernelRoot.physical();
    RootPair swapper = new RootPair(kernelHalf, isolation);
    RootPair pair = new RootPair(tables.newPair(), isolation);
    tables.shareTop(swapper.kernel(), pair.kernel(), HALF, PageTableFormat.ENTRIES);
    for (Mapping mapping : program) {
      map(pair.kernel(), mapping);
    }
    if (isolation.hasUserRoot()) {
      tables.shareTop(swapper.user(), pair.user(), HALF, PageTableFormat.ENTRIES);
      tables.shareTop(pair.kernel(), pair.user(), 0, HALF);
      tables.forbidExecution(pair.kernel(), 0, HALF);
    }
    return pair;
  }
}
