package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** do_sync_core(), arch/x86/kernel/alternative.c. */
final class DoSyncCore implements Routine {

  @Override
  public String symbol() {
    return "do_sync_core";
  }

  @Override
  public List<String> labels() {
    return List.of("sync_core", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      f.port().syncCore();
    } else {
      f.ret();
    }
  }
}
