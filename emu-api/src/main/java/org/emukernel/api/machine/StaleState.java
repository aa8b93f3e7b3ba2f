package org.emukernel.api.machine;

/**
 * What CPUs hold that may be older than memory: translations and instruction bytes. What should be
 * gone by now is condemned; a CPU that uses it nevertheless is reported to {@link TlbMonitor} or
 * {@link TextMonitor}. Watches only; never changes what a CPU does.
 */
public interface StaleState {

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

  /** A patch of kernel text is under way ({@link MachineEvents#textPokeStarted}). */
  void patchStarted(long linear, byte[] before, byte[] after);

  /** Condemns what is stale in a range of kernel text ({@link MachineEvents#textSynced}). */
  void textSynced(long linear, int length);
}
