package org.emukernel.api.machine;

/** What monitors see of CPUs in the kernel. Looks only; changes nothing. */
public interface KernelWatch {

  /** Knows nothing: no monitor finds anything in it. */
  KernelWatch NONE =
      new KernelWatch() {
        @Override
        public Code codeAt(long linear) {
          return Code.NONE;
        }

        @Override
        public Root loadedRoot(int cpu) {
          return Root.ONLY;
        }

        @Override
        public long rcuCounter(int cpu) {
          return 1;
        }

        @Override
        public boolean isFault(int vector) {
          return false;
        }

        @Override
        public String vectorName(int vector) {
          return "vector " + vector;
        }

        @Override
        public long faultAddress(int cpu) {
          return 0;
        }

        @Override
        public String placeAt(long linear) {
          return "0x" + Long.toHexString(linear);
        }
      };

  /** Kinds of kernel code. No page holds two. */
  enum Code {
    /** What both page tables map under page-table isolation. */
    ENTRY,
    /** Never traced, probed or patched. */
    NOINSTR,
    /** All other code. */
    INSTRUMENTABLE,
    /** No code. */
    NONE
  }

  /** Which half of a pair of root tables is loaded. */
  enum Root {
    /** The kernel's. */
    KERNEL,
    /** The user's. */
    USER,
    /** There are no pairs: page-table isolation is off. */
    ONLY
  }

  /** {@return the kind of the kernel code on the page of an address} */
  Code codeAt(long linear);

  /** {@return which root table a CPU has loaded} */
  Root loadedRoot(int cpu);

  /**
   * {@return RCU's counter of a CPU in its word of context tracking; its lowest bit says that RCU
   * watches}
   */
  long rcuCounter(int cpu);

  /** {@return whether a vector is an exception that returns to the instruction that raised it} */
  boolean isFault(int vector);

  /** {@return a vector's name, such as {@code #PF}} */
  String vectorName(int vector);

  /** {@return the linear address of a CPU's last page fault} */
  long faultAddress(int cpu);

  /** {@return symbol+offset of a kernel address, and the instruction or routine label there} */
  String placeAt(long linear);
}
