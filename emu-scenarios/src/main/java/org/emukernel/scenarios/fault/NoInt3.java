package org.emukernel.scenarios.fault;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.spi.PlantedFaultProvider;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code no-int3}: text patching without INT3 and its sync: the tails, then the first bytes. */
public final class NoInt3 implements PlantedFaultProvider {

  @Override
  public String name() {
    return "no-int3";
  }

  @Override
  public String description() {
    return "text patching writes no INT3 first";
  }

  @Override
  public String caughtBy() {
    return SafetyMonitors.TORN_INSTRUCTION;
  }

  @Override
  public Routine plantIn(Routine routine) {
    return routine.symbol().equals("smp_text_poke_batch_finish")
        ? new WithoutInt3(routine)
        : routine;
  }

  private record WithoutInt3(Routine routine) implements Routine {

    @Override
    public String symbol() {
      return routine.symbol();
    }

    @Override
    public List<String> labels() {
      return routine.labels();
    }

    @Override
    public int locals() {
      return routine.locals();
    }

    @Override
    public void step(RoutineFrame frame) {
      if (labels().get(frame.label()).equals("poke_int3")) {
        frame.goTo(labels().indexOf("poke_tail"));
      } else {
        routine.step(frame);
      }
    }
  }
}
