package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * smp_text_poke_batch_add(address, opcode bytes first byte lowest, length, bytes of the instruction
 * to emulate or 0), Linux v6.18 arch/x86/kernel/alternative.c; the caller holds text_mutex. An
 * array that is full or would not stay sorted is finished first. The length may carry {@link
 * TextPokeArray#FORCE_IPI}.
 */
final class SmpTextPokeBatchAdd implements Routine {

  private static final int ADD = 1;

  @Override
  public String symbol() {
    return "smp_text_poke_batch_add";
  }

  @Override
  public List<String> labels() {
    return List.of("flush", "add");
  }

  @Override
  public void step(RoutineFrame f) {
    long entries = TextPokeArray.entries(f);
    if (f.label() == ADD) {
      int length = (int) f.arg(2) & 0xff;
      Emulated emulated = Emulated.of(f.arg(3) == 0 ? f.arg(1) : f.arg(3), length);
      TextPokeArray.write(f, entries, f.arg(0), f.arg(2), f.arg(1), emulated);
      TextPokeArray.setEntries(f, entries + 1);
      f.ret();
    } else if (entries == TextPokeArray.MAX || !ordered(f, entries)) {
      f.call(f.port().symbol("smp_text_poke_batch_finish"));
    }
  }

  /* text_poke_addr_ordered(): the INT3 handler searches the array by bisection. */
  private static boolean ordered(RoutineFrame f, long entries) {
    return entries == 0 || f.arg(0) >= TextPokeArray.address(f, entries - 1);
  }
}
