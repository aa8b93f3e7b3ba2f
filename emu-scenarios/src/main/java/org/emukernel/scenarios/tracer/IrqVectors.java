package org.emukernel.scenarios.tracer;

import org.emukernel.api.trace.IrqVector;
import org.jspecify.annotations.Nullable;

/** The numbers of the vectors that have events: arch/x86/include/asm/irq_vectors.h, Linux v6.18. */
final class IrqVectors {

  private IrqVectors() {}

  static @Nullable IrqVector of(int vector) {
    return switch (vector) {
      case 0xec -> IrqVector.LOCAL_TIMER;
      case 0xf6 -> IrqVector.IRQ_WORK;
      case 0xfb -> IrqVector.CALL_FUNCTION_SINGLE;
      case 0xfc -> IrqVector.CALL_FUNCTION;
      case 0xfd -> IrqVector.RESCHEDULE;
      default -> null;
    };
  }
}
