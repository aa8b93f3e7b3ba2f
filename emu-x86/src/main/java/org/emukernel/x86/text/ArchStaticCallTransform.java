package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * arch_static_call_transform(site or 0, trampoline or 0, function or 0, tail), Linux v6.18
 * arch/x86/kernel/static_call.c. The trampoline is a tail jump; without a function sites become NOP
 * or RET.
 */
final class ArchStaticCallTransform extends KernelRoutine {

  ArchStaticCallTransform() {
    super("arch_static_call_transform", 0, "tramp", "site", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> transform(f, f.arg(1), 1);
      case 1 -> transform(f, f.arg(0), (int) f.arg(3));
      default -> f.ret();
    }
  }

  private static void transform(RoutineFrame f, long instruction, int tail) {
    if (instruction != 0) {
      int type = 2 * tail + (f.arg(2) == 0 ? 1 : 0);
      f.call(f.port().symbol("__static_call_transform"), instruction, type, f.arg(2));
    }
  }
}
