package org.emukernel.api.machine;

import java.util.List;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.RootPair;

/**
 * A machine with its kernel in memory. Whoever composes it makes the page tables and then starts
 * each CPU in user mode, in the function {@code user_loop} of the user program; {@code
 * user_syscall} makes a system call and returns there, {@code user_load} loads from an address.
 */
public interface LoadedMachine {

  /** {@return the CPUs in order} */
  List<? extends EmulatedCpu> cpus();

  /** {@return where the kernel's symbols are} */
  KernelSymbols symbols();

  /** {@return the physical address of a variable of the kernel} */
  long physical(long linear);

  /** {@return where a CPU is: symbol+offset and the instruction or routine label there} */
  String place(int cpu);

  /** {@return the kernel image as an ELF file} */
  byte[] elf();

  /** {@return what every address space maps in the half of the kernel, the direct map apart} */
  List<Mapping> kernelMappings();

  /** {@return what a CPU's user program maps} */
  List<Mapping> programMappings(int cpu);

  /** The kernel's own page tables are made: what {@link #stale} compares with. */
  void kernelRootsAre(RootPair roots);

  /**
   * Puts a CPU into user mode at {@code user_loop}.
   *
   * @param asid the number of its address space
   */
  void start(int cpu, RootPair roots, int asid);

  /** {@return what monitors do to it} */
  StaleState stale();

  /** {@return what monitors see of its CPUs in the kernel} */
  default KernelWatch watch() {
    return KernelWatch.NONE;
  }
}
