package org.emukernel.entry.rcu;

import java.util.List;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.entry.ct.ContextTracking;

/**
 * synchronize_rcu_expedited() with __sync_rcu_exp_select_node_cpus() inside (kernel/rcu/tree_exp.h,
 * Linux v6.18): takes a snapshot of each CPU's counter, leaves alone who is outside RCU's sight or
 * has been there since, and interrupts the others, here one after the other.
 *
 * <p>Only the bits of CT_RCU_WATCHING_MASK are compared. A counter that came round to the same bits
 * looks as if its CPU had never left the kernel: one IPI too many, never a grace period too short.
 */
final class SynchronizeRcuExpedited implements Routine {

  /** Per-CPU: exp_watching_snap of struct rcu_data, 0 where the CPU needs no IPI. */
  static final String RCU_DATA = "rcu_data";

  static final int RCU_DATA_BYTES = 64;

  private static final int ACQUIRE = 0;
  private static final int NEXT_SNAPSHOT = 1;
  private static final int MASK_OFL_IPI = 2;
  private static final int CALL = 4;
  private static final int NEXT_IPI = 5;

  /* Locals. */
  private static final int CPU = 0;
  private static final int SNAP = 1;

  private final long mask;
  private final PerCpuSymbol ct = new PerCpuSymbol(ContextTracking.SYMBOL);
  private final PerCpuSymbol data = new PerCpuSymbol(RCU_DATA);
  private final KernelSymbol call = new KernelSymbol("smp_call_function_single");
  private final KernelSymbol handler = new KernelSymbol(RcuExpHandler.SYMBOL);

  SynchronizeRcuExpedited(long mask) {
    this.mask = mask;
  }

  @Override
  public String symbol() {
    return "synchronize_rcu_expedited";
  }

  @Override
  public List<String> labels() {
    return List.of(
        "ct_rcu_watching_cpu_acquire",
        "exp_watching_snap",
        "mask_ofl_ipi",
        "rcu_watching_snap_stopped_since",
        "smp_call_function_single",
        "next_ipi");
  }

  @Override
  public int locals() {
    return 2;
  }

  @Override
  public void step(RoutineFrame f) {
    int cpu = (int) f.local(CPU);
    switch (f.label()) {
      case ACQUIRE -> f.setLocal(SNAP, cpu == f.cpu() ? 0 : watching(f, cpu));
      case NEXT_SNAPSHOT -> {
        boolean inEqs = (f.local(SNAP) & ContextTracking.RCU_WATCHING) == 0;
        f.store(data.in(f, cpu), Long.BYTES, inEqs ? 0 : f.local(SNAP));
        next(f, ACQUIRE, MASK_OFL_IPI);
      }
      case MASK_OFL_IPI -> {
        f.setLocal(SNAP, f.load(data.in(f, cpu), Long.BYTES));
        if (f.local(SNAP) == 0) {
          f.goTo(NEXT_IPI);
        }
      }
      case 3 -> f.goTo(watching(f, cpu) == f.local(SNAP) ? CALL : NEXT_IPI);
      case CALL -> f.call(call.in(f), cpu, handler.in(f), 0);
      default -> {
        if (cpu + 1 == f.port().cpus()) {
          f.ret();
        } else {
          next(f, MASK_OFL_IPI, MASK_OFL_IPI);
        }
      }
    }
  }

  private long watching(RoutineFrame f, int cpu) {
    return f.load(ct.in(f, cpu) + ContextTracking.STATE, Integer.BYTES) & mask;
  }

  private static void next(RoutineFrame f, int more, int done) {
    long cpu = f.local(CPU) + 1;
    boolean isLast = cpu == f.port().cpus();
    f.setLocal(CPU, isLast ? 0 : cpu);
    f.goTo(isLast ? done : more);
  }
}
