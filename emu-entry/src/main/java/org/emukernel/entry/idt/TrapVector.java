package org.emukernel.entry.idt;

import org.emukernel.entry.idt.EntryPoint.ErrorCode;
import org.emukernel.entry.idt.EntryPoint.Gate;

/**
 * The exceptions that idt.c gives an ordinary gate (asm/trapnr.h, asm/idtentry.h, Linux v6.1);
 * {@link IstVector} has the others.
 */
enum TrapVector {
  DE(0, "exc_divide_error", ErrorCode.NONE, Gate.KERNEL, Signal.SIGFPE),
  BP(3, "exc_int3", ErrorCode.NONE, Gate.USER, Signal.SIGTRAP),
  OF(4, "exc_overflow", ErrorCode.NONE, Gate.USER, Signal.SIGSEGV),
  BR(5, "exc_bounds", ErrorCode.NONE, Gate.KERNEL, Signal.SIGSEGV),
  UD(6, "exc_invalid_op", ErrorCode.NONE, Gate.KERNEL, Signal.SIGILL),
  NM(7, "exc_device_not_available", ErrorCode.NONE, Gate.KERNEL, Signal.SIGSEGV),
  TS(10, "exc_invalid_tss", ErrorCode.PUSHED, Gate.KERNEL, Signal.SIGSEGV),
  NP(11, "exc_segment_not_present", ErrorCode.PUSHED, Gate.KERNEL, Signal.SIGBUS),
  SS(12, "exc_stack_segment", ErrorCode.PUSHED, Gate.KERNEL, Signal.SIGBUS),
  GP(13, "exc_general_protection", ErrorCode.PUSHED, Gate.KERNEL, Signal.SIGSEGV),
  PF(14, "exc_page_fault", ErrorCode.PUSHED, Gate.KERNEL, Signal.SIGSEGV),
  MF(16, "exc_coprocessor_error", ErrorCode.NONE, Gate.KERNEL, Signal.SIGFPE),
  AC(17, "exc_alignment_check", ErrorCode.PUSHED, Gate.KERNEL, Signal.SIGBUS),
  XF(19, "exc_simd_coprocessor_error", ErrorCode.NONE, Gate.KERNEL, Signal.SIGFPE);

  private final EntryPoint entry;
  private final Signal signal;

  TrapVector(int vector, String function, ErrorCode errorCode, Gate gate, Signal signal) {
    this.entry = new EntryPoint(vector, function, errorCode, gate);
    this.signal = signal;
  }

  EntryPoint entry() {
    return entry;
  }

  /** {@return what a user program gets for it} */
  Signal signal() {
    return signal;
  }

  /** Signals (asm/signal.h). */
  enum Signal {
    SIGILL(4),
    SIGTRAP(5),
    SIGBUS(7),
    SIGFPE(8),
    SIGSEGV(11);

    private final int number;

    Signal(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }
}
