package org.emukernel.api.machine;

import java.util.List;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiMessage;
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

  /** {@return how this CPU keeps the translations of address spaces apart} Always the same. */
  AddressSpaceTags addressSpaceTags();

  /**
   * {@return where struct pt_regs of a system call has an argument: bytes from its start}
   *
   * @param i 0 to 2
   */
  int systemCallArgument(int i);

  /**
   * Makes an address space current (load_new_mm_cr3()): one step, which serialises.
   *
   * @param root physical address of its root table
   * @param asid its number on this CPU, from 0 up to but without {@link AddressSpaceTags#asids}
   * @param old what becomes of the translations that this CPU has under this number for the kernel
   */
  void loadAddressSpace(long root, int asid, OldTranslations old);

  /**
   * Drops this CPU's translations of one page, for the kernel and under the current address space's
   * number, and those that are the same in all address spaces (invlpg()): one step.
   */
  void flushLocalPage(long linear);

  /**
   * Drops this CPU's translations of one page that user mode has under another tag than the kernel
   * (invpcid_flush_one(user_pcid(asid), linear)): one step. Only with {@link
   * AddressSpaceTags.UserTag#PAGE_BY_PAGE}.
   */
  void flushLocalUserPage(int asid, long linear);

  /**
   * Drops this CPU's translations of the current address space, but for those that are the same in
   * all (native_flush_tlb_local()): one step. What user mode has under another tag stays.
   */
  void flushLocalAddressSpace();

  /** Drops all of this CPU's translations, global ones too (__flush_tlb_all()): one step. */
  void flushLocalAll();

  /**
   * {@return how many pages of the kernel the CPU can drop on all CPUs by one instruction; 0 if it
   * has no such instruction}
   */
  int broadcastPages();

  /**
   * Drops pages of the kernel here at once and on all other CPUs some time (__invlpgb()): one step.
   * Only when {@link #broadcastsAreDone}.
   *
   * @param pages 1 to {@link #broadcastPages}
   */
  void broadcastKernelPages(long linear, int pages);

  /** Drops everything here at once and on all other CPUs some time. */
  void broadcastFlushAll();

  /** {@return whether all CPUs have done what this one has broadcast (__tlbsync())} */
  boolean broadcastsAreDone();

  /** Serialises this CPU's instruction stream (sync_core()): one step. */
  void syncCore();

  /** Sends an interrupt to another CPU: one write to its interrupt controller. */
  void sendIpi(int target, IpiMessage message);

  /**
   * Tells the interrupt controller that the interrupt in service is done with (apic_eoi()): one
   * step.
   */
  void endOfInterrupt();

  /** Lets maskable interrupts in on this CPU (local_irq_enable()): one step. */
  void localIrqEnable();

  /** Keeps maskable interrupts out on this CPU (local_irq_disable()): one step. */
  void localIrqDisable();

  /** {@return whether maskable interrupts are kept out on this CPU (irqs_disabled())} */
  boolean irqsDisabled();

  /** Lets the time pass that something takes which is not emulated. */
  void spend(Cost cost);

  /**
   * A prefetch instruction: translates an address as an access of the kernel does, uses the
   * translation, and does nothing where that access would fault.
   */
  default void prefetch(long linear, Prefetch as) {}

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

  /**
   * {@return symbol+0xoffset that the innermost activation of a function returns to (_RET_IP_ in
   * it); the empty text if it is not active}
   *
   * @param function one of {@link #callChain}
   */
  default String returnPlace(String function) {
    List<String> chain = callChain();
    int caller = chain.indexOf(function) + 1;
    return caller > 0 && caller < chain.size() ? chain.get(caller) : "";
  }

  /** {@return where routines and devices report what happened} */
  MachineEvents events();
}
