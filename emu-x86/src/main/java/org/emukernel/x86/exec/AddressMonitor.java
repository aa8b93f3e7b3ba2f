package org.emukernel.x86.exec;

import java.util.HashSet;
import java.util.Set;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Reg;

/**
 * The hardware that watches one line of memory for MWAIT. It is triggered when the line no longer
 * holds what it held when MONITOR armed it.
 *
 * <p>Source: SDM vol. 2, "MONITOR - Set Up Monitor Address", "MWAIT - Monitor Wait"; vol. 3A,
 * "MONITOR/MWAIT Instruction".
 */
final class AddressMonitor {

  /** Bytes of the line, as CPUID leaf 5 tells. */
  static final int LINE = 64;

  private static final long ARMED = 1;
  private static final long PRIME = 0x9e37_79b9_7f4a_7c15L;

  private final Core core;
  private final PhysicalMemory memory;
  private final OpCache pages;

  /* Where a change would be told of; no state: more pages than are armed do no harm. */
  private final Set<Integer> told = new HashSet<>();

  AddressMonitor(Core core, PhysicalMemory memory, OpCache pages) {
    this.core = core;
    this.memory = memory;
    this.pages = pages;
  }

  /** MONITOR of a physical address; where there is no memory nothing is armed. */
  void arm(long physical) {
    long line = physical & -LINE;
    if (!memory.contains(line, LINE)) {
      disarm();
      return;
    }
    int page = (int) (line >>> PhysicalMemory.PAGE_SHIFT);
    if (told.add(page)) {
      pages.tellOf(page, this::pageChanged);
    }
    core.setReg(Reg.MONITOR_LINE, line | ARMED);
    core.setReg(Reg.MONITOR_SUM, sum(line));
  }

  void disarm() {
    core.setReg(Reg.MONITOR_LINE, 0);
  }

  /** {@return whether MWAIT does not wait, or no longer: nothing is armed, or the line changed} */
  boolean isTriggered() {
    long line = core.reg(Reg.MONITOR_LINE);
    return line == 0 || core.reg(Reg.MONITOR_SUM) != sum(line & -LINE);
  }

  private void pageChanged() {
    boolean waits = (core.reg(Reg.ACTIVITY) & Activity.MWAIT) != 0;
    if (waits && isTriggered()) {
      core.apic.monitorTriggered();
    }
  }

  private long sum(long line) {
    long sum = 0;
    for (int offset = 0; offset < LINE; offset += Long.BYTES) {
      sum = (sum ^ memory.readLong(line + offset)) * PRIME;
      sum ^= sum >>> 32;
    }
    return sum;
  }
}
