package org.emukernel.x86.text;

import org.emukernel.api.kernel.KernelRoutine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * kprobe_int3_handler(regs), Linux v6.18 arch/x86/kernel/kprobes/core.c, with setup_singlestep()
 * and resume_singlestep(): runs pre_handler; then the instruction in the detour buffer, boosted in
 * its slot, emulated, or in its slot with an INT3 behind it, after which post_handler runs. Returns
 * 1 if the INT3 was a probe's.
 */
final class KprobeInt3Handler extends KernelRoutine {

  private static final long KPROBE_HIT_SS = 2;
  private static final long FLAGS_IF = 1 << 9;

  private static final int USER_MODE = 0;
  private static final int GET_KPROBE = 1;
  private static final int NO_PROBE = 2;
  private static final int ENTER = 3;
  private static final int PRE_HANDLER = 4;
  private static final int SETUP = 5;
  private static final int RESUME = 6;
  private static final int POST_HANDLER = 7;
  private static final int RESET = 8;

  /* Locals. */
  private static final int ADDRESS = 0;
  private static final int INDEX = 1;
  private static final int PROBE = 2;

  KprobeInt3Handler() {
    super(
        "kprobe_int3_handler",
        3,
        "user_mode",
        "get_kprobe",
        "no_kprobe",
        "kprobe_running",
        "pre_handler",
        "setup_singlestep",
        "resume_singlestep",
        "post_handler",
        "reset_current_kprobe",
        "handled");
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case USER_MODE -> userMode(f);
      case GET_KPROBE -> find(f);
      case NO_PROBE -> noProbe(f);
      case ENTER -> enter(f);
      case PRE_HANDLER -> Kprobe.HITS.add(f, f.local(PROBE), 1);
      case SETUP -> setup(f);
      case RESUME -> resume(f);
      case POST_HANDLER -> {
        if (Kprobe.has(f, f.local(PROBE), Kprobe.POST_HANDLER)) {
          Kprobe.POST_HITS.add(f, f.local(PROBE), 1);
        }
      }
      case RESET -> f.store(current(f), 8, 0);
      default -> f.ret(1);
    }
  }

  private static long current(RoutineFrame f) {
    return f.port().perCpu(Kprobe.CURRENT, f.cpu());
  }

  private static long status(RoutineFrame f) {
    return f.port().perCpu(Kprobe.CTLBLK, f.cpu());
  }

  private static void setIp(RoutineFrame f, long ip) {
    f.store(f.arg(0) + PtRegs.IP, 8, ip);
  }

  private static void userMode(RoutineFrame f) {
    f.setLocal(ADDRESS, f.load(f.arg(0) + PtRegs.IP, 8) - 1);
    if (PtRegs.isUserMode(f, f.arg(0))) {
      f.ret(0);
    }
  }

  private static void find(RoutineFrame f) {
    long index = f.local(INDEX);
    if (index == Kprobe.MAX) {
      return;
    }
    long probe = Kprobe.at(f, index);
    if (Kprobe.ADDR.get(f, probe) == f.local(ADDRESS)) {
      f.setLocal(PROBE, probe);
      f.goTo(ENTER);
    } else {
      f.setLocal(INDEX, index + 1);
      f.goTo(GET_KPROBE);
    }
  }

  /* kprobe_is_ss(): the INT3 behind a copied instruction. Else one that was removed since it was hit, or none of a probe. */
  private static void noProbe(RoutineFrame f) {
    long running = f.load(current(f), 8);
    long ip = f.local(ADDRESS) + 1;
    if (running != 0 && f.load(status(f), 8) == KPROBE_HIT_SS) {
      long slot = Kprobe.INSN.get(f, running);
      if (ip > slot + 1 && ip <= slot + Kprobe.INSN_SLOT) {
        f.setLocal(PROBE, running);
        f.goTo(RESUME);
        return;
      }
    }
    if (f.load(f.local(ADDRESS), 1) == Emulated.INT3) {
      f.ret(0);
    } else {
      setIp(f, f.local(ADDRESS));
      f.ret(1);
    }
  }

  /* reenter_kprobe(): a hit inside a handler is counted as missed and its instruction executed. */
  private static void enter(RoutineFrame f) {
    if (f.load(current(f), 8) != 0) {
      Kprobe.NMISSED.add(f, f.local(PROBE), 1);
      f.goTo(SETUP);
      return;
    }
    f.store(current(f), 8, f.local(PROBE));
    f.store(status(f), 8, 0);
  }

  private static void setup(RoutineFrame f) {
    long probe = f.local(PROBE);
    if (Kprobe.has(f, probe, Kprobe.OPTIMIZED)) {
      setIp(f, Kprobe.optinsnSlot(f, probe) + Kprobe.templateBytes(f));
      f.goTo(RESET);
    } else if (Kprobe.BOOSTABLE.get(f, probe) != 0) {
      setIp(f, Kprobe.INSN.get(f, probe));
      f.goTo(RESET);
    } else if (ProbedInstruction.isEmulated(Kprobe.ORIGINAL.get(f, probe))) {
      emulate(f, probe);
      f.goTo(POST_HANDLER);
    } else {
      singleStep(f, probe);
    }
  }

  private static void emulate(RoutineFrame f, long probe) {
    int length = (int) Kprobe.LENGTH.get(f, probe);
    Emulated emulated = Emulated.of(Kprobe.ORIGINAL.get(f, probe), length);
    Emulation.emulate(f, f.arg(0), emulated, f.local(ADDRESS) + length);
  }

  /* The copy runs with interrupts off; the INT3 behind it comes back here. */
  private static void singleStep(RoutineFrame f, long probe) {
    long flags = f.load(f.arg(0) + PtRegs.FLAGS, 8);
    f.store(status(f), 8, KPROBE_HIT_SS);
    f.store(status(f) + 8, 8, flags & FLAGS_IF);
    f.store(f.arg(0) + PtRegs.FLAGS, 8, flags & ~FLAGS_IF);
    setIp(f, Kprobe.INSN.get(f, probe));
    f.ret(1);
  }

  private static void resume(RoutineFrame f) {
    long probe = f.local(PROBE);
    long flags = f.load(f.arg(0) + PtRegs.FLAGS, 8) | f.load(status(f) + 8, 8);
    f.store(f.arg(0) + PtRegs.FLAGS, 8, flags);
    setIp(f, Kprobe.ADDR.get(f, probe) + Kprobe.LENGTH.get(f, probe));
    f.store(status(f), 8, 0);
  }
}
