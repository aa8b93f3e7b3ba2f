package org.emukernel.entry.idle;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.smp.IdleFlags;
import org.emukernel.entry.calling.CallingMacros;
import org.emukernel.x86.asm.X86Feature;

/**
 * What the idle loop has on each CPU: the flags of the idle task's thread_info ({@link IdleFlags}),
 * and whether that task is the one that runs (is_idle_task(current)).
 */
public final class IdleThread {

  /** Eight bytes of the variable, 1 while the idle task runs; only its own CPU touches it. */
  public static final int IS_CURRENT = 8;

  private IdleThread() {}

  /** {@return the variables} */
  public static List<KernelVariable> variables() {
    return List.of(
        new KernelVariable(IdleFlags.SYMBOL, IdleFlags.BYTES, KernelVariable.Storage.PER_CPU));
  }

  /**
   * {@return its functions, noinstr since default_idle_call() is inlined}
   *
   * @param features of the CPUs; with MWAIT select_idle_routine() prefers it over HLT
   */
  public static List<Routine> noinstr(Set<X86Feature> features) {
    return List.of(new DoIdle(features.contains(X86Feature.MWAIT) ? "mwait_idle" : "default_idle"));
  }

  /**
   * Emits what x86_idle may lead to (arch/x86/kernel/process.c, Linux v6.18). default_idle():
   * raw_safe_halt(), whose STI holds interrupts off until HLT has begun, then
   * raw_local_irq_disable(). mwait_idle(): the same with MWAIT on the flags of the idle task, which
   * meanwhile say that it polls. They stand in .cpuidle.text, which is noinstr.
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
            SYM_FUNC_START(mwait_idle)
                testl $%1$d, %%gs:%3$s          # need_resched()
                jnz .Lmwait_return
                lock orl $%2$d, %%gs:%3$s       # current_set_polling_and_test()
                testl $%1$d, %%gs:%3$s
                jnz .Lmwait_out
                movslq %%gs:cpu_number, %%rax
                movq __per_cpu_offset(,%%rax,8), %%rax
                leaq %3$s(%%rax), %%rax
                xorl %%ecx, %%ecx
                xorl %%edx, %%edx
                monitor
                testl $%1$d, %%gs:%3$s
                jnz .Lmwait_out
                xorl %%eax, %%eax
                sti                             # __sti_mwait()
                mwait
                cli
            .Lmwait_out:
                lock andl $~%2$d, %%gs:%3$s     # current_clr_polling()
            .Lmwait_return:
                ret
            SYM_FUNC_END(mwait_idle)
            """
                .formatted(IdleFlags.NEED_RESCHED, IdleFlags.POLLING_NRFLAG, IdleFlags.SYMBOL));
  }
}
