package org.emukernel.mm.vmalloc;

import org.emukernel.api.paging.PageTableFormat;

/** lazy_max_pages(), mm/vmalloc.c: how many unmapped pages may wait for their purge. */
public final class LazyMaxPages {

  private static final long BYTES_PER_LOG = 32L << 20;

  private LazyMaxPages() {}

  /**
   * {@return fls(online CPUs) times 32 MiB, in pages}
   *
   * @param onlineCpus at least 1
   */
  public static long of(int onlineCpus) {
    int fls = Integer.SIZE - Integer.numberOfLeadingZeros(onlineCpus);
    return fls * (BYTES_PER_LOG >>> PageTableFormat.PAGE_SHIFT);
  }
}
