package org.emukernel.scenarios.verify;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.mm.smp.CallSingleData;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.scenarios.monitor.SafetyMonitors;
import org.emukernel.x86.cpu.Cpu;

/**
 * What calls of other CPUs leave in memory that nobody reads again. A CSD that is unlocked, and
 * with which its target has nothing to do any more, is written anew before it is queued again. The
 * masks of targets are read from within smp_call_function_many_cond() only, by their own CPU, which
 * begins by writing them.
 */
final class FinishedCalls {

  /**
   * LIST_POISON1, include/linux/poison.h, with CONFIG_ILLEGAL_POINTER_VALUE. No CSD in use holds
   * it, so that {@link Foresight} sees that nobody goes on from one that is not.
   */
  static final long POISON = 0xdead_0000_0000_0100L;

  private static final String USES_MASKS = "smp_call_function_many_cond";

  private final PhysicalMemory memory;
  private final SafetyMonitors monitors;
  private final long left;
  private final long[] csds;
  private final long[] masks;
  private final long[] interruptMasks;

  /**
   * Looks up where all that is.
   *
   * @param left what is put in place of what is forgotten
   */
  FinishedCalls(EmulatedMachine machine, long left) {
    this.memory = machine.arena().memory();
    this.monitors = machine.monitors();
    this.left = left;
    this.csds = physical(machine, CallSingleData.CSDS);
    this.masks = physical(machine, CallSingleData.CPUMASK);
    this.interruptMasks = physical(machine, CallSingleData.CPUMASK_IPI);
  }

  private static long[] physical(EmulatedMachine machine, String symbol) {
    long[] all = new long[machine.cpus().size()];
    for (int cpu = 0; cpu < all.length; cpu++) {
      all[cpu] = machine.symbols().perCpu(symbol, cpu) - MemoryMap.PAGE_OFFSET;
    }
    return all;
  }

  /** Forgets what calls from a CPU and to it have left. */
  void forget(Cpu cpu) {
    int number = cpu.cpu();
    for (int other = 0; other < csds.length; other++) {
      forgetCsd(number, other);
      forgetCsd(other, number);
    }
    if (!cpu.isIn(USES_MASKS)) {
      for (int first = 0; first < csds.length; first += Long.SIZE) {
        forget(masks[number] + first / Byte.SIZE);
        forget(interruptMasks[number] + first / Byte.SIZE);
      }
    }
  }

  private void forgetCsd(int sender, int target) {
    long csd = csds[target] + (long) sender * CallSingleData.BYTES;
    if (memory.readInt(csd + CallSingleData.FLAGS) == 0
        && !monitors.isCallUnderWay(sender, target)) {
      forget(csd + CallSingleData.NEXT);
      forget(csd + CallSingleData.FUNCTION);
      forget(csd + CallSingleData.INFO);
    }
  }

  private void forget(long physical) {
    if (memory.readLong(physical) != left) {
      memory.writeLong(physical, left);
    }
  }
}
