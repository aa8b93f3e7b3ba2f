package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * __static_call_transform(instruction, type, function), Linux v6.18 arch/x86/kernel/static_call.c,
 * without return thunks: makes a site or trampoline do what the new function needs. One patch of
 * its own, so three syncs (smp_text_poke_single(), inlined); nothing to do where the bytes stand
 * already.
 */
final class StaticCallTransform implements Routine {

  /** Types of instructions: 2 * tail + null (__sc_insn()). */
  static final int CALL = 0;

  static final int NOP = 1;
  static final int JMP = 2;
  static final int RET = 3;

  private static final long NOP5 = 0x0000441f0fL;
  private static final long XOR5RAX = 0xc0312e2e2eL;
  private static final long RETINSN = 0xccccccccc3L;

  private static final int CHECK = 0;
  private static final int COMPARE = 1;
  private static final int ADD = 2;
  private static final int FINISH = 3;

  /* Locals. */
  private static final int CODE = 0;
  private static final int SIZE = 1;
  private static final int EMULATE = 2;

  @Override
  public String symbol() {
    return "__static_call_transform";
  }

  @Override
  public List<String> labels() {
    return List.of("is_jcc", "memcmp", "add", "finish", "return");
  }

  @Override
  public int locals() {
    return 3;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case CHECK -> check(f);
      case COMPARE -> compare(f);
      case ADD ->
          f.call(
              f.port().symbol("smp_text_poke_batch_add"),
              f.arg(0),
              f.local(CODE),
              f.local(SIZE),
              f.local(EMULATE));
      case FINISH -> f.call(f.port().symbol("smp_text_poke_batch_finish"));
      default -> f.ret();
    }
  }

  /* __is_Jcc(): a conditional tail call keeps its condition. */
  private static void check(RoutineFrame f) {
    int opcode = (int) f.load(f.arg(0), 2);
    int type = (int) f.arg(1);
    f.setLocal(SIZE, 5);
    if ((type == JMP || type == RET) && (opcode & 0xf0ff) == 0x800f) {
      long function = f.arg(2) == 0 ? f.port().symbol("__static_call_return") : f.arg(2);
      f.setLocal(SIZE, 6);
      f.setLocal(CODE, opcode | displacement(f, function, 6) << 16);
      return;
    }
    f.setLocal(CODE, code(f, type));
  }

  private static long code(RoutineFrame f, int type) {
    switch (type) {
      case CALL:
        long call = Emulated.CALL | displacement(f, f.arg(2), 5) << 8;
        if (f.arg(2) != f.port().symbol("__static_call_return0")) {
          return call;
        }
        f.setLocal(EMULATE, call);
        return XOR5RAX;
      case NOP:
        return NOP5;
      case JMP:
        return Emulated.JMP32 | displacement(f, f.arg(2), 5) << 8;
      default:
        return RETINSN;
    }
  }

  private static long displacement(RoutineFrame f, long function, int size) {
    return function - (f.arg(0) + size) & 0xffff_ffffL;
  }

  /* Text that only holders of text_mutex write. */
  private static void compare(RoutineFrame f) {
    int rest = (int) f.local(SIZE) - 4;
    long stands = f.load(f.arg(0), 4);
    for (int i = 0; i < rest; i++) {
      stands |= f.load(f.arg(0) + 4 + i, 1) << 32 + 8 * i;
    }
    if (stands == f.local(CODE)) {
      f.ret();
    }
  }
}
