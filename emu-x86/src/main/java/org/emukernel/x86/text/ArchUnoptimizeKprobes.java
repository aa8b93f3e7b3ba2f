package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * arch_unoptimize_kprobes(), Linux v6.18 arch/x86/kernel/kprobes/opt.c, for one probe: INT3 over
 * the first byte of the JMP, sync; the four bytes behind it as they were, sync. Two syncs, since
 * the INT3 stays.
 */
final class ArchUnoptimizeKprobes extends KernelRoutine {

  private static final int JMP32_SIZE = 5;

  ArchUnoptimizeKprobes() {
    super(
        "arch_unoptimize_kprobes",
        0,
        "started",
        "text_poke_int3",
        "sync_1",
        "synced_1",
        "text_poke_tail",
        "sync_2",
        "synced_2");
  }

  @Override
  public void step(RoutineFrame f) {
    long address = Kprobe.ADDR.get(f, f.arg(0));
    switch (f.label()) {
      case 0 -> started(f, address);
      case 1 -> KernelText.poke(f, address, 1, Emulated.INT3);
      case 4 -> KernelText.poke(f, address + 1, 4, original(f) >>> 8 & 0xffff_ffffL);
      case 2, 5 -> f.call(f.port().symbol("smp_text_poke_sync_each_cpu_deferrable"));
      case 3 -> f.port().events().textSynced(f.port(), address, 1);
      default -> {
        f.port().events().textSynced(f.port(), address, JMP32_SIZE);
        f.ret();
      }
    }
  }

  private static long original(RoutineFrame f) {
    return Kprobe.ORIGINAL.get(f, f.arg(0));
  }

  private static void started(RoutineFrame f, long address) {
    byte[] before = TextPokeArray.bytes(ArchOptimizeKprobes.jump(f, f.arg(0)), JMP32_SIZE);
    byte[] after = TextPokeArray.bytes(original(f) & ~0xffL | Emulated.INT3, JMP32_SIZE);
    f.port().events().textPokeStarted(f.port(), address, before, after);
  }
}
