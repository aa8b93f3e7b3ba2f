package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.KernelSymbol;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.SystemCall;

/**
 * The smallest kernel with something to search: CPU 0 makes a system call that turns a flag over,
 * the others one that reads it; each has its way in and out, and its timer.
 */
final class SharedFlagModel implements VerifyModel {

  private static final int TURN = 394;
  private static final int READ = 395;
  private static final String FLAG = "emu_shared_flag";

  @Override
  public KernelPart kernelPart() {
    return new KernelPart(
        List.of(new Turn(), new Read()),
        List.of(new KernelVariable(FLAG, Long.BYTES, KernelVariable.Storage.GLOBAL)));
  }

  @Override
  public Map<Integer, String> systemCalls() {
    return Map.of(TURN, "__x64_sys_turn", READ, "__x64_sys_read_flag");
  }

  @Override
  public List<SystemCall> calls(int cpu) {
    return List.of(new SystemCall(cpu == 0 ? TURN : READ, 0, 0, 0));
  }

  private static final class Turn extends KernelRoutine {

    private final KernelSymbol flag = new KernelSymbol(FLAG);

    Turn() {
      super("__x64_sys_turn", 1, "load", "store");
    }

    @Override
    public void step(RoutineFrame f) {
      if (f.label() == 0) {
        f.setLocal(0, f.load(flag.in(f), Long.BYTES) ^ 1);
        f.goTo(1);
      } else {
        f.store(flag.in(f), Long.BYTES, f.local(0));
        f.ret(0);
      }
    }
  }

  private static final class Read extends KernelRoutine {

    private final KernelSymbol flag = new KernelSymbol(FLAG);

    Read() {
      super("__x64_sys_read_flag", 0, "load");
    }

    @Override
    public void step(RoutineFrame f) {
      f.ret(f.load(flag.in(f), Long.BYTES));
    }
  }
}
