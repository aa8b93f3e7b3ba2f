package org.emukernel.api.trace;

import java.util.Locale;

/**
 * The x86 system vectors that have a pair of events {@code NAME_entry} and {@code NAME_exit}.
 * Source: arch/x86/include/asm/trace/irq_vectors.h (Linux v6.18).
 */
public enum IrqVector {
  LOCAL_TIMER,
  SPURIOUS_APIC,
  ERROR_APIC,
  X86_PLATFORM_IPI,
  IRQ_WORK,
  CALL_FUNCTION,
  CALL_FUNCTION_SINGLE,
  RESCHEDULE,
  THRESHOLD_APIC,
  DEFERRED_ERROR_APIC,
  THERMAL_APIC;

  /** {@return the name as the events spell it, such as {@code call_function_single}} */
  public String eventPrefix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
