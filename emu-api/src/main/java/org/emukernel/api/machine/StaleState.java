package org.emukernel.api.machine;

/**
 * What CPUs hold that may be older than memory: translations and instruction bytes. What should be
 * gone by now is condemned; a CPU that uses it nevertheless is reported to {@link TlbMonitor} or
 * {@link TextMonitor}. Watches only; never changes what a CPU does.
 */
public interface StaleState {

  /** Nothing, or not known. */
  int UNKNOWN = -1;

  /** What a monitor wants to find again. */
  enum Mark {
    /** What a CPU held when its flush was put off. */
    OWED,
    /** What a CPU held when it began to do a flush that others wait for. */
    IN_FLUSH
  }

  /**
   * Condemns, on every CPU, cached translations of kernel addresses that disagree with the kernel's
   * page tables.
   *
   * @param start first address; if it is none of the kernel's half, where that begins
   * @param end the address after the last; -1 for the end of the address space
   */
  void condemnKernel(long start, long end);

  /**
   * Condemns one CPU's cached translations of user addresses under one number that disagree with an
   * address space's page tables.
   *
   * @param asid as in {@link CpuPort#loadAddressSpace}
   * @param root physical address of the address space's root table
   * @param end the address after the last; negative for all of user memory
   */
  void condemnUser(int cpu, int asid, long root, long start, long end);

  /**
   * Condemns, on every CPU, what was cached of the way through a page-table page.
   *
   * @param physical the page's physical address
   */
  void condemnTable(long physical);

  /**
   * Marks one CPU's cached translations of kernel addresses that disagree with the kernel's page
   * tables, of those that it finds when it runs kernel code in its present address space. A mark is
   * gone with its translation. Range as in {@link #condemnKernel}.
   *
   * @return whether there are any; no on a machine that cannot tell
   */
  default boolean markStale(int cpu, long start, long end, Mark mark) {
    return false;
  }

  /**
   * {@return the page of the first translation that has a mark, of those that the CPU finds as in
   * {@link #markStale}, or {@link #UNKNOWN}}
   */
  default long firstMarked(int cpu, Mark mark) {
    return UNKNOWN;
  }

  /** Takes a mark off all translations of a CPU. */
  default void unmark(int cpu, Mark mark) {}

  /** From now on waits for a CPU to fetch its instruction stream anew. */
  default void awaitSerialization(int cpu) {}

  /**
   * Waits no more.
   *
   * @return whether it was still waited for; no on a machine that cannot tell
   */
  default boolean takeAwaitedSerialization(int cpu) {
    return false;
  }

  /**
   * {@return the first address of a range that the kernel's page tables map, or {@link #UNKNOWN} if
   * they map none or the machine cannot tell}
   *
   * @param start first address, at the start of a page
   * @param end the address after the last
   */
  default long firstMapped(long start, long end) {
    return UNKNOWN;
  }

  /**
   * {@return the first address of a range whose page-table entry a CPU has changed without any
   * other CPU being able to see it, since the store is in its store buffer; {@link #UNKNOWN} if
   * there is none or the machine cannot tell}
   *
   * @param start first address, at the start of a page
   * @param end the address after the last
   */
  default long changedUnseen(int cpu, long start, long end) {
    return UNKNOWN;
  }

  /** A patch of kernel text is under way ({@link MachineEvents#textPokeStarted}). */
  void patchStarted(long linear, byte[] before, byte[] after);

  /** Condemns what is stale in a range of kernel text ({@link MachineEvents#textSynced}). */
  void textSynced(long linear, int length);
}
