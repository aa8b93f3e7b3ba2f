package org.emukernel.x86.text;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * smp_text_poke_int3_handler(regs), Linux v6.18 arch/x86/kernel/alternative.c: a CPU that hits the
 * INT3 of a patch under way does what the new instruction does. Returns 1 if it did, 0 if the INT3
 * is none of ours.
 */
final class TextPokeInt3Handler implements Routine {

  /* Offsets in struct pt_regs (arch/x86/include/asm/ptrace.h). */
  private static final int PT_REGS_IP = 16 * 8;
  private static final int PT_REGS_SP = 19 * 8;

  private static final int SEARCH = 2;
  private static final int EMULATE = 3;
  private static final int PUSH = 4;

  /* Locals. */
  private static final int IP = 0;
  private static final int INDEX = 1;
  private static final int STACK = 2;

  @Override
  public String symbol() {
    return "smp_text_poke_int3_handler";
  }

  @Override
  public List<String> labels() {
    return List.of(
        "refs",
        "regs_ip",
        "search",
        "emulate",
        "push_read_sp",
        "push_return",
        "push_write_sp",
        "handled");
  }

  @Override
  public int locals() {
    return 3;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> refs(f);
      case 1 -> f.setLocal(IP, f.load(f.arg(0) + PT_REGS_IP, 8) - 1);
      case SEARCH -> search(f);
      case EMULATE -> emulate(f);
      case PUSH -> f.setLocal(STACK, f.load(f.arg(0) + PT_REGS_SP, 8) - 8);
      case 5 -> f.store(f.local(STACK), 8, f.local(IP) + 5);
      case 6 -> f.store(f.arg(0) + PT_REGS_SP, 8, f.local(STACK));
      default -> f.ret(1);
    }
  }

  private static void refs(RoutineFrame f) {
    if (f.load(f.port().perCpu(TextPokeArray.REFS, f.cpu()), 4) == 0) {
      f.ret(0);
    }
  }

  private static void search(RoutineFrame f) {
    if (f.local(INDEX) >= TextPokeArray.entries(f)) {
      f.ret(0);
    } else if (TextPokeArray.address(f, f.local(INDEX)) != f.local(IP)) {
      f.setLocal(INDEX, f.local(INDEX) + 1);
      f.goTo(SEARCH);
    }
  }

  /* NOPs go on behind the site, jumps and calls to their target; a call also pushes its return address. */
  private static void emulate(RoutineFrame f) {
    long bytes = TextPokeArray.newBytes(f, f.local(INDEX));
    long end = f.local(IP) + TextPokeArray.length(f, f.local(INDEX));
    int opcode = (int) bytes & 0xff;
    long target =
        switch (opcode) {
          case 0xe9, 0xe8 -> end + (int) (bytes >>> 8);
          case 0xeb -> end + (byte) (bytes >>> 8);
          default -> end;
        };
    f.store(f.arg(0) + PT_REGS_IP, 8, target);
    f.goTo(opcode == 0xe8 ? PUSH : PUSH + 3);
  }
}
