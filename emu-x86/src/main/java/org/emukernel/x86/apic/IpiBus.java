package org.emukernel.x86.apic;

import org.emukernel.x86.tlb.Broadcasts;

/**
 * Takes the interrupts that local APICs send, and what CPUs broadcast. Whoever runs the machine
 * decides when each arrives and then calls {@link LocalApic#accept} or {@code Cpu.raiseNmi()} of
 * the target.
 */
public interface IpiBus extends Broadcasts.Carrier {

  /**
   * A CPU wrote its interrupt command register.
   *
   * @param sender the CPU
   * @param target the CPU named as destination
   * @param vector 16..255
   */
  void fixed(int sender, int target, int vector);

  /** As {@link #fixed}, for delivery mode NMI. */
  void nmi(int sender, int target);

  /**
   * A store into the line that a CPU monitors has ended its MWAIT: {@code Cpu.canStep()} says so
   * from now on. Of use to those who do not ask each CPU before each step.
   *
   * @param cpu the CPU that waited
   */
  default void monitorTriggered(int cpu) {}
}
