package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * __static_call_transform(instruction, opcode, function), arch/x86/kernel/static_call.c: makes a
 * 5-byte site CALL or JMP the function. One patch of its own, so three syncs
 * (smp_text_poke_single(), inlined); nothing to do where the bytes stand already.
 */
final class StaticCallTransform implements Routine {

  private static final int CHECK = 0;
  private static final int ADD = 1;
  private static final int FINISH = 2;
  private static final int BYTES = 5;

  @Override
  public String symbol() {
    return "__static_call_transform";
  }

  @Override
  public List<String> labels() {
    return List.of("check", "add", "finish", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case CHECK -> check(f);
      case ADD -> f.call(f.port().symbol("smp_text_poke_batch_add"), f.arg(0), code(f), BYTES);
      case FINISH -> f.call(f.port().symbol("smp_text_poke_batch_finish"));
      default -> f.ret();
    }
  }

  private static long code(RoutineFrame f) {
    long displacement = f.arg(2) - (f.arg(0) + BYTES);
    return f.arg(1) | (displacement & 0xffff_ffffL) << 8;
  }

  private static void check(RoutineFrame f) {
    long stands = f.load(f.arg(0), 4) | f.load(f.arg(0) + 4, 1) << 32;
    if (stands == code(f)) {
      f.ret();
    }
  }
}
