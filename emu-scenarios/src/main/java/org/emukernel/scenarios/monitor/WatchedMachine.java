package org.emukernel.scenarios.monitor;

import java.util.List;
import org.emukernel.x86.mem.KernelText;
import org.emukernel.x86.mem.Mmu;

/** What monitors may see of a machine. Asked only while it runs. */
public interface WatchedMachine {

  /** {@return the CPUs' ways to memory, in the CPUs' order} */
  List<Mmu> mmus();

  /** {@return the kernel text and its patches} */
  KernelText kernelText();

  /** {@return what the page tables say now} */
  CurrentMapping currentMapping();

  /** {@return virtual time on a CPU, ns} */
  long nowNs(int cpu);

  /** {@return where a CPU is: symbol+offset and the instruction or routine label there} */
  String place(int cpu);

  /** {@return the same of an address of the kernel image} */
  String placeAt(long linear);

  /** {@return which code lies where in the kernel image} */
  KernelCode kernelCode();

  /** {@return whether a CPU is in kernel mode} */
  boolean isInKernel(int cpu);

  /** {@return which root table a CPU has loaded} */
  Root loadedRoot(int cpu);

  /** Which half of a pair of root tables is loaded. */
  enum Root {
    /** The kernel's. */
    KERNEL,
    /** The user's. */
    USER,
    /** There are no pairs: page-table isolation is off. */
    ONLY
  }

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

  /** {@return symbol+offset of an address of the kernel image, or hex} */
  String symbolize(long linear);
}
