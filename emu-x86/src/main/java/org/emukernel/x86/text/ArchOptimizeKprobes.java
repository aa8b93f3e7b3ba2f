package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * arch_optimize_kprobes(), Linux v6.18 arch/x86/kernel/kprobes/opt.c, for one probe: the INT3
 * becomes a JMP to the detour buffer by a patch of its own (smp_text_poke_single(), inlined), so
 * three syncs.
 */
final class ArchOptimizeKprobes extends KernelRoutine {

  private static final int JMP32_SIZE = 5;

  ArchOptimizeKprobes() {
    super("arch_optimize_kprobes", 0, "add", "finish", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> {
        long address = Kprobe.ADDR.get(f, f.arg(0));
        long jump = jump(f, f.arg(0));
        f.call(f.port().symbol("smp_text_poke_batch_add"), address, jump, JMP32_SIZE, 0);
      }
      case 1 -> f.call(f.port().symbol("smp_text_poke_batch_finish"));
      default -> f.ret();
    }
  }

  /** {@return the JMP rel32 to the detour buffer, first byte lowest} */
  static long jump(RoutineFrame f, long probe) {
    long displacement = Kprobe.optinsnSlot(f, probe) - (Kprobe.ADDR.get(f, probe) + JMP32_SIZE);
    return Emulated.JMP32 | (displacement & 0xffff_ffffL) << 8;
  }
}
