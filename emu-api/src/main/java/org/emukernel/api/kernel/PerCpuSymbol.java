package org.emukernel.api.kernel;

/** A per-CPU symbol of the kernel image; bound for each CPU at its first use there. */
public final class PerCpuSymbol {

  private final String name;
  private long[] addresses = {};

  /**
   * Names a per-CPU symbol.
   *
   * @param name as the kernel image has it
   */
  public PerCpuSymbol(String name) {
    this.name = name;
  }

  /** {@return the linear address of the running CPU's copy (this_cpu_ptr())} */
  public long in(RoutineFrame frame) {
    return in(frame, frame.cpu());
  }

  /** {@return the linear address of a CPU's copy (per_cpu_ptr())} */
  public long in(RoutineFrame frame, int cpu) {
    long[] known = addresses;
    if (known.length == 0) {
      known = new long[frame.port().cpus()];
      addresses = known;
    }
    long address = known[cpu];
    if (address == 0) {
      address = frame.port().perCpu(name, cpu);
      known[cpu] = address;
    }
    return address;
  }
}
