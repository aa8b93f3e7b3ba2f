package org.emukernel.entry.defer;

import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;

/**
 * LATR's queues in emulated memory: each CPU has a ring of states that it alone fills.
 *
 * <pre>
 * latr_queue:  0 waiting   how many bits are set in the masks of all states
 *              8 next      the state to use next; only the owner touches it
 *             64 states    {@link #STATES} of {@link #STATE_BYTES}
 * state:       0 active    how many bits are set in the mask
 *              8 start    16 end    24 mask   the CPUs that have not swept it
 * </pre>
 */
final class LatrQueues {

  static final KernelVariable QUEUE;

  /** As many as the paper has. */
  static final int STATES = 64;

  static final int WAITING = 0;
  static final int NEXT = 8;

  static final int ACTIVE = 0;
  static final int START = 8;
  static final int END = 16;
  private static final int MASK = 24;

  private static final int FIRST = 64;
  private static final int MAX_CPUS = 4096;
  private static final int STATE_BYTES = MASK + MAX_CPUS / Byte.SIZE;

  static {
    QUEUE = new KernelVariable("latr_queue", FIRST + STATES * STATE_BYTES, Storage.PER_CPU);
  }

  private LatrQueues() {}

  static long state(long queue, long number) {
    return queue + FIRST + number * STATE_BYTES;
  }

  /** {@return the word of a state's mask that holds a CPU's bit} */
  static long maskWord(long state, int cpu) {
    return state + MASK + (cpu >>> 6) * 8L;
  }

  static long maskBit(int cpu) {
    return 1L << cpu;
  }
}
