package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * smp_text_poke_sync_each_cpu(), arch/x86/kernel/alternative.c (v6.16; text_poke_sync() before),
 * and smp_text_poke_sync_each_cpu_deferrable() of the deferral series: do_sync_core() on each CPU.
 * For callers other than smp_text_poke_batch_finish(), into which it is inlined.
 *
 * @param symbol which of the two
 * @param condition number of the condition under which a target gets the IPI
 */
record SmpTextPokeSyncEachCpu(String symbol, int condition) implements Routine {

  @Override
  public List<String> labels() {
    return List.of("on_each_cpu", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    if (f.label() == 0) {
      long doSyncCore = f.port().symbol("do_sync_core");
      f.call(f.port().symbol("on_each_cpu_cond_mask"), condition, doSyncCore, 0, 1);
    } else {
      f.ret();
    }
  }
}
