package org.emukernel.mm.vmalloc;

import org.emukernel.api.paging.LinearLayout;
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
  public static VmapRegion vmalloc(LinearLayout layout, long modelled) {
    return new VmapRegion("vmalloc", layout.vmallocStart(), layout.vmallocEnd(), modelled);
  }

  /** {@return module space with so many bytes of it managed} */
  public static VmapRegion modules(LinearLayout layout, long modelled) {
    return new VmapRegion("modules", layout.modulesStart(), layout.modulesEnd(), modelled);
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
