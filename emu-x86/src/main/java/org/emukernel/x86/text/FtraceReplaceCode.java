package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * ftrace_replace_code(enable, functions), Linux v6.18 arch/x86/kernel/ftrace.c: the 5-byte NOP at
 * each function's entry ({@code __start_mcount_loc}) becomes a CALL of ftrace_caller or the other
 * way round, in batches of 256 sites with three syncs each. A site that is right already is left
 * alone (ftrace_test_record()).
 */
final class FtraceReplaceCode extends KernelRoutine {

  private static final int MCOUNT_INSN_SIZE = 5;
  private static final long NOP5 = 0x0000441f0fL;

  private static final int NEXT = 0;
  private static final int ADD = 1;
  private static final int LOOP = 2;
  private static final int FINISH = 3;

  private static final int INDEX = 0;
  private static final int SITE = 1;

  FtraceReplaceCode() {
    super("ftrace_replace_code", 2, "ftrace_test_record", "add", "next", "finish", "return");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case NEXT -> test(f);
      case ADD -> add(f, f.local(SITE), newCode(f, f.local(SITE)));
      case LOOP -> f.goTo(NEXT);
      case FINISH -> f.call(f.port().symbol("smp_text_poke_batch_finish"));
      default -> f.ret();
    }
  }

  /* The table is constant data, and the sites' text is written under text_mutex. */
  private static void test(RoutineFrame f) {
    long at = f.port().symbol("__start_mcount_loc") + 8 * f.local(INDEX);
    if (f.local(INDEX) >= f.arg(1) || at >= f.port().symbol("__stop_mcount_loc")) {
      f.goTo(FINISH);
      return;
    }
    f.setLocal(INDEX, f.local(INDEX) + 1);
    f.setLocal(SITE, f.load(at, 8));
    boolean calls = f.load(f.local(SITE), 1) == Emulated.CALL;
    if (calls == (f.arg(0) != 0)) {
      f.goTo(NEXT);
    }
  }

  private static long newCode(RoutineFrame f, long site) {
    return f.arg(0) != 0 ? call(site, f.port().symbol("ftrace_caller")) : NOP5;
  }

  /** {@return ftrace_call_replace(), first byte lowest} */
  static long call(long site, long function) {
    return Emulated.CALL | (function - (site + MCOUNT_INSN_SIZE) & 0xffff_ffffL) << 8;
  }

  static void add(RoutineFrame f, long site, long code) {
    f.call(f.port().symbol("smp_text_poke_batch_add"), site, code, MCOUNT_INSN_SIZE, 0);
  }
}
