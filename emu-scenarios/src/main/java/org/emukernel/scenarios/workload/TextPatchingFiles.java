package org.emukernel.scenarios.workload;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * Files of sysctl, sysfs, tracefs and debugfs whose write patches kernel text, with Linux's own
 * functions between vfs_write() and the patching (v6.18).
 */
final class TextPatchingFiles {

  private static final long EBADF = 9;

  /** Added to a probe's number: an event of the class of kprobes, not a tracepoint. */
  private static final long KPROBE_EVENT = 256;

  private TextPatchingFiles() {}

  static List<Routine> routines() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new ProcSysCallHandler());
    routines.addAll(CallThrough.chain("set_schedstats", "sysctl_schedstats"));
    routines.add(new VfsWrite.OnOff("set_schedstats", "static_key_enable", "static_key_disable"));
    routines.addAll(
        CallThrough.chain(
            "update_mds_branch_idle",
            "kernfs_fop_write_iter",
            "dev_attr_store",
            "control_store",
            "cpu_bugs_smt_update"));
    routines.add(
        new VfsWrite.OnOff("update_mds_branch_idle", "static_key_enable", "static_key_disable"));
    routines.add(
        new VfsWrite.OnOff("housekeeping_handler", "static_key_enable", "static_key_disable"));
    routines.addAll(
        CallThrough.chain("function_trace_init", "tracing_set_trace_write", "tracing_set_tracer"));
    routines.add(
        new VfsWrite.OnOff(
            "function_trace_init", "register_ftrace_function", "unregister_ftrace_function"));
    routines.addAll(
        CallThrough.chain(
            "__register_trace_kprobe",
            "probes_write",
            "create_or_delete_trace_kprobe",
            "trace_kprobe_create"));
    routines.add(new RegisterTraceKprobe());
    routines.addAll(CallThrough.chain("__ftrace_event_enable_disable", "event_enable_write"));
    routines.add(new EventEnableDisable());
    routines.add(new KprobeRegister());
    routines.addAll(CallThrough.chain("sched_dynamic_update", "sched_dynamic_write"));
    routines.add(new SchedDynamicUpdate());
    routines.addAll(CallThrough.chain("klp_enable_patch", "enabled_store"));
    routines.add(new KlpEnablePatch());
    return routines;
  }

  /** The write function of the file that is the first argument. */
  static void write(RoutineFrame f) {
    switch ((int) f.arg(0)) {
      case VfsWrite.KPROBE_EVENTS -> call(f, "probes_write", f.arg(2), 0);
      case VfsWrite.KPROBE_ENABLE ->
          call(f, "event_enable_write", f.arg(2) + KPROBE_EVENT, f.arg(1));
      case VfsWrite.CURRENT_TRACER -> call(f, "tracing_set_trace_write", f.arg(2), f.arg(1));
      case VfsWrite.SCHED_SCHEDSTATS -> key(f, "proc_sys_call_handler", "static_key_emu_many");
      case VfsWrite.SMT_CONTROL -> key(f, "kernfs_fop_write_iter", "static_key_emu_forceful");
      case VfsWrite.SEALED_KEY -> key(f, "housekeeping_handler", "housekeeping_overridden");
      case VfsWrite.SCHED_PREEMPT -> call(f, "sched_dynamic_write", f.arg(1), 0);
      case VfsWrite.LIVEPATCH -> call(f, "enabled_store", f.arg(1), 0);
      default -> f.ret(-EBADF);
    }
  }

  private static void call(RoutineFrame f, String function, long arg0, long arg1) {
    f.call(f.port().symbol(function), arg0, arg1);
  }

  private static void key(RoutineFrame f, String function, String key) {
    call(f, function, f.port().symbol(key), f.arg(1));
  }

  /** A routine of one call, told apart by its name alone. */
  private abstract static class OneCall extends KernelRoutine {

    OneCall(String symbol) {
      super(symbol, 0, "call", "return");
    }

    abstract void call(RoutineFrame f);

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        call(f);
      } else {
        f.ret(f.result());
      }
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof OneCall call && call.symbol().equals(symbol());
    }

    @Override
    public int hashCode() {
      return symbol().hashCode();
    }
  }

  /** proc_sys_call_handler(key, on), fs/proc/proc_sysctl.c: the handler of the key's sysctl. */
  private static final class ProcSysCallHandler extends OneCall {

    ProcSysCallHandler() {
      super("proc_sys_call_handler");
    }

    @Override
    void call(RoutineFrame f) {
      boolean many = f.arg(0) == f.port().symbol("static_key_emu_many");
      String handler = many ? "sysctl_schedstats" : "bpf_stats_handler";
      f.call(f.port().symbol(handler), f.arg(0), f.arg(1));
    }
  }

  /** __ftrace_event_enable_disable(event, on), kernel/trace/trace_events.c: the class's reg(). */
  private static final class EventEnableDisable extends OneCall {

    EventEnableDisable() {
      super("__ftrace_event_enable_disable");
    }

    @Override
    void call(RoutineFrame f) {
      String reg = f.arg(0) < KPROBE_EVENT ? "trace_event_reg" : "kprobe_register";
      f.call(f.port().symbol(reg), f.arg(0) % KPROBE_EVENT, f.arg(1));
    }
  }

  /** __register_trace_kprobe(n), kernel/trace/trace_kprobe.c: a probe that is not armed yet. */
  private static final class RegisterTraceKprobe extends OneCall {

    private static final long KPROBE_FLAG_DISABLED = 2;

    RegisterTraceKprobe() {
      super("__register_trace_kprobe");
    }

    @Override
    void call(RoutineFrame f) {
      long address = f.port().symbol("kprobe_emu_" + f.arg(0));
      f.call(f.port().symbol("register_kprobe"), address, KPROBE_FLAG_DISABLED);
    }
  }

  /** kprobe_register(n, on), kernel/trace/trace_kprobe.c; finds the probe by its address. */
  private static final class KprobeRegister extends OneCall {

    KprobeRegister() {
      super("kprobe_register");
    }

    @Override
    void call(RoutineFrame f) {
      long address = f.port().symbol("kprobe_emu_" + f.arg(0));
      String function = f.arg(1) == 0 ? "disable_trace_kprobe" : "enable_trace_kprobe";
      f.call(f.port().symbol(function), address);
    }
  }

  /** sched_dynamic_update(mode), kernel/sched/core.c: cond_resched() is a static call. */
  private static final class SchedDynamicUpdate extends OneCall {

    SchedDynamicUpdate() {
      super("sched_dynamic_update");
    }

    @Override
    void call(RoutineFrame f) {
      String function = f.arg(0) == 0 ? "sc_emu_one" : "__static_call_return0";
      f.call(
          f.port().symbol("__static_call_update"),
          f.port().symbol("__SCK__emu"),
          f.port().symbol("__SCT__emu"),
          f.port().symbol(function));
    }
  }

  /** klp_enable_patch(on), kernel/livepatch/core.c. */
  private static final class KlpEnablePatch extends OneCall {

    KlpEnablePatch() {
      super("klp_enable_patch");
    }

    @Override
    void call(RoutineFrame f) {
      long place = f.port().symbol("klp_reloc_emu");
      f.call(f.port().symbol("klp_apply_section_relocs"), place, f.arg(0));
    }
  }
}
