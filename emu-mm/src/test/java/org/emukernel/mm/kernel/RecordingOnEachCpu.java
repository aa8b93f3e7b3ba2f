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
    for (int cpu = 1; cpu < kernel.cpus(); cpu++) {
      if (decide(f, cpu) == Decision.SEND) {
        targets.add(Integer.toString(cpu));
      }
    }
    String chain = String.join(" < ", f.port().callChain());
    kernel.recorder().add("call: %s on [%s] %s", kernel.nameOf(f.arg(1)), targets, chain);
    f.call(f.arg(1), f.arg(2));
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
      return kernel.symbol(name);
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
