package org.emukernel.mm.vmalloc;

import org.emukernel.api.paging.PageTableFormat;

/**
 * A range of linear addresses that vmalloc allocates from.
 *
 * @param name its name in dumps
 * @param start first address; a multiple of {@code alignmentMax}
 * @param end last address that Linux may hand out, as the event alloc_vmap_area gives it (vend)
 * @param modelled how many bytes from {@code start} are really managed: 256 KiB times a power of
 *     two; an allocation beyond them fails as one beyond {@code end} does
 */
public record VmapRegion(String name, long start, long end, long modelled) {

  /** VMALLOC_START..VMALLOC_END, 4-level paging, without KASLR. */
  public static final long VMALLOC_START = 0xffff_c900_0000_0000L;

  /** VMALLOC_END. */
  public static final long VMALLOC_END = 0xffff_e8ff_ffff_ffffL;

  /** MODULES_VADDR without KASLR; the BPF JIT's packs lie here. */
  public static final long MODULES_VADDR = 0xffff_ffff_c000_0000L;

  /** MODULES_END. */
  public static final long MODULES_END = 0xffff_ffff_ff00_0000L;

  /** Refuses sizes that the tree of runs cannot hold. */
  public VmapRegion {
    long pages = modelled >>> PageTableFormat.PAGE_SHIFT;
    if (pages << PageTableFormat.PAGE_SHIFT != modelled
        || Long.bitCount(pages) != 1
        || pages < 64
        || pages > 1 << 20) {
      throw new IllegalArgumentException(
          name
              + ": "
              + modelled
              + " bytes of modelled addresses are no power of two between 256 KiB and 4 GiB");
    }
  }

  /** {@return vmalloc space with so many bytes of it managed} */
  public static VmapRegion vmalloc(long modelled) {
    return new VmapRegion("vmalloc", VMALLOC_START, VMALLOC_END, modelled);
  }

  /** {@return module space with so many bytes of it managed} */
  public static VmapRegion modules(long modelled) {
    return new VmapRegion("modules", MODULES_VADDR, MODULES_END, modelled);
  }

  /** {@return how many pages are managed} */
  public int pages() {
    return (int) (modelled >>> PageTableFormat.PAGE_SHIFT);
  }

  /** {@return whether an address is managed} */
  public boolean contains(long linear) {
    return Long.compareUnsigned(linear - start, modelled) < 0;
  }
}
