package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * The {@code *_cpuslocked()} functions of kernel/jump_label.c: each moves the key's count on, and
 * patches the sites when the key turns on or off. The one argument is the key's address; its first
 * 4 bytes are {@code atomic_t enabled}. Under text_mutex, which in Linux is jump_label_mutex and
 * text_mutex.
 *
 * <p>A key that is __ro_after_init cannot change any more: in Linux the write to its count faults,
 * and jump_label_init_ro() has sealed it. Here the attempt is refused before it does harm, with
 * -EPERM and a warning in the result.
 */
final class StaticKeyUpdate implements Routine {

  /** What an update does to the count. */
  enum Kind {
    /** static_key_enable_cpuslocked(): 0 becomes 1. */
    ENABLE("static_key_enable_cpuslocked"),
    /** static_key_disable_cpuslocked(): 1 becomes 0. */
    DISABLE("static_key_disable_cpuslocked"),
    /** static_key_slow_inc_cpuslocked(): one user more. */
    INC("static_key_slow_inc_cpuslocked"),
    /** __static_key_slow_dec_cpuslocked(): one user less. */
    DEC("__static_key_slow_dec_cpuslocked");

    private final String symbol;

    Kind(String symbol) {
      this.symbol = symbol;
    }

    private boolean turnsOn() {
      return this == ENABLE || this == INC;
    }

    private boolean counts() {
      return this == INC || this == DEC;
    }
  }

  private static final long EPERM = 1;

  private static final int LOCK = 0;
  private static final int READ = 1;
  private static final int COUNT = 2;
  private static final int UNLOCK = 5;

  private static final int OLD = 0;

  private final Kind kind;

  StaticKeyUpdate(Kind kind) {
    this.kind = kind;
  }

  @Override
  public String symbol() {
    return kind.symbol;
  }

  @Override
  public List<String> labels() {
    return List.of("lock", "read", "count", "update", "set_enabled", "unlock", "return");
  }

  @Override
  public int locals() {
    return 1;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> lockUnlessSealed(f);
      case READ -> read(f);
      case COUNT -> count(f);
      case 3 ->
          f.call(
              f.port().symbol("arch_jump_label_transform_apply"), f.arg(0), kind.turnsOn() ? 1 : 0);
      case 4 -> f.store(f.arg(0), 4, kind.turnsOn() ? 1 : 0);
      case UNLOCK -> TextMutex.unlock(f);
      default -> f.ret();
    }
  }

  private void lockUnlessSealed(RoutineFrame f) {
    if (StaticKey.isReadOnlyAfterInit(f, f.arg(0))) {
      f.port()
          .events()
          .warning(
              f.port(),
              kind.symbol
                  + ": static key "
                  + f.port().functionName(f.arg(0))
                  + " is __ro_after_init and cannot change after boot");
      f.ret(-EPERM);
    } else {
      TextMutex.lock(f);
    }
  }

  private static void read(RoutineFrame f) {
    f.setLocal(OLD, (int) f.load(f.arg(0), 4));
  }

  /* Only the first user turns a key on and only the last one turns it off; on and off twice changes nothing. */
  private void count(RoutineFrame f) {
    long old = f.local(OLD);
    boolean patches = kind.turnsOn() ? old == 0 : old == 1;
    if (patches) {
      f.store(f.arg(0), 4, kind.turnsOn() ? 0xffff_ffffL : 1);
      return;
    }
    if (kind.counts()) {
      f.store(f.arg(0), 4, kind.turnsOn() ? old + 1 : Math.max(0, old - 1));
    }
    f.goTo(UNLOCK);
  }
}
