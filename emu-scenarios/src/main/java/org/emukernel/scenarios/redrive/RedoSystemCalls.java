package org.emukernel.scenarios.redrive;

import java.util.List;
import java.util.Map;
import org.emukernel.api.address.LinearRange;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.scenarios.replay.RecordedOperation.KernelTlbFlush;
import org.emukernel.scenarios.workload.ReschedCurr;
import org.emukernel.scenarios.workload.SyscallStub;

/**
 * The system calls by which user tasks bring the kernel to call other CPUs as a recorded kernel
 * did: each is the operation itself, so that the kernel's own condition decides about each target.
 * Their numbers are of those that x86-64 Linux leaves free (387 to 423,
 * arch/x86/entry/syscalls/syscall_64.tbl).
 */
final class RedoSystemCalls {

  private static final int TEXT_SYNC = 387;
  private static final int KERNEL_FLUSH = 388;
  private static final int VMALLOC_FLUSH = 389;
  private static final int CALL = 390;
  private static final int RESCHEDULE = 391;

  private static final String FUNCTION = "recorded_function";
  private static final String CALL_SINGLE = "call_recorded_function";
  private static final String FLUSH = "flush_tlb_kernel_range";

  /** TLB_FLUSH_ALL, arch/x86/include/asm/tlbflush.h. */
  private static final long FLUSH_ALL = -1L;

  /** tlb_single_page_flush_ceiling, arch/x86/mm/tlb.c. */
  private static final long CEILING = 33;

  private static final int PAGE_SHIFT = 12;
  private static final long PAGE = 1L << PAGE_SHIFT;

  /** Every larger range is flushed as this one is: everything is. */
  private static final long LARGE = (CEILING + 1) * PAGE;

  private static final long VMALLOC_START = 0xffffc90000000000L;

  private RedoSystemCalls() {}

  /** {@return the functions behind the system calls in a kernel with this strategy} */
  static KernelPart kernelPart(DeferralStrategy strategy) {
    return KernelPart.of(
        new SyscallStub("__x64_sys_redo_text_sync", "smp_text_poke_sync_each_cpu_deferrable"),
        new SyscallStub("__x64_sys_redo_kernel_flush", FLUSH),
        new SyscallStub("__x64_sys_redo_vmalloc_flush", vmallocFlush(strategy)),
        new SyscallStub("__x64_sys_redo_call", CALL_SINGLE),
        new SyscallStub("__x64_sys_redo_reschedule", "__resched_curr"),
        new CallSingle(),
        new Function(),
        new ReschedCurr());
  }

  /* Only a kernel whose strategy lets vmalloc's flushes wait has a second flush for vmalloc. */
  private static String vmallocFlush(DeferralStrategy strategy) {
    LinearRange everything = new LinearRange(0, FLUSH_ALL);
    boolean two =
        strategy.mayDefer(
            new IpiWork.TlbFlush(everything, IpiWork.Extent.ALL, IpiWork.Caller.VMALLOC));
    return two ? FLUSH + "_deferrable" : FLUSH;
  }

  /** {@return the functions by their numbers} */
  static Map<Integer, String> numbers() {
    return Map.of(
        TEXT_SYNC, "__x64_sys_redo_text_sync",
        KERNEL_FLUSH, "__x64_sys_redo_kernel_flush",
        VMALLOC_FLUSH, "__x64_sys_redo_vmalloc_flush",
        CALL, "__x64_sys_redo_call",
        RESCHEDULE, "__x64_sys_redo_reschedule");
  }

  /** {@return smp_text_poke_sync_each_cpu_deferrable()} */
  static SystemCall textSync() {
    return new SystemCall(TEXT_SYNC, 0, 0, 0);
  }

  /**
   * {@return the kernel flush of that caller, with the recorded function on each target} A range
   * keeps its size, not its place, which says nothing in the emulated kernel: it stands where
   * nothing is mapped.
   */
  static SystemCall flush(KernelTlbFlush flush) {
    int nr = flush.callerKind() == IpiWork.Caller.VMALLOC ? VMALLOC_FLUSH : KERNEL_FLUSH;
    LinearRange range = flush.range();
    boolean isLarge = range != null && range.bytes() >>> PAGE_SHIFT > CEILING;
    if (flush.extent() == IpiWork.Extent.ALL) {
      return isLarge && range != null
          ? new SystemCall(nr, VMALLOC_START, VMALLOC_START + LARGE, 0)
          : new SystemCall(nr, 0, FLUSH_ALL, 0);
    }
    return range == null || isLarge
        ? new SystemCall(nr, VMALLOC_START, VMALLOC_START + PAGE, 0)
        : new SystemCall(nr, VMALLOC_START, VMALLOC_START + range.bytes(), 0);
  }

  /** {@return smp_call_function_single() of a function that no strategy knows} */
  static SystemCall call(int target) {
    return new SystemCall(CALL, target, 0, 0);
  }

  /** {@return smp_send_reschedule()} */
  static SystemCall reschedule(int target) {
    return new SystemCall(RESCHEDULE, target, 0, 0);
  }

  /** Calls {@link #FUNCTION} on one other CPU and waits. */
  private record CallSingle() implements Routine {

    @Override
    public String symbol() {
      return CALL_SINGLE;
    }

    @Override
    public List<String> labels() {
      return List.of("call", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        long function = f.port().symbol(FUNCTION);
        f.call(f.port().symbol("smp_call_function_single"), f.arg(0), function, 0, 1);
      } else {
        f.ret();
      }
    }
  }

  /** What a target runs in place of a function that only the recorded kernel has. */
  private record Function() implements Routine {

    @Override
    public String symbol() {
      return FUNCTION;
    }

    @Override
    public List<String> labels() {
      return List.of("return");
    }

    @Override
    public void step(RoutineFrame f) {
      f.ret();
    }
  }
}
