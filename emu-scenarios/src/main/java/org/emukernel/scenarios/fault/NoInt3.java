package org.emukernel.scenarios.fault;

import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.scenarios.monitor.SafetyMonitors;

/** {@code no-int3}: text patching without INT3 and its sync: the tails, then the first bytes. */
public final class NoInt3 extends ChangedFunction {

  /** For ServiceLoader. */
  public NoInt3() {
    super(Set.of("smp_text_poke_batch_finish"), List.of("poke_int3"));
  }

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
  void instead(Routine routine, RoutineFrame frame) {
    frame.goTo(routine.labels().indexOf("poke_tail"));
  }
}
