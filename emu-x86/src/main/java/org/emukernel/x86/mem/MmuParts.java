package org.emukernel.x86.mem;

import org.emukernel.api.choice.Chooser;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.machine.AccessMonitor;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.api.machine.TlbMonitor;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.paging.TranslationControls;

/**
 * What an {@link Mmu} works with.
 *
 * @param controls the CPU's registers that govern translation
 * @param fault the CPU's exception
 * @param clock charged for page walks
 * @param chooser asked once whether stores are ever buffered
 * @param text the machine's kernel text
 * @param tlbMonitor told of condemned translations
 * @param textMonitor told of condemned and torn instructions
 * @param accessMonitor told of the code that is fetched and of user mode in the kernel's memory
 */
public record MmuParts(
    TranslationControls controls,
    ProcessorException fault,
    CpuClock clock,
    Chooser chooser,
    KernelText text,
    TlbMonitor tlbMonitor,
    TextMonitor textMonitor,
    AccessMonitor accessMonitor) {

  /** Without a monitor of accesses. */
  public MmuParts(
      TranslationControls controls,
      ProcessorException fault,
      CpuClock clock,
      Chooser chooser,
      KernelText text,
      TlbMonitor tlbMonitor,
      TextMonitor textMonitor) {
    this(controls, fault, clock, chooser, text, tlbMonitor, textMonitor, AccessMonitor.NONE);
  }
}
