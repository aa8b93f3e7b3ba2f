package org.emukernel.api.machine;

import java.util.List;

/**
 * What CPUs hold that may be older than memory: translations and instruction bytes. What should be
 * gone by now is condemned; a CPU that uses it nevertheless is reported to {@link TlbMonitor} or
 * {@link TextMonitor}. Watches only; never changes what a CPU does.
 */
public interface StaleState {

  /** Nothing, or not known. */
  int UNKNOWN = -1;

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
   * {@return one CPU's cached translations of kernel addresses that disagree with the kernel's page
   * tables, of those that it finds when it runs kernel code in its present address space} As {@link
   * #condemnKernel}; none on a machine that cannot tell.
   */
  default List<HeldTranslation> stale(int cpu, long start, long end) {
    return List.of();
  }

  /** {@return whether a CPU still has a translation, and would find it as in {@link #stale}} */
  default boolean stillFinds(int cpu, HeldTranslation held) {
    return false;
  }

  /**
   * {@return how often a CPU has fetched its instruction stream anew, which only grows; {@link
   * #UNKNOWN} on a machine that cannot tell}
   */
  default int serializations(int cpu) {
    return UNKNOWN;
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
