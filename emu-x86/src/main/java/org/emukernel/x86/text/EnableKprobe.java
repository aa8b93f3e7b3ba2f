package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * enable_kprobe(probe), disable_kprobe(probe) and unregister_kprobe(probe), Linux v6.18
 * kernel/kprobes.c. A probe that is unregistered is freed once it is no jump any more.
 */
final class EnableKprobe extends KernelRoutine {

  /** Which of the three. */
  enum Kind {
    ENABLE("enable_kprobe"),
    DISABLE("disable_kprobe"),
    UNREGISTER("unregister_kprobe");

    private final String symbol;

    Kind(String symbol) {
      this.symbol = symbol;
    }
  }

  private static final long EINVAL = 22;

  private static final int LOCK = 0;
  private static final int ARM = 1;
  private static final int FLAG = 2;
  private static final int UNLOCK = 3;

  private static final int RESULT = 0;

  private final Kind kind;

  EnableKprobe(Kind kind) {
    super(kind.symbol, 1, "lock", "arm", "flags", "unlock", "return");
    this.kind = kind;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> TextMutex.lock(f);
      case ARM -> arm(f);
      case FLAG -> flag(f);
      case UNLOCK -> TextMutex.unlock(f);
      default -> f.ret(f.local(RESULT));
    }
  }

  private boolean enables() {
    return kind == Kind.ENABLE;
  }

  private void arm(RoutineFrame f) {
    long probe = f.arg(0);
    if (Kprobe.ADDR.get(f, probe) == 0 || Kprobe.has(f, probe, Kprobe.GONE)) {
      f.setLocal(RESULT, -EINVAL);
      f.goTo(UNLOCK);
    } else if (Kprobe.has(f, probe, Kprobe.DISABLED) == enables()) {
      if (enables()) {
        Kprobe.FLAGS.set(f, probe, Kprobe.FLAGS.get(f, probe) & ~Kprobe.DISABLED);
      }
      f.call(f.port().symbol(enables() ? "arm_kprobe" : "disarm_kprobe"), probe);
    }
  }

  private void flag(RoutineFrame f) {
    long probe = f.arg(0);
    if (enables()) {
      return;
    }
    Kprobe.FLAGS.set(f, probe, Kprobe.FLAGS.get(f, probe) | Kprobe.DISABLED);
    if (kind == Kind.UNREGISTER) {
      Kprobe.FLAGS.set(f, probe, Kprobe.FLAGS.get(f, probe) | Kprobe.GONE);
      if (Kprobe.LIST.get(f, probe) == Kprobe.NO_LIST) {
        Kprobe.ADDR.set(f, probe, 0);
      }
    }
  }
}
