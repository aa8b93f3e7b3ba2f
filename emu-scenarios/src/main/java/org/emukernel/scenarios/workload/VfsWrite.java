package org.emukernel.scenarios.workload;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.CallThrough;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * write(fd, value, cpu or number): what the emulated files do. There is no file system; the file
 * descriptor says which file it is.
 *
 * <p>Stacks as in recordings of Linux 6.18: a pipe wakes its reader (anon_pipe_write to
 * __resched_curr); /proc/sys/kernel/bpf_stats_enabled moves a plain static key; a tracefs "enable"
 * file registers or unregisters a tracepoint's probe.
 */
final class VfsWrite {

  /** The write end of a pipe; the value is the CPU on which the reader sleeps. */
  static final int PIPE = 3;

  /** /proc/sys/kernel/bpf_stats_enabled; the value is 0 or 1. */
  static final int BPF_STATS_ENABLED = 4;

  /**
   * events/.../enable in tracefs; the value is 0 or 1, the third argument the tracepoint's number.
   */
  static final int EVENT_ENABLE = 5;

  /** kprobe_events in tracefs: makes a probe; the third argument is its number. */
  static final int KPROBE_EVENTS = 6;

  /** events/kprobes/.../enable; the value is 0 or 1, the third argument the probe's number. */
  static final int KPROBE_ENABLE = 7;

  /** current_tracer in tracefs; 1 for function, 0 for nop, of as many functions as the third. */
  static final int CURRENT_TRACER = 8;

  /** /proc/sys/kernel/sched_schedstats; the value is 0 or 1. */
  static final int SCHED_SCHEDSTATS = 9;

  /** /sys/devices/system/cpu/smt/control; the value is 0 or 1. */
  static final int SMT_CONTROL = 10;

  /** A file whose key cannot change any more: housekeeping_overridden. */
  static final int SEALED_KEY = 11;

  /** /sys/kernel/debug/sched/preempt; 1: cond_resched() calls nothing, 0: it does. */
  static final int SCHED_PREEMPT = 12;

  /** A livepatch's enabled file; the value is 0 or 1. */
  static final int LIVEPATCH = 13;

  private VfsWrite() {}

  static KernelPart kernelPart() {
    List<Routine> routines = new ArrayList<>();
    routines.add(new SyscallStub("__x64_sys_write", "ksys_write"));
    routines.addAll(CallThrough.chain("vfs_write", "ksys_write"));
    routines.add(new Dispatch());
    routines.addAll(
        CallThrough.chain(
            "__resched_curr",
            "anon_pipe_write",
            "__wake_up_sync_key",
            "__wake_up_common",
            "autoremove_wake_function",
            "try_to_wake_up",
            "ttwu_do_activate",
            "wakeup_preempt"));
    routines.add(new ReschedCurr());
    routines.add(new OnOff("bpf_stats_handler", "static_key_slow_inc", "static_key_slow_dec"));
    routines.add(
        new OnOff("trace_event_reg", "tracepoint_probe_register", "tracepoint_probe_unregister"));
    routines.addAll(TextPatchingFiles.routines());
    return new KernelPart(routines, List.of());
  }

  /** vfs_write(): the file's own write function. */
  private record Dispatch() implements Routine {

    @Override
    public String symbol() {
      return "vfs_write";
    }

    @Override
    public List<String> labels() {
      return List.of("call", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() != 0) {
        f.ret(f.result());
        return;
      }
      switch ((int) f.arg(0)) {
        case PIPE -> f.call(f.port().symbol("anon_pipe_write"), f.arg(1));
        case BPF_STATS_ENABLED ->
            f.call(
                f.port().symbol("proc_sys_call_handler"),
                f.port().symbol("static_key_emu_0"),
                f.arg(1));
        case EVENT_ENABLE -> f.call(f.port().symbol("event_enable_write"), f.arg(2), f.arg(1));
        default -> TextPatchingFiles.write(f);
      }
    }
  }

  /**
   * Calls one function with its first argument to turn something on (second argument not 0) and
   * another to turn it off.
   */
  record OnOff(String symbol, String on, String off) implements Routine {

    @Override
    public List<String> labels() {
      return List.of("call", "return");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.call(f.port().symbol(f.arg(1) == 0 ? off : on), f.arg(0));
      } else {
        f.ret(0);
      }
    }
  }
}
