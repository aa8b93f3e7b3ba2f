package org.emukernel.mm.kernel;

import java.util.StringJoiner;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.SenderView;

/** Stands for on_each_cpu_cond_mask(): records whom it would call, and calls on its own CPU. */
final class RecordingOnEachCpu extends KernelRoutine {

  private final TestKernel kernel;

  RecordingOnEachCpu(TestKernel kernel) {
    super("on_each_cpu_cond_mask", 0, "many", "return");
    this.kernel = kernel;
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 1) {
      f.ret();
      return;
    }
    StringJoiner targets = new StringJoiner(",");
    for (int cpu = 0; cpu < kernel.cpus(); cpu++) {
      if (cpu != f.cpu() && isIn(f.arg(4), cpu) && decide(f, cpu) == Decision.SEND) {
        targets.add(Integer.toString(cpu));
        if (kernel.runsTargets()) {
          kernel.callOn(cpu, kernel.nameOf(f.arg(1)), f.arg(2));
        }
      }
    }
    String chain = String.join(" < ", f.port().callChain());
    kernel.recorder().add("call: %s on [%s] %s", kernel.nameOf(f.arg(1)), targets, chain);
    if (isIn(f.arg(4), f.cpu())) {
      f.call(f.arg(1), f.arg(2));
    }
  }

  private boolean isIn(long mask, int cpu) {
    return mask == 0 || (kernel.arena().memory().readLong(kernel.physical(mask)) >>> cpu & 1) != 0;
  }

  private Decision decide(RoutineFrame f, int cpu) {
    return kernel.conditions().get((int) f.arg(0)).decide(cpu, f.arg(2), new View());
  }

  private final class View implements SenderView {
    @Override
    public int cpu() {
      return 0;
    }

    @Override
    public void store(long linear, int size, long value) {
      throw new AssertionError("not expected");
    }

    @Override
    public long fetchAdd(long linear, int size, long delta) {
      throw new AssertionError("not expected");
    }

    @Override
    public long fetchOr(long linear, int size, long bits) {
      throw new AssertionError("not expected");
    }

    @Override
    public long note(int i) {
      throw new AssertionError("not expected");
    }

    @Override
    public void setNote(int i, long value) {
      throw new AssertionError("not expected");
    }

    @Override
    public boolean leaveAtBorder(int target, IpiWork work) {
      throw new AssertionError("not expected");
    }

    @Override
    public CpuMask isolated() {
      return CpuMask.none();
    }

    @Override
    public long perCpu(String name, int cpu) {
      return kernel.perCpu(name, cpu);
    }

    @Override
    public long load(long linear, int size) {
      return kernel.arena().memory().read(kernel.physical(linear), size);
    }

    @Override
    public long compareExchange(long linear, int size, long expected, long value) {
      throw new AssertionError("not expected");
    }
  }
}
