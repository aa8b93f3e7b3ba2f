package org.emukernel.api.machine;

/**
 * Told which code a CPU comes to, and what its user mode gets at. Watches only; never changes what
 * the CPU does.
 */
public interface AccessMonitor {

  /** A monitor that ignores everything. */
  AccessMonitor NONE =
      new AccessMonitor() {
        @Override
        public CodeKind fetching(int cpu, long linear) {
          return CodeKind.OTHER;
        }

        @Override
        public void kernelAccessedByUser(int cpu, long linear) {}
      };

  /** Kinds of code; one page holds one kind. */
  enum CodeKind {
    /** Kernel code that may be traced, probed and patched: what is neither noinstr nor entry. */
    INSTRUMENTABLE,
    /** Entry code, noinstr code, user code. */
    OTHER
  }

  /**
   * A CPU is about to fetch from a page. Called at least whenever the page's kind differs from that
   * of the page fetched from before, with the first address there; whether the fetch is allowed is
   * not known yet.
   *
   * @param cpu the CPU
   * @param linear the linear address
   * @return the page's kind
   */
  CodeKind fetching(int cpu, long linear);

  /**
   * User mode got at an address of the kernel's half of the address space. Called at the first
   * access at least.
   *
   * @param cpu the CPU
   * @param linear the linear address
   */
  void kernelAccessedByUser(int cpu, long linear);
}
