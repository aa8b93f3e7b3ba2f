package org.emukernel.mm.smp;

import java.util.List;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.smp.IdleFlags;

/**
 * The cross-CPU calls of the kernel.
 *
 * <p>Contracts (System V argument order): {@code on_each_cpu_cond_mask(condition, function, info,
 * wait)} calls {@code function(info)} on every online CPU for which the condition holds, this one
 * included, and returns when all have run it; {@code condition} is a number of {@link
 * CallConditions}, 0 for none. {@code smp_call_function_single(cpu, function, info, wait)} calls it
 * on one other CPU. {@code generic_smp_call_function_single_interrupt()} is the receiver's side of
 * both messages; what calls it is the architecture's.
 */
public final class SmpCallRoutines {

  private SmpCallRoutines() {}

  /**
   * {@return the routines and their per-CPU variables}
   *
   * @param cpus how many CPUs the machine has
   * @param conditions what senders may ask before they interrupt a target
   */
  public static KernelPart create(int cpus, CallConditions conditions) {
    int maskBytes = (cpus + 63) / 64 * 8;
    return new KernelPart(
        List.of(
            new OnEachCpuCondMask(),
            new SmpCallFunctionManyCond(conditions),
            new SmpCallFunctionSingle(),
            new FlushSmpCallFunctionQueue(),
            new FlushSmpCallFunctionQueueOfIdle(),
            new GenericSmpCallFunctionSingleInterrupt()),
        List.of(
            perCpu(IdleFlags.SYMBOL, IdleFlags.BYTES),
            perCpu(CallSingleData.QUEUE, 8),
            perCpu(CallSingleData.CPUMASK, maskBytes),
            perCpu(CallSingleData.CPUMASK_IPI, maskBytes),
            perCpu(CallSingleData.CSDS, cpus * CallSingleData.BYTES)));
  }

  private static KernelVariable perCpu(String name, int bytes) {
    return new KernelVariable(name, bytes, KernelVariable.Storage.PER_CPU);
  }
}
