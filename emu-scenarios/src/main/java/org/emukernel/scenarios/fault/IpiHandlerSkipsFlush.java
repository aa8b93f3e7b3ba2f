package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code ipi-handler-skips-flush}: the handlers of TLB flushes acknowledge without flushing. */
public final class IpiHandlerSkipsFlush implements PlantedFaultProvider {

  private static final Set<String> HANDLERS =
      Set.of("do_flush_tlb_all", "do_kernel_range_flush", "flush_tlb_func");

  @Override
  public String name() {
    return "ipi-handler-skips-flush";
  }

  @Override
  public String description() {
    return "do_flush_tlb_all(), do_kernel_range_flush() and flush_tlb_func() return without flushing";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.STALE_TRANSLATION;
  }

  @Override
  public Routine plantIn(Routine routine) {
    return HANDLERS.contains(routine.symbol()) ? new ReturnAtOnce(routine.symbol()) : routine;
  }

  private record ReturnAtOnce(String symbol) implements Routine {

    @Override
    public List<String> labels() {
      return List.of("return");
    }

    @Override
    public void step(RoutineFrame frame) {
      frame.ret();
    }
  }
}
