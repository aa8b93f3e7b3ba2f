package org.emukernel.x86.text;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.KernelVariable.Storage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.api.strategy.DeferralStrategy;

/**
 * Text patching as a part of the kernel. Entry points for others: {@code static_key_enable(key)},
 * {@code static_key_disable(key)}, {@code static_key_slow_inc(key)}, {@code
 * static_key_slow_dec(key)}, {@code tracepoint_probe_register(n)}, {@code
 * tracepoint_probe_unregister(n)}, {@code static_call_update(key, trampoline, function)}, {@code
 * register_kprobe(address, flags)}, {@code enable_kprobe(probe)}, {@code disable_kprobe(probe)},
 * {@code unregister_kprobe(probe)}, {@code register_ftrace_function(functions)}, {@code
 * unregister_ftrace_function(functions)}, {@code klp_apply_section_relocs(place, value)}, {@code
 * smp_text_poke_int3_handler(regs)}, {@code do_int3(regs)}, {@code smp_text_poke_sync_each_cpu()},
 * {@code smp_text_poke_sync_each_cpu_deferrable()}.
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
    List<Routine> routines = new ArrayList<>(patching(TextSync.of(strategy, conditions)));
    routines.addAll(jumpLabels());
    routines.addAll(staticCalls());
    routines.addAll(kprobes());
    routines.addAll(ftrace());
    routines.addAll(
        CallThrough.chain("write_relocate_add", "klp_apply_section_relocs", "apply_relocate_add"));
    routines.add(new WriteRelocateAdd());
    return new KernelPart(routines, variables());
  }

  /** {@return those that run before the kernel's context is known} */
  public static List<Routine> noinstr() {
    return List.of(new TextPokeInt3Handler());
  }

  /** {@return the works that these routines leave to kworkers} */
  public static List<PendingWork> works() {
    return List.of(new PendingWork(Kprobe.OPTIMIZING_WORK, Storage.GLOBAL, "kprobe_optimizer"));
  }

  private static List<Routine> patching(TextSync sync) {
    return List.of(
        new DoSyncCore(),
        new SmpTextPokeBatchAdd(),
        new SmpTextPokeBatchFinish(sync),
        new SmpTextPokeSyncEachCpu("smp_text_poke_sync_each_cpu", sync.forced()),
        new SmpTextPokeSyncEachCpu("smp_text_poke_sync_each_cpu_deferrable", sync.deferrable()),
        new TextPokeInt3Handler());
  }

  private static List<Routine> jumpLabels() {
    return List.of(
        new JumpLabelUpdate(),
        new StaticKeyUpdate(StaticKeyUpdate.Kind.ENABLE),
        new StaticKeyUpdate(StaticKeyUpdate.Kind.DISABLE),
        new StaticKeyUpdate(StaticKeyUpdate.Kind.INC),
        new StaticKeyUpdate(StaticKeyUpdate.Kind.DEC),
        new CallThrough("static_key_enable", "static_key_enable_cpuslocked"),
        new CallThrough("static_key_disable", "static_key_disable_cpuslocked"),
        new CallThrough("static_key_slow_inc", "static_key_slow_inc_cpuslocked"),
        new CallThrough("static_key_slow_dec", "__static_key_slow_dec_cpuslocked"));
  }

  private static List<Routine> staticCalls() {
    return List.of(
        new StaticCallTransform(),
        new ArchStaticCallTransform(),
        new StaticCallUpdate(),
        new TracepointProbe(TracepointProbe.Direction.ADD),
        new TracepointProbe(TracepointProbe.Direction.REMOVE),
        new CallThrough("tracepoint_probe_register", "tracepoint_add_func"));
  }

  private static List<Routine> kprobes() {
    return List.of(
        new RegisterKprobe(),
        new EnableKprobe(EnableKprobe.Kind.ENABLE),
        new EnableKprobe(EnableKprobe.Kind.DISABLE),
        new EnableKprobe(EnableKprobe.Kind.UNREGISTER),
        new TraceKprobe("enable_trace_kprobe", "enable_kprobe"),
        new TraceKprobe("disable_trace_kprobe", "disable_kprobe"),
        new ArmKprobe(),
        new DisarmKprobe(),
        new ArchArmKprobe(ArchArmKprobe.Kind.ARM),
        new ArchArmKprobe(ArchArmKprobe.Kind.DISARM),
        new ArchOptimizeKprobes(),
        new ArchUnoptimizeKprobes(),
        new KprobeOptimizer(),
        new KprobeInt3Handler(),
        new CallThrough("do_int3", "kprobe_int3_handler"),
        new OptimizedCallback());
  }

  private static List<Routine> ftrace() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new FtraceStartup("register_ftrace_function", "ftrace_startup", 1));
    routines.add(new FtraceStartup("unregister_ftrace_function", "ftrace_shutdown", 0));
    routines.add(new CallThrough("ftrace_startup", "ftrace_run_update_code"));
    routines.add(new CallThrough("ftrace_shutdown", "ftrace_run_update_code"));
    routines.addAll(
        CallThrough.chain(
            "ftrace_modify_all_code", "ftrace_run_update_code", "arch_ftrace_update_code"));
    routines.add(new FtraceModifyAllCode());
    routines.add(new FtraceUpdateFtraceFunc());
    routines.add(new FtraceReplaceCode());
    routines.add(new Nothing("ftrace_sync_ipi"));
    routines.add(new FunctionTraceCall());
    routines.add(new CallThrough("ftrace_ops_list_func", "function_trace_call"));
    return routines;
  }

  private static List<KernelVariable> variables() {
    return List.of(
        new KernelVariable(
            TextPokeArray.SYMBOL, TextPokeArray.MAX * TextPokeArray.BYTES, Storage.GLOBAL),
        new KernelVariable(TextPokeArray.NR_ENTRIES, 8, Storage.GLOBAL),
        new KernelVariable(TextMutex.SYMBOL, 8, Storage.GLOBAL),
        new KernelVariable(Kprobe.TABLE, Kprobe.MAX * Kprobe.BYTES, Storage.GLOBAL),
        new KernelVariable(Kprobe.OPTIMIZING_WORK, 8, Storage.GLOBAL),
        new KernelVariable(TextPokeArray.REFS, 8, Storage.PER_CPU),
        new KernelVariable(Kprobe.CURRENT, 8, Storage.PER_CPU),
        new KernelVariable(Kprobe.CTLBLK, 16, Storage.PER_CPU),
        new KernelVariable(FunctionTraceCall.ENTRIES, 8, Storage.PER_CPU));
  }
}
