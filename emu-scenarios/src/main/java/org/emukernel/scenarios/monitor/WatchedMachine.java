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

  /** {@return symbol+offset of an address of the kernel image, or hex} */
  String symbolize(long linear);
}
