package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * smp_text_poke_int3_handler(regs), Linux v6.18 arch/x86/kernel/alternative.c: a CPU that hits the
 * INT3 of a patch under way does what the new instruction does. Returns 1 if it did, 0 if the INT3
 * is none of ours. The array stays while a handler holds its CPU's reference.
 */
final class TextPokeInt3Handler implements Routine {

  private static final int TRY_GET = 0;
  private static final int INC_NOT_ZERO = 1;
  private static final int REGS_IP = 2;
  private static final int SEARCH = 3;
  private static final int EMULATE = 4;
  private static final int PUT = 5;

  /* Locals. */
  private static final int IP = 0;
  private static final int LOW = 1;
  private static final int HIGH = 2;
  private static final int HANDLED = 3;
  private static final int REFS = 4;
  private static final int INDEX = 5;

  @Override
  public String symbol() {
    return "smp_text_poke_int3_handler";
  }

  @Override
  public List<String> labels() {
    return List.of(
        "try_get_text_poke_array",
        "inc_not_zero",
        "regs_ip",
        "search",
        "emulate",
        "put_text_poke_array",
        "return");
  }

  @Override
  public int locals() {
    return 6;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case TRY_GET -> tryGet(f);
      case INC_NOT_ZERO -> incNotZero(f);
      case REGS_IP -> {
        f.setLocal(IP, f.load(f.arg(0) + PtRegs.IP, 8) - 1);
        f.setLocal(HIGH, TextPokeArray.entries(f));
      }
      case SEARCH -> search(f);
      case EMULATE -> emulate(f);
      case PUT -> f.fetchAdd(refs(f), 4, -1);
      default -> f.ret(f.local(HANDLED));
    }
  }

  private static long refs(RoutineFrame f) {
    return f.port().perCpu(TextPokeArray.REFS, f.cpu());
  }

  /* user_mode(regs): the frame is the CPU's own. */
  private static void tryGet(RoutineFrame f) {
    if (PtRegs.isUserMode(f, f.arg(0))) {
      f.ret(0);
      return;
    }
    f.setLocal(REFS, f.load(refs(f), 4));
    if (f.local(REFS) == 0) {
      f.ret(0);
    }
  }

  private static void incNotZero(RoutineFrame f) {
    long expected = f.local(REFS);
    if (f.compareExchange(refs(f), 4, expected, expected + 1) != expected) {
      f.goTo(TRY_GET);
    }
  }

  /* __inline_bsearch(): the array is sorted, and nobody writes it while the reference is held. */
  private static void search(RoutineFrame f) {
    if (f.local(LOW) >= f.local(HIGH)) {
      f.goTo(PUT);
      return;
    }
    long middle = f.local(LOW) + f.local(HIGH) >>> 1;
    long address = TextPokeArray.address(f, middle);
    if (address == f.local(IP)) {
      f.setLocal(INDEX, middle);
      return;
    }
    f.setLocal(address < f.local(IP) ? LOW : HIGH, address < f.local(IP) ? middle + 1 : middle);
    f.goTo(SEARCH);
  }

  private static void emulate(RoutineFrame f) {
    long index = f.local(INDEX);
    Emulated emulated =
        new Emulated(TextPokeArray.opcode(f, index), TextPokeArray.displacement(f, index));
    if (emulated.opcode() != Emulated.INT3) {
      long end = f.local(IP) + TextPokeArray.length(f, index);
      Emulation.emulate(f, f.arg(0), emulated, end);
      f.setLocal(HANDLED, 1);
    }
  }
}
