package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.strategy.DeferralStrategy;

/**
 * Text patching as a part of the kernel. Entry points for others: {@code static_key_enable(key)},
 * {@code static_key_disable(key)}, {@code static_key_slow_inc(key)}, {@code
 * static_key_slow_dec(key)}, {@code tracepoint_probe_register(n)}, {@code
 * tracepoint_probe_unregister(n)}, {@code smp_text_poke_int3_handler(regs)}, {@code
 * smp_text_poke_sync_each_cpu()}, {@code smp_text_poke_sync_each_cpu_deferrable()}.
 */
public final class TextPatchingRoutines {

  private TextPatchingRoutines() {}

  /**
   * {@return the routines and their variables}
   *
   * @param strategy decides which CPUs need the sync now
   * @param conditions where its condition is registered
   */
  public static KernelPart create(DeferralStrategy strategy, CallConditions conditions) {
    TextSync sync = TextSync.of(strategy, conditions);
    return new KernelPart(
        List.of(
            new DoSyncCore(),
            new SmpTextPokeBatchAdd(),
            new SmpTextPokeBatchFinish(sync),
            new SmpTextPokeSyncEachCpu("smp_text_poke_sync_each_cpu", CallConditions.ALWAYS),
            new SmpTextPokeSyncEachCpu("smp_text_poke_sync_each_cpu_deferrable", sync.deferrable()),
            new TextPokeInt3Handler(),
            new JumpLabelUpdate(),
            new StaticKeyUpdate(StaticKeyUpdate.Kind.ENABLE),
            new StaticKeyUpdate(StaticKeyUpdate.Kind.DISABLE),
            new StaticKeyUpdate(StaticKeyUpdate.Kind.INC),
            new StaticKeyUpdate(StaticKeyUpdate.Kind.DEC),
            new CallThrough("static_key_enable", "static_key_enable_cpuslocked"),
            new CallThrough("static_key_disable", "static_key_disable_cpuslocked"),
            new CallThrough("static_key_slow_inc", "static_key_slow_inc_cpuslocked"),
            new CallThrough("static_key_slow_dec", "__static_key_slow_dec_cpuslocked"),
            new StaticCallTransform(),
            new CallThrough("arch_static_call_transform", "__static_call_transform"),
            new StaticCallUpdate(),
            new TracepointProbe(TracepointProbe.Direction.ADD),
            new TracepointProbe(TracepointProbe.Direction.REMOVE),
            new CallThrough("tracepoint_probe_register", "tracepoint_add_func")),
        List.of(
            new KernelVariable(
                TextPokeArray.SYMBOL, TextPokeArray.MAX * TextPokeArray.BYTES, Storage.GLOBAL),
            new KernelVariable(TextPokeArray.NR_ENTRIES, 8, Storage.GLOBAL),
            new KernelVariable(TextMutex.SYMBOL, 8, Storage.GLOBAL),
            new KernelVariable(TextPokeArray.REFS, 8, Storage.PER_CPU)));
  }
}
