package org.emukernel.entry.rcu;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * rcu_exp_handler() (kernel/rcu/tree_exp.h, Linux v6.18): the CPU is in no read-side critical
 * section, since the interrupt came through, so that it reports its quiescent state at once.
 */
final class RcuExpHandler implements Routine {

  static final String SYMBOL = "rcu_exp_handler";

  @Override
  public String symbol() {
    return SYMBOL;
  }

  @Override
  public List<String> labels() {
    return List.of("rcu_report_exp_rdp");
  }

  @Override
  public void step(RoutineFrame f) {
    f.ret();
  }
}
