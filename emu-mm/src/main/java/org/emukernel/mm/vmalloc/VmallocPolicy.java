package org.emukernel.mm.vmalloc;

import java.util.Set;
import org.emukernel.mm.MemoryOption;

/**
 * What decides how vmalloc flushes.
 *
 * @param cpus how many CPUs are online
 * @param flush the function that flushes for vmalloc: flush_tlb_kernel_range, or the variant that
 *     may be deferred
 * @param options what the kernel does besides the usual
 */
public record VmallocPolicy(int cpus, String flush, Set<MemoryOption> options) {

  /** Copies the options. */
  public VmallocPolicy {
    options = Set.copyOf(options);
  }

  /** {@return whether the kernel does this} */
  boolean has(MemoryOption option) {
    return options.contains(option);
  }
}
