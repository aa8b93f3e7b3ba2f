package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * Registering and unregistering the only probe of a tracepoint (Linux v6.18, kernel/tracepoint.c):
 * tracepoint_add_func() points the static call at the probe and then enables the key;
 * tracepoint_remove_func(), inlined into tracepoint_probe_unregister(), disables the key and then
 * points the static call at the iterator. Nine syncs each: three for the key and three each for the
 * call's trampoline and site.
 *
 * <p>Argument: the number of the tracepoint. Its symbols are {@code __tracepoint_emu_N} (the key),
 * {@code __SCK__tp_func_emu_N} and {@code __SCT__tp_func_emu_N} (static call and trampoline),
 * {@code __probestub_emu_N} and {@code __traceiter_emu_N}.
 */
final class TracepointProbe implements Routine {

  /** Which way. */
  enum Direction {
    /** tracepoint_add_func(). */
    ADD("tracepoint_add_func"),
    /** tracepoint_probe_unregister(). */
    REMOVE("tracepoint_probe_unregister");

    private final String symbol;

    Direction(String symbol) {
      this.symbol = symbol;
    }
  }

  private final Direction direction;

  TracepointProbe(Direction direction) {
    this.direction = direction;
  }

  @Override
  public String symbol() {
    return direction.symbol;
  }

  @Override
  public List<String> labels() {
    return List.of("first", "second", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    boolean adding = direction == Direction.ADD;
    switch (f.label()) {
      case 0 -> {
        if (adding) {
          staticCall(f, "__probestub_emu_");
        } else {
          key(f, "static_key_disable");
        }
      }
      case 1 -> {
        if (adding) {
          key(f, "static_key_enable");
        } else {
          staticCall(f, "__traceiter_emu_");
        }
      }
      default -> f.ret();
    }
  }

  private static long symbol(RoutineFrame f, String prefix) {
    return f.port().symbol(prefix + f.arg(0));
  }

  private static void staticCall(RoutineFrame f, String function) {
    long update = f.port().symbol("__static_call_update");
    f.call(
        update,
        symbol(f, "__SCK__tp_func_emu_"),
        symbol(f, "__SCT__tp_func_emu_"),
        symbol(f, function));
  }

  private static void key(RoutineFrame f, String operation) {
    f.call(f.port().symbol(operation), symbol(f, "__tracepoint_emu_"));
  }
}
