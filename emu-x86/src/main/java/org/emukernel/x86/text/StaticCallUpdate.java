package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * __static_call_update(key, trampoline, function), Linux v6.18 kernel/static_call_inline.c: first
 * the trampoline, then each inline site of the key, one patch of three syncs for each. A function
 * that is set already changes nothing; 0 makes the call do nothing. Under text_mutex (in Linux
 * static_call_mutex, and text_mutex for each site).
 *
 * <p>struct static_call_key is the function and where the key's sites begin in {@code
 * .static_call_sites}, sorted by key; struct static_call_site is the site and the key, relative to
 * their own fields, the key with the tail flag in bit 0.
 */
final class StaticCallUpdate extends KernelRoutine {

  private static final int SITE_BYTES = 8;
  private static final int TAIL = 1;
  private static final int FLAGS = 3;

  private static final int LOCK = 0;
  private static final int KEY_FUNC = 1;
  private static final int SET_FUNC = 2;
  private static final int TRAMP = 3;
  private static final int SITE = 4;
  private static final int UNLOCK = 6;

  private static final int AT = 0;

  StaticCallUpdate() {
    super(
        "__static_call_update",
        1,
        "lock",
        "key_func",
        "set_func",
        "tramp",
        "site",
        "next_site",
        "unlock",
        "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case LOCK -> TextMutex.lock(f);
      case KEY_FUNC -> {
        if (f.load(f.arg(0), 8) == f.arg(2)) {
          f.goTo(UNLOCK);
        }
      }
      case SET_FUNC -> {
        f.store(f.arg(0), 8, f.arg(2));
        f.setLocal(AT, f.load(f.arg(0) + 8, 8));
      }
      case TRAMP -> transform(f, 0, f.arg(1), 0);
      case SITE -> site(f);
      case 5 -> f.goTo(SITE);
      case UNLOCK -> TextMutex.unlock(f);
      default -> f.ret();
    }
  }

  /* The table is constant data. */
  private static void site(RoutineFrame f) {
    long at = f.local(AT);
    if (at == 0 || at >= f.port().symbol("__stop_static_call_sites")) {
      f.goTo(UNLOCK);
      return;
    }
    long key = at + 4 + (int) f.load(at + 4, 4);
    if ((key & ~FLAGS) != f.arg(0)) {
      f.goTo(UNLOCK);
      return;
    }
    f.setLocal(AT, at + SITE_BYTES);
    transform(f, at + (int) f.load(at, 4), 0, key & TAIL);
  }

  private static void transform(RoutineFrame f, long site, long tramp, long tail) {
    f.call(f.port().symbol("arch_static_call_transform"), site, tramp, f.arg(2), tail);
  }
}
