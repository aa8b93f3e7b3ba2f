package org.emukernel.entry.idle;

import java.util.List;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;
import org.emukernel.entry.calling.CallingMacros;

/**
 * What the idle loop has on each CPU: the flags of the idle task's thread_info, and whether that
 * task is the one that runs (is_idle_task(current)).
 */
public final class IdleThread {

  /** The per-CPU variable. */
  public static final String SYMBOL = "idle_thread";

  /** thread_info.flags: eight bytes. */
  public static final int FLAGS = 0;

  /** Eight bytes, 1 while the idle task runs; only its own CPU touches it. */
  public static final int IS_CURRENT = 8;

  /** _TIF_NEED_RESCHED. */
  public static final long NEED_RESCHED = 1 << 3;

  private static final int BYTES = 64;

  private IdleThread() {}

  /** {@return the variables} */
  public static List<KernelVariable> variables() {
    return List.of(new KernelVariable(SYMBOL, BYTES, KernelVariable.Storage.PER_CPU));
  }

  /** {@return its functions, noinstr since default_idle_call() is inlined} */
  public static List<Routine> noinstr() {
    return List.of(new DoIdle());
  }

  /**
   * Emits default_idle() (arch/x86/kernel/process.c, Linux v6.18): raw_safe_halt(), whose STI holds
   * interrupts off until HLT has begun, then raw_local_irq_disable(). It stands in .cpuidle.text,
   * which is noinstr.
   */
  public static void emit(CallingMacros macros) {
    macros
        .asm()
        .asm(
            """
            SYM_FUNC_START(default_idle)
                sti
                hlt
                cli
                ret
            SYM_FUNC_END(default_idle)
            """);
  }
}
