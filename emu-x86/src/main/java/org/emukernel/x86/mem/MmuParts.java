package org.emukernel.x86.mem;

import org.emukernel.api.choice.Chooser;
import org.emukernel.api.choice.CpuClock;
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
 */
public record MmuParts(
    TranslationControls controls,
    ProcessorException fault,
    CpuClock clock,
    Chooser chooser,
    KernelText text,
    TlbMonitor tlbMonitor,
    TextMonitor textMonitor) {}
