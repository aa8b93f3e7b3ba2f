package org.emukernel.entry.idt;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * smp_text_poke_int3_handler() and do_int3() of a kernel that patches no text and has no probes: no
 * INT3 is theirs.
 */
record NoTextPoke(String symbol) implements Routine {

  @Override
  public List<String> labels() {
    return List.of("return");
  }

  @Override
  public void step(RoutineFrame f) {
    f.ret(0);
  }
}
