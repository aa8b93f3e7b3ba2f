package org.emukernel.api.machine;

/**
 * Told when a CPU uses a cached translation that the machine's owner has condemned: one that should
 * have been gone by then. Watches only; never changes what the CPU does.
 */
public interface TlbMonitor {

  /** A monitor that ignores everything. */
  TlbMonitor NONE =
      new TlbMonitor() {
        @Override
        public void condemnedTranslationUsed(int cpu, long linear, long frame) {}

        @Override
        public void condemnedStructureUsed(int cpu, long linear, long tableFrame) {}

        @Override
        public void freedTableUsed(int cpu, long linear, long tableFrame) {}
      };

  /**
   * A TLB entry was used.
   *
   * @param cpu the CPU
   * @param linear the linear address of the access
   * @param frame the physical address of the page that the entry names
   */
  void condemnedTranslationUsed(int cpu, long linear, long frame);

  /**
   * A page walk started from an entry of a paging-structure cache.
   *
   * @param cpu the CPU
   * @param linear the linear address of the access
   * @param tableFrame the physical address of the paging structure that the entry names
   */
  void condemnedStructureUsed(int cpu, long linear, long tableFrame);

  /**
   * A page walk, also one without an access, started from an entry of a paging-structure cache that
   * leads to a table that was freed.
   */
  void freedTableUsed(int cpu, long linear, long tableFrame);
}
