package org.emukernel.api.spi;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.paging.LinearLayout;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.strategy.DeferralStrategy;

/** Offers a {@link MemoryManager} under a name. Found by {@link java.util.ServiceLoader}. */
public interface MemoryManagerProvider extends Named {

  /**
   * Reserves the state of a memory manager.
   *
   * @param slots where its slots are reserved
   * @param geometry what physical memory it manages
   * @return what makes the manager once the arena is built
   */
  Plan reserve(ArenaBuilder slots, Geometry geometry);

  /** A memory manager whose slots are reserved. */
  interface Plan {

    /**
     * Makes the manager.
     *
     * @param arena built from the builder that the slots were reserved in
     * @param format the architecture's page tables
     * @param strategy decides whether a flush for vmalloc interrupts its targets
     * @param conditions where it puts its condition function
     */
    MemoryManager create(
        Arena arena, PageTableFormat format, DeferralStrategy strategy, CallConditions conditions);
  }

  /**
   * What memory there is.
   *
   * @param cpus how many CPUs
   * @param firstFree physical address of the first page that the manager may hand out; a multiple
   *     of 4096 above 0
   * @param end physical address after the last
   * @param layout where linear addresses lie
   */
  record Geometry(int cpus, long firstFree, long end, LinearLayout layout) {

    /** Refuses ranges that are no whole pages. */
    public Geometry {
      if (cpus < 1) {
        throw new IllegalArgumentException(cpus + " CPUs; at least 1 is needed");
      }
      if (firstFree <= 0 || (firstFree & 4095) != 0 || (end & 4095) != 0 || end <= firstFree) {
        throw new IllegalArgumentException(
            String.format("memory 0x%x-0x%x is no range of whole pages above 0", firstFree, end));
      }
    }
  }
}
