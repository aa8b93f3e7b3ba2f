package org.emukernel.api.machine;

import java.util.List;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;

/**
 * What a CPU offers to kernel routines beyond loads and stores: the privileged operations that
 * Linux reaches through arch/ headers, in an architecture's own costs and effects.
 */
public interface CpuPort {

  /** {@return this CPU's number} */
  int cpu();

  /** {@return how many CPUs the machine has} */
  int cpus();

  /** {@return the CPUs that run NOHZ_FULL: not in the housekeeping mask} */
  CpuMask isolated();

  /**
   * {@return the linear address of a symbol of the kernel image} @throws IllegalArgumentException
   * if there is none
   */
  long symbol(String name);

  /** {@return the linear address of CPU {@code cpu}'s copy of a per-CPU symbol (per_cpu_ptr)} */
  long perCpu(String name, int cpu);

  /** {@return symbol+0xoffset for an address of the kernel image, or hex} */
  String symbolize(long linear);

  /**
   * {@return the name of the function that starts at an address of the kernel image, or {@link
   * #symbolize} of it}
   */
  default String functionName(long linear) {
    String place = symbolize(linear);
    return place.endsWith("+0x0") ? place.substring(0, place.length() - 4) : place;
  }

  /** Drops this CPU's translations of one kernel page (flush_tlb_one_kernel()): one step. */
  void flushLocalKernelPage(long linear);

  /** Drops all of this CPU's translations, global ones too (__flush_tlb_all()): one step. */
  void flushLocalAll();

  /** Serialises this CPU's instruction stream (sync_core()): one step. */
  void syncCore();

  /** Sends an interrupt to another CPU: one write of the interrupt command register. */
  void sendIpi(int target, int vector);

  /**
   * Tells the interrupt controller that the interrupt in service is done with (apic_eoi()): one
   * step.
   */
  void endOfInterrupt();

  /** Lets maskable interrupts in on this CPU (local_irq_enable()): one step. */
  void localIrqEnable();

  /** Keeps maskable interrupts out on this CPU (local_irq_disable()): one step. */
  void localIrqDisable();

  /**
   * Virtual-time-neutral hint that the next step polls memory that another CPU will write
   * (cpu_relax()).
   */
  void relax();

  /** See {@link org.emukernel.api.strategy.SenderView#leaveAtBorder}. */
  boolean leaveAtBorder(int target, IpiWork work);

  /** {@return virtual time on this CPU, ns} */
  long nowNs();

  /**
   * {@return the functions that are active on this CPU, innermost first, as a kernel stack trace
   * shows them}
   */
  List<String> callChain();

  /** {@return where routines and devices report what happened} */
  MachineEvents events();
}
