package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.PerCpuSymbol;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.SystemCall;

/** NMIs store {@link #STORED} to a variable of their CPU's, and never look what was there. */
final class StoringNmiModel implements VerifyModel {

  static final String VARIABLE = "emu_nmi_seen";
  static final long STORED = 5;

  private static final int NOTHING = 394;

  @Override
  public KernelPart kernelPart() {
    return new KernelPart(
        List.of(new Store(), new Nothing("__x64_sys_nothing")),
        List.of(new KernelVariable(VARIABLE, Long.BYTES, KernelVariable.Storage.PER_CPU)));
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(NOTHING, "__x64_sys_nothing");
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    return List.of(new SystemCall(NOTHING, 0, 0, 0));
  }

  private static final class Store extends KernelRoutine {

    private final PerCpuSymbol variable = new PerCpuSymbol(VARIABLE);

    Store() {
      super("default_do_nmi", 0, "store");
    }

    @Override
    public void step(RoutineFrame f) {
      f.store(variable.in(f), Long.BYTES, STORED);
      f.ret(0);
    }
  }
}
