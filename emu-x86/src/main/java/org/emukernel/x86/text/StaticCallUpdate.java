package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * __static_call_update(trampoline, site, function), kernel/static_call_inline.c: first the
 * trampoline (JMP), then the call site (CALL), each through arch_static_call_transform(). Under
 * text_mutex (in Linux static_call_mutex and text_mutex).
 */
final class StaticCallUpdate implements Routine {

  private static final int JMP32 = 0xe9;
  private static final int CALL = 0xe8;

  @Override
  public String symbol() {
    return "__static_call_update";
  }

  @Override
  public List<String> labels() {
    return List.of("lock", "trampoline", "site", "unlock", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> TextMutex.lock(f);
      case 1 -> transform(f, f.arg(0), JMP32);
      case 2 -> transform(f, f.arg(1), CALL);
      case 3 -> TextMutex.unlock(f);
      default -> f.ret();
    }
  }

  private static void transform(RoutineFrame f, long instruction, int opcode) {
    f.call(f.port().symbol("arch_static_call_transform"), instruction, opcode, f.arg(2));
  }
}
