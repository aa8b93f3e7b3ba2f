package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * write_relocate_add(place, value), Linux v6.18 arch/x86/kernel/module.c, for a module that is
 * formed already, as livepatch relocates it late: text_poke() of a 4-byte field and one sync. While
 * a module is loaded the field is written by memcpy() and no CPU is told.
 */
final class WriteRelocateAdd extends KernelRoutine {

  private static final int FIELD = 4;

  WriteRelocateAdd() {
    super("write_relocate_add", 0, "lock", "started", "text_poke", "sync", "synced", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> TextMutex.lock(f);
      case 1 -> {
        byte[] before = TextPokeArray.bytes(f.load(f.arg(0), FIELD), FIELD);
        byte[] after = TextPokeArray.bytes(f.arg(1), FIELD);
        f.port().events().textPokeStarted(f.port(), f.arg(0), before, after);
      }
      case 2 -> KernelText.poke(f, f.arg(0), FIELD, f.arg(1) & 0xffff_ffffL);
      case 3 -> f.call(f.port().symbol("smp_text_poke_sync_each_cpu_deferrable"));
      case 4 -> {
        f.port().events().textSynced(f.port(), f.arg(0), FIELD);
        TextMutex.unlock(f);
      }
      default -> f.ret();
    }
  }
}
