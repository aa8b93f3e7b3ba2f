package org.emukernel.api.strategy;

import java.util.Optional;
import org.emukernel.api.ipi.IpiWork;

/**
 * Decides whether work sent to another CPU interrupts it now or waits for its next entry into the
 * kernel. A strategy owns no machine state, so the checker may call it in any order; what it must
 * remember lives in emulated memory.
 *
 * <p><b>Law.</b> Deferred work must be complete before the target touches state that the work
 * protects: for {@link IpiWork.TlbFlush} before the first kernel access through the flushed range,
 * for {@link IpiWork.SyncCore} before the first patchable instruction.
 *
 * <p>Model: Linux RFC "context_tracking,x86: Defer some IPIs until a user-&gt;kernel transition"
 * (v1 2023 to v8 2026).
 */
public interface DeferralStrategy {

  /** {@return the unique name used in scenarios, lower-case kebab} */
  String name();

  /**
   * {@return whether this kind of work may ever wait} A sender asks before it looks at any target.
   */
  boolean mayDefer(IpiWork work);

  /**
   * Decides for one target, as the condition function of smp_call_function_many_cond() does: one
   * step of the sender, with at most one access to shared memory; {@link Decision#AGAIN} asks for
   * another step.
   *
   * @param work what the target must do; {@link #mayDefer} said yes to it
   * @param target the target's number; never the sender's
   * @param sender the sender's view of the machine, which may be stale
   */
  Decision decide(IpiWork work, int target, SenderView sender);

  /** {@return how the kernel's own translations are flushed on other CPUs} */
  default KernelFlushes kernelFlushes() {
    return KernelFlushes.BY_CALL;
  }

  /**
   * {@return what this strategy adds to the entry code of an architecture, if it knows the
   * architecture's type of hooks}
   *
   * @param type the architecture's type, such as the x86 entry code's hooks at its CR3 switches
   */
  <T> Optional<T> entryHooks(Class<T> type);
}
