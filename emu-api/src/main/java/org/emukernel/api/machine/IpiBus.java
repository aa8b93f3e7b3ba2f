package org.emukernel.api.machine;

/**
 * Takes what CPUs send to each other. Whoever runs the machine decides when each arrives and then
 * tells the target.
 */
public interface IpiBus {

  /**
   * A CPU sent an interrupt.
   *
   * @param sender the CPU
   * @param target the CPU named as destination
   * @param vector what the interrupt controller of the target shall be told, 1..255
   */
  void fixed(int sender, int target, int vector);

  /** A CPU sent an interrupt that cannot be masked. */
  void nmi(int sender, int target);

  /**
   * A CPU has broadcast an invalidation ({@link CpuPort#broadcastKernelPages}); each other one has
   * to do it.
   */
  void invalidate(int sender);

  /**
   * A store into the line that a CPU monitors has ended its wait: its next step can be made. Of use
   * to those who do not ask each CPU before each step.
   *
   * @param cpu the CPU that waited
   */
  default void monitorTriggered(int cpu) {}
}
