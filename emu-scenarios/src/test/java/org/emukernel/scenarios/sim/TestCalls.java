package org.emukernel.scenarios.sim;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.spi.SystemCall;

/** System calls that let a test do one thing in the kernel. */
public final class TestCalls {

  private static final int WRITE = 1;
  private static final int BPF_STATS_ENABLED = 4;
  private static final int EVENT_ENABLE = 5;

  private static final int LOAD = 440;
  private static final int STORE = 441;
  private static final int VMALLOC = 442;
  private static final int VFREE = 443;
  private static final int PURGE = 444;
  private static final int KEYS = 445;
  private static final int TRACE = 446;
  private static final int FUNCTION = 447;
  private static final int CALL_ON = 448;

  /** What {@link #function} can call or hand over. */
  private static final List<String> SYMBOLS =
      List.of(
          "register_kprobe",
          "unregister_kprobe",
          "static_key_enable",
          "static_key_probe_forceful",
          "static_key_probe_many",
          "sc_emu_caller_call",
          "sc_emu_caller_tail",
          "sc_emu_caller_jcc",
          "sc_emu_caller_tramp",
          "kprobe_emu_boosted",
          "kprobe_emu_emulated",
          "kprobe_emu_stepped",
          "do_syscall_64",
          "housekeeping_overridden",
          "ftrace_emu_0",
          "synchronize_rcu_expedited");

  private TestCalls() {}

  /** {@return the functions} */
  public static KernelPart kernelPart() {
    return KernelPart.of(
        new Call("__x64_sys_test_load", Body.LOAD),
        new Call("__x64_sys_test_store", Body.STORE),
        new Call("__x64_sys_test_vmalloc", Body.VMALLOC),
        new Call("__x64_sys_test_vfree", Body.VFREE),
        new Call("__x64_sys_test_purge", Body.PURGE),
        new Call("__x64_sys_test_call_on", Body.CALL_ON),
        new SlowLoad(),
        new Function(),
        new Loop("__x64_sys_test_keys", "static_key_probe_"),
        new Loop("__x64_sys_test_trace", "trace_emu_"));
  }

  /** {@return their symbols by number} */
  public static Map<Integer, String> systemCalls() {
    return Map.of(
        FUNCTION, "__x64_sys_test_function",
        CALL_ON, "__x64_sys_test_call_on",
        LOAD, "__x64_sys_test_load",
        STORE, "__x64_sys_test_store",
        VMALLOC, "__x64_sys_test_vmalloc",
        VFREE, "__x64_sys_test_vfree",
        PURGE, "__x64_sys_test_purge",
        KEYS, "__x64_sys_test_keys",
        TRACE, "__x64_sys_test_trace");
  }

  /** {@return a call of a function without arguments; returns what it returns} */
  public static SystemCall function(String name) {
    return new SystemCall(FUNCTION, SYMBOLS.indexOf(name), -1, 0);
  }

  /** {@return a call of a function with a symbol's address and a number} */
  public static SystemCall function(String name, String symbol, long argument) {
    return new SystemCall(FUNCTION, SYMBOLS.indexOf(name), SYMBOLS.indexOf(symbol), argument);
  }

  /** {@return a call of a function with a number} */
  public static SystemCall function(String name, long argument) {
    return new SystemCall(FUNCTION, SYMBOLS.indexOf(name), -1, argument);
  }

  /** {@return a write() to one of the files of text patching} */
  public static SystemCall write(int file, long value, long argument) {
    return new SystemCall(WRITE, file, value, argument);
  }

  /** {@return a load of 8 bytes by the kernel; returns them} */
  public static SystemCall load(long address) {
    return new SystemCall(LOAD, address, 0, 0);
  }

  /** {@return an IPI to another CPU, whose handler loads from an address twice, 100 us apart} */
  public static SystemCall slowLoadOn(int cpu, long address) {
    return new SystemCall(CALL_ON, cpu, address, 0);
  }

  /** {@return a store of 8 bytes by the kernel} */
  public static SystemCall store(long address, long value) {
    return new SystemCall(STORE, address, value, 0);
  }

  /** {@return a vmalloc(); returns the address} */
  public static SystemCall vmalloc(long bytes) {
    return new SystemCall(VMALLOC, bytes, 0, 0);
  }

  /** {@return a vfree()} */
  public static SystemCall vfree(long address) {
    return new SystemCall(VFREE, address, 0, 0);
  }

  /** {@return a purge of everything lazy} */
  public static SystemCall purge() {
    return new SystemCall(PURGE, 0, 0, 0);
  }

  /**
   * {@return calls of static_key_probe_n(); returns how often it was on, or -1 if it ever returned
   * something but 0 and 1}
   *
   * @param gap steps of the kernel between two calls
   */
  public static SystemCall keys(int n, int times, int gap) {
    return new SystemCall(KEYS, n, times, gap);
  }

  /** {@return calls of trace_emu_n()} */
  public static SystemCall trace(int n, int times, int gap) {
    return new SystemCall(TRACE, n, times, gap);
  }

  /** {@return a write() to kernel.bpf_stats_enabled, whose key is static_key_emu_0} */
  public static SystemCall key(boolean on) {
    return new SystemCall(WRITE, BPF_STATS_ENABLED, on ? 1 : 0, 0);
  }

  /** {@return a write() to the "enable" file of tracepoint emu_0} */
  public static SystemCall tracepoint(boolean on) {
    return new SystemCall(WRITE, EVENT_ENABLE, on ? 1 : 0, 0);
  }

  /* struct pt_regs, arch/x86/include/asm/ptrace.h. */
  private static final int DX = 12 * 8;
  private static final int SI = 13 * 8;
  private static final int DI = 14 * 8;

  private enum Body {
    LOAD,
    STORE,
    VMALLOC,
    VFREE,
    CALL_ON,
    PURGE
  }

  private record Call(String symbol, Body body) implements Routine {

    @Override
    public List<String> labels() {
      return List.of("regs_di", "regs_si", "do", "return");
    }

    @Override
    public int locals() {
      return 3;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> f.setLocal(0, f.load(f.arg(0) + DI, 8));
        case 1 -> f.setLocal(1, f.load(f.arg(0) + SI, 8));
        case 2 -> run(f, f.local(0), f.local(1));
        default -> f.ret(body == Body.VMALLOC ? f.result() : f.local(2));
      }
    }

    private void run(RoutineFrame f, long di, long si) {
      switch (body) {
        case LOAD -> f.setLocal(2, f.load(di, 8));
        case STORE -> f.store(di, 8, si);
        case VMALLOC ->
            f.call(
                f.port().symbol("__vmalloc_node_range_noprof"),
                di,
                1,
                0,
                Protection.PAGE_KERNEL.bits());
        case CALL_ON ->
            f.call(
                f.port().symbol("smp_call_function_single"),
                di,
                f.port().symbol("test_slow_load"),
                si);
        case VFREE -> f.call(f.port().symbol("vfree"), di);
        case PURGE -> f.call(f.port().symbol("_vm_unmap_aliases"), -1, 0, 0);
      }
    }
  }

  private record SlowLoad() implements Routine {

    private static final long NS = 100_000;

    @Override
    public String symbol() {
      return "test_slow_load";
    }

    @Override
    public List<String> labels() {
      return List.of("first", "wait", "second");
    }

    @Override
    public int locals() {
      return 1;
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.setLocal(0, f.port().nowNs() + NS);
        f.load(f.arg(0), Long.BYTES);
      } else if (f.label() == 1) {
        f.goTo(f.port().nowNs() < f.local(0) ? 1 : 2);
      } else {
        f.load(f.arg(0), Long.BYTES);
        f.ret();
      }
    }
  }

  private record Function() implements Routine {

    @Override
    public String symbol() {
      return "__x64_sys_test_function";
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
      long function = f.port().symbol(SYMBOLS.get((int) f.load(f.arg(0) + DI, 8)));
      int symbol = (int) f.load(f.arg(0) + SI, 8);
      long argument = f.load(f.arg(0) + DX, 8);
      if (symbol < 0) {
        f.call(function, argument);
      } else {
        f.call(function, f.port().symbol(SYMBOLS.get(symbol)), argument);
      }
    }
  }

  private record Loop(String symbol, String prefix) implements Routine {

    private static final int TIMES = 0;
    private static final int GAP = 1;
    private static final int ONES = 2;
    private static final int WAITED = 3;
    private static final int NUMBER = 4;
    private static final int WAIT = 3;

    @Override
    public List<String> labels() {
      return List.of("regs_di", "regs_si", "regs_dx", "wait", "call", "count");
    }

    @Override
    public int locals() {
      return 5;
    }

    @Override
    public void step(RoutineFrame f) {
      switch (f.label()) {
        case 0 -> f.setLocal(NUMBER, f.load(f.arg(0) + DI, 8));
        case 1 -> f.setLocal(TIMES, f.load(f.arg(0) + SI, 8));
        case 2 -> f.setLocal(GAP, f.load(f.arg(0) + DX, 8));
        case WAIT -> await(f);
        case 4 -> f.call(f.port().symbol(prefix + f.local(NUMBER)));
        default -> count(f);
      }
    }

    private static void await(RoutineFrame f) {
      if (f.local(WAITED) < f.local(GAP)) {
        f.setLocal(WAITED, f.local(WAITED) + 1);
        f.goTo(WAIT);
      } else {
        f.setLocal(WAITED, 0);
      }
    }

    private void count(RoutineFrame f) {
      long value = prefix.startsWith("trace") ? 0 : f.result();
      boolean bad = value != 0 && value != 1 || f.local(ONES) < 0;
      f.setLocal(ONES, bad ? -1 : f.local(ONES) + value);
      f.setLocal(TIMES, f.local(TIMES) - 1);
      if (f.local(TIMES) == 0) {
        f.ret(f.local(ONES));
      } else {
        f.goTo(WAIT);
      }
    }
  }
}
