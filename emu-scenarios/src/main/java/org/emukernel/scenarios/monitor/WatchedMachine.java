package org.emukernel.scenarios.monitor;

import org.emukernel.api.machine.CpuMode;
import org.emukernel.api.machine.KernelWatch;
import org.emukernel.api.machine.StaleState;

/** What monitors may see of a machine. Asked only while it runs. */
public interface WatchedMachine {

  /** {@return what its CPUs hold that may be older than memory} */
  StaleState stale();

  /** {@return what can be seen of its CPUs in the kernel} */
  KernelWatch watch();

  /** {@return whose code a CPU runs} */
  CpuMode mode(int cpu);

  /** {@return virtual time on a CPU, ns} */
  long nowNs(int cpu);

  /** {@return where a CPU is: symbol+offset and the instruction or routine label there} */
  String place(int cpu);

  /** {@return symbol+offset of an address of the kernel image, or hex} */
  String symbolize(long linear);
}
