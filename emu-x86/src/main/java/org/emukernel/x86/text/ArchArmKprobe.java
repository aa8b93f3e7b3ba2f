package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * arch_arm_kprobe(probe) and arch_disarm_kprobe(probe), Linux v6.18 arch/x86/kernel/kprobes/core.c:
 * one byte, INT3 or the first byte of the instruction, and one sync, which the deferral series
 * makes deferrable.
 */
final class ArchArmKprobe extends KernelRoutine {

  /** Which of the two. */
  enum Kind {
    ARM("arch_arm_kprobe"),
    DISARM("arch_disarm_kprobe");

    private final String symbol;

    Kind(String symbol) {
      this.symbol = symbol;
    }
  }

  private final Kind kind;

  ArchArmKprobe(Kind kind) {
    super(kind.symbol, 0, "probe", "text_poke", "sync", "synced");
    this.kind = kind;
  }

  @Override
  public void step(RoutineFrame f) {
    long address = Kprobe.ADDR.get(f, f.arg(0));
    switch (f.label()) {
      case 0 -> {
        byte[] before = {(byte) f.load(address, 1)};
        byte[] after = {(byte) newByte(f)};
        f.port().events().textPokeStarted(f.port(), address, before, after);
      }
      case 1 -> KernelText.poke(f, address, 1, newByte(f));
      case 2 -> f.call(f.port().symbol("smp_text_poke_sync_each_cpu_deferrable"));
      default -> {
        f.port().events().textSynced(f.port(), address, 1);
        f.ret();
      }
    }
  }

  private long newByte(RoutineFrame f) {
    return kind == Kind.ARM ? Emulated.INT3 : Kprobe.ORIGINAL.get(f, f.arg(0)) & 0xff;
  }
}
