package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * arch_jump_label_transform_apply(key, enabled), arch/x86/kernel/jump_label.c, with the loop of
 * __jump_label_update() (kernel/jump_label.c, v6.18) that queues each site of the key before it: on
 * x86 compilers inline the queueing, and stack traces show this function alone. The entries of a
 * key lie together, sorted by site (jump_label_init()), so that 256 sites make one batch.
 */
final class JumpLabelUpdate implements Routine {

  private static final int NEXT = 1;
  private static final int QUEUED = 2;
  private static final int APPLY = 3;

  private static final int ENTRY = 0;

  @Override
  public String symbol() {
    return "arch_jump_label_transform_apply";
  }

  @Override
  public List<String> labels() {
    return List.of("first", "next", "queued", "apply", "return");
  }

  @Override
  public int locals() {
    return 1;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> first(f);
      case NEXT -> next(f);
      case QUEUED -> f.goTo(NEXT);
      case APPLY -> f.call(f.port().symbol("smp_text_poke_batch_finish"));
      default -> f.ret();
    }
  }

  private static void first(RoutineFrame f) {
    f.setLocal(ENTRY, StaticKey.entries(f, f.arg(0)));
    if (f.local(ENTRY) == 0) {
      f.ret();
    }
  }

  private static void next(RoutineFrame f) {
    long at = f.local(ENTRY);
    JumpEntry entry =
        at < f.port().symbol("__stop___jump_table") ? JumpEntry.read(f, at) : JumpEntry.NONE;
    if (entry.key() != f.arg(0)) {
      f.goTo(APPLY);
      return;
    }
    f.setLocal(ENTRY, at + JumpEntry.BYTES);
    int size = entry.size(f);
    int force = StaticKey.isForceful(f, f.arg(0)) ? TextPokeArray.FORCE_IPI : 0;
    long bytes = entry.bytes(size, (int) f.arg(1));
    f.call(f.port().symbol("smp_text_poke_batch_add"), entry.code(), bytes, (long) size | force, 0);
  }
}
