package org.emukernel.entry.idt;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/** smp_text_poke_int3_handler() of a kernel that patches no text: no INT3 is a patch's. */
final class NoTextPoke implements Routine {

  @Override
  public String symbol() {
    return "smp_text_poke_int3_handler";
  }

  @Override
  public List<String> labels() {
    return List.of("return");
  }

  @Override
  public void step(RoutineFrame f) {
    f.ret(0);
  }
}
