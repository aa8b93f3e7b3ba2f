package org.emukernel.api.machine;

/**
 * Told when a CPU executes instruction bytes that it should not have seen any more. Watches only;
 * never changes what the CPU does.
 */
public interface TextMonitor {

  /** A monitor that ignores everything. */
  TextMonitor NONE =
      new TextMonitor() {
        @Override
        public void condemnedTextExecuted(int cpu, long linear, int length) {}

        @Override
        public void tornTextExecuted(int cpu, long linear, int length) {}
      };

  /**
   * An instruction was executed with at least one byte older than the last sync of all CPUs.
   *
   * @param cpu the CPU
   * @param linear where the instruction starts
   * @param length its bytes
   */
  void condemnedTextExecuted(int cpu, long linear, int length);

  /**
   * An instruction was executed that is neither the one before nor the one after a patch under way,
   * nor the INT3 in between.
   *
   * @param cpu the CPU
   * @param linear where the instruction starts
   * @param length its bytes
   */
  void tornTextExecuted(int cpu, long linear, int length);
}
