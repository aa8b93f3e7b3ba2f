package org.emukernel.mm.vmalloc;

import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.mm.page.PageRuns;

/**
 * The addresses that vmalloc allocates from: which are free, what the taken ones hold, and the
 * areas that are unmapped but not yet purged. Stands for Linux's free_vmap_area_root, vmap nodes
 * and their lazy lists, data that is reached under a lock only: each operation here is one step.
 *
 * <p>Areas are taken at the lowest address that fits. Linux 6.9 and later also keep small pools of
 * purged areas per vmap node; those change addresses, not when anything is flushed.
 */
public final class VmapAreas {

  /* An area is one slot, at the index of its first page: bits 0..23 its pages (guard page too), bit 24
   * VM_FLUSH_RESET_PERMS, bit 25 whether it is lazy, bits 28..63 the first of its physical pages while it lives, and the page
   * number of the next lazy area (36 bits) while it is lazy. */

  /** The region of ordinary vmalloc. */
  public static final int VMALLOC = 0;

  /** The region of modules and BPF programs. */
  public static final int MODULES = 1;

  private static final int SHIFT = PageTableFormat.PAGE_SHIFT;
  private static final long PAGES = (1L << 24) - 1;
  private static final long RESET_PERMS = 1L << 24;
  private static final long LAZY = 1L << 25;
  private static final int PAYLOAD_SHIFT = 28;
  private static final long PAGE_NUMBER = (1L << (64 - PAYLOAD_SHIFT)) - 1;
  private static final long CANONICAL = -1L << 48;

  private final Arena arena;
  private final Slots slots;
  private final VmapRegion[] regions;
  private final PageRuns[] runs;
  private final int[] areas;

  /**
   * Slots reserved for it.
   *
   * @param regions the regions, {@link #VMALLOC} and {@link #MODULES}
   * @param runs each region's tree
   * @param areas each region's first area slot
   * @param lazy slot of the page number of the first lazy area
   * @param lazyStart slot of the lowest lazy address, complemented so that zero means none
   * @param lazyEnd slot of the end of the highest lazy area
   */
  public record Slots(
      List<VmapRegion> regions,
      List<PageRuns.Slots> runs,
      List<Integer> areas,
      int lazy,
      int lazyStart,
      int lazyEnd) {

    /** Reserves the state. */
    public static Slots reserve(ArenaBuilder builder, VmapRegion vmalloc, VmapRegion modules) {
      List<VmapRegion> regions = List.of(vmalloc, modules);
      return new Slots(
          regions,
          regions.stream()
              .map(r -> PageRuns.Slots.reserve(builder, "mm." + r.name(), r.pages()))
              .toList(),
          regions.stream()
              .map(r -> builder.slots("mm." + r.name() + ".area", r.pages(), SlotKind.STATE))
              .toList(),
          builder.slot("mm.vmap.lazy"),
          builder.slot("mm.vmap.lazy_start"),
          builder.slot("mm.vmap.lazy_end"));
    }
  }

  /** Works on the slots of an arena. */
  public VmapAreas(Arena arena, Slots slots) {
    this.arena = arena;
    this.slots = slots;
    this.regions = slots.regions.toArray(VmapRegion[]::new);
    this.areas = slots.areas.stream().mapToInt(i -> i).toArray();
    this.runs = slots.runs.stream().map(r -> new PageRuns(arena, r)).toArray(PageRuns[]::new);
  }

  /** {@return the region} */
  public VmapRegion region(int number) {
    return regions[number];
  }

  /**
   * Takes the lowest free addresses that fit.
   *
   * @param pages how many pages, the guard page too
   * @param alignment in bytes; a power of two
   * @return the address, or 0 if nothing fits
   */
  public long take(int region, long pages, long alignment) {
    if (pages <= 0 || pages > runs[region].units()) {
      return 0;
    }
    int unit = (int) Math.min(Math.max(alignment >>> SHIFT, 1), runs[region].units());
    long first = runs[region].lowest((int) pages, unit);
    if (first == PageRuns.NONE) {
      return 0;
    }
    runs[region].take((int) first, (int) pages);
    arena.set(areas[region] + (int) first, pages);
    return region(region).start() + (first << SHIFT);
  }

  /** Gives addresses back that were never mapped. */
  public void giveBack(long address) {
    free(address);
  }

  /** Notes the physical pages of an area. */
  public void setPages(long address, long firstPage) {
    int slot = slotOf(address);
    arena.set(slot, (arena.get(slot) & ((1L << PAYLOAD_SHIFT) - 1)) | firstPage << PAYLOAD_SHIFT);
  }

  /** Marks an area VM_FLUSH_RESET_PERMS (set_vm_flush_reset_perms()). */
  public void setFlushResetPerms(long address) {
    int slot = slotOf(address);
    arena.set(slot, arena.get(slot) | RESET_PERMS);
  }

  /** {@return whether a live area starts here} */
  public boolean exists(long address) {
    int region = regionOf(address);
    return region >= 0 && (address & ((1L << SHIFT) - 1)) == 0 && live(arena.get(slotOf(address)));
  }

  private static boolean live(long area) {
    return area >>> PAYLOAD_SHIFT != 0 && (area & LAZY) == 0;
  }

  /** {@return how many pages an area has, the guard page too} */
  public long pages(long address) {
    return arena.get(slotOf(address)) & PAGES;
  }

  /** {@return the first of an area's chain of physical pages} */
  public long firstPage(long address) {
    return arena.get(slotOf(address)) >>> PAYLOAD_SHIFT;
  }

  /** {@return whether the area is VM_FLUSH_RESET_PERMS} */
  public boolean flushResetPerms(long address) {
    return (arena.get(slotOf(address)) & RESET_PERMS) != 0;
  }

  /** Puts an unmapped area on the lazy list. */
  public void addLazy(long address) {
    long pages = pages(address);
    arena.set(slotOf(address), pages | LAZY | arena.get(slots.lazy) << PAYLOAD_SHIFT);
    arena.set(slots.lazy, (address >>> SHIFT) & PAGE_NUMBER);
    long start = ~arena.get(slots.lazyStart);
    long end = arena.get(slots.lazyEnd);
    arena.set(slots.lazyStart, ~unsignedMin(start, address));
    arena.set(slots.lazyEnd, unsignedMax(end, address + (pages << SHIFT)));
  }

  /** {@return the lowest address of a lazy area, or -1 if there is none} */
  public long lazyStart() {
    return ~arena.get(slots.lazyStart);
  }

  /** {@return the end of the highest lazy area, or 0 if there is none} */
  public long lazyEnd() {
    return arena.get(slots.lazyEnd);
  }

  /**
   * Takes the whole lazy list away, for a purge.
   *
   * @return its first area, or 0; the others follow by {@link #purge}
   */
  public long takeLazy() {
    long first = address(arena.get(slots.lazy));
    arena.set(slots.lazy, 0);
    arena.set(slots.lazyStart, 0);
    arena.set(slots.lazyEnd, 0);
    return first;
  }

  /**
   * Makes the addresses of a lazy area free again.
   *
   * @return the next area of the list, or 0
   */
  public long purge(long address) {
    long next = address(arena.get(slotOf(address)) >>> PAYLOAD_SHIFT);
    free(address);
    return next;
  }

  /** {@return the area after this one on the lazy list that was taken away, or 0} */
  public long nextLazy(long address) {
    return address(arena.get(slotOf(address)) >>> PAYLOAD_SHIFT);
  }

  /**
   * {@return whether no address of a range belongs to an area that is not lazy: nobody has mappings
   * there or is about to make some}
   *
   * @param start a page of a region
   * @param end the page after the last; pages beyond the region count as unused
   */
  public boolean unused(long start, long end) {
    int region = regionOf(start);
    int from = (int) ((start - region(region).start()) >>> SHIFT);
    int to = (int) Math.min((end - region(region).start()) >>> SHIFT, runs[region].units());
    for (int page = from; page < to; ) {
      int first = areaBefore(region, page);
      long area = first < 0 ? 0 : arena.get(areas[region] + first);
      boolean covered = first >= 0 && page < first + (area & PAGES);
      if (covered && (area & LAZY) == 0) {
        return false;
      }
      page = covered ? first + (int) (area & PAGES) : page + 1;
    }
    return true;
  }

  /* The area that begins at a page or is the last before it; -1 if there is none. */
  private int areaBefore(int region, int page) {
    int first = page;
    while (first >= 0 && arena.get(areas[region] + first) == 0) {
      first--;
    }
    return first;
  }

  private void free(long address) {
    int region = regionOf(address);
    int slot = slotOf(address);
    int pages = (int) (arena.get(slot) & PAGES);
    arena.set(slot, 0);
    runs[region].free(slot - areas[region], pages);
  }

  private static long address(long pageNumber) {
    return pageNumber == 0 ? 0 : pageNumber << SHIFT | CANONICAL;
  }

  private int slotOf(long address) {
    int region = regionOf(address);
    if (region < 0) {
      throw new IllegalStateException(String.format("0x%x is in no vmap region", address));
    }
    return areas[region] + (int) ((address - region(region).start()) >>> SHIFT);
  }

  private int regionOf(long address) {
    if (region(VMALLOC).contains(address)) {
      return VMALLOC;
    }
    return region(MODULES).contains(address) ? MODULES : -1;
  }

  static long unsignedMin(long a, long b) {
    return Long.compareUnsigned(a, b) < 0 ? a : b;
  }

  static long unsignedMax(long a, long b) {
    return Long.compareUnsigned(a, b) > 0 ? a : b;
  }
}
