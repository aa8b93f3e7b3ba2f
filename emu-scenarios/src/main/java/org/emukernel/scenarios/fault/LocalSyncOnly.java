package org.emukernel.scenarios.fault;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * A function that syncs only its own CPU at one of its labels, where it should sync all of them,
 * and goes on to the next. The own CPU is synced even so, since text_poke() itself serialises when
 * it goes back from its temporary mm (arch/x86/kernel/alternative.c, __text_poke()).
 *
 * @param routine the function as it should be
 * @param label the label whose IPIs are left out
 */
record LocalSyncOnly(Routine routine, String label) implements Routine {

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
    if (labels().get(frame.label()).equals(label)) {
      frame.port().syncCore();
    } else {
      routine.step(frame);
    }
  }
}
