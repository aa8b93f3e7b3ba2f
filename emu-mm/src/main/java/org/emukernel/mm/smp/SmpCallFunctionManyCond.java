package org.emukernel.mm.smp;

import static org.emukernel.mm.smp.CallSingleData.CPUMASK;
import static org.emukernel.mm.smp.CallSingleData.CPUMASK_IPI;
import static org.emukernel.mm.smp.CallSingleData.CSDS;
import static org.emukernel.mm.smp.CallSingleData.FLAGS;
import static org.emukernel.mm.smp.CallSingleData.FLAG_LOCK;
import static org.emukernel.mm.smp.CallSingleData.FUNCTION;
import static org.emukernel.mm.smp.CallSingleData.INFO;
import static org.emukernel.mm.smp.CallSingleData.NEXT;
import static org.emukernel.mm.smp.CallSingleData.QUEUE;
import static org.emukernel.mm.smp.CallSingleData.TYPE_SYNC;

import java.util.List;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.SenderView;

/**
 * smp_call_function_many_cond(), Linux v6.18 kernel/smp.c, with SCF_WAIT and SCF_RUN_LOCAL: queues
 * a CSD at each target for which the condition holds, interrupts those whose queue was empty, runs
 * the function here too, then waits for every CSD.
 */
final class SmpCallFunctionManyCond implements Routine {

  private static final List<String> LABELS =
      List.of(
          "clear_masks",
          "next_cpu",
          "cond",
          "csd_lock_wait_before",
          "csd_lock",
          "csd_func",
          "csd_info",
          "llist_head",
          "llist_next",
          "llist_add",
          "send_ipi",
          "send_mask",
          "run_local",
          "local_irq_restore",
          "wait_next",
          "csd_lock_wait",
          "cpumask_and",
          "next_cpu_of_mask",
          "set_nr_if_polling");

  private static final int NEXT_CPU = 1;
  private static final int COND = 2;
  private static final int CSD_LOCK_WAIT_BEFORE = 3;
  private static final int LLIST_HEAD = 7;
  private static final int SEND_IPI = 10;
  private static final int SEND_MASK = 11;
  private static final int RUN_LOCAL = 12;
  private static final int WAIT_NEXT = 14;
  private static final int CPUMASK_AND = 16;
  private static final int NEXT_OF_MASK = 17;
  private static final int SET_NR_IF_POLLING = 18;

  /* Locals. */
  private static final int CPU = 0;
  private static final int CSD = 1;
  private static final int HEAD = 2;
  private static final int IPIS = 3;
  private static final int LAST = 4;
  private static final int WAITING = 5;
  private static final int WORD = 6;
  private static final int RUNS_HERE = 7;
  private static final int NOTES = 8;

  private final CallConditions conditions;
  private final CpuBits targets = new CpuBits(CPUMASK);
  private final CpuBits interrupted = new CpuBits(CPUMASK_IPI);
  private final PollingIdle idle = new PollingIdle();

  SmpCallFunctionManyCond(CallConditions conditions) {
    this.conditions = conditions;
  }

  @Override
  public String symbol() {
    return "smp_call_function_many_cond";
  }

  @Override
  public List<String> labels() {
    return LABELS;
  }

  @Override
  public int locals() {
    return NOTES + SenderView.NOTES;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> clearMasks(f);
      case NEXT_CPU -> nextCpu(f);
      case COND -> cond(f);
      case CSD_LOCK_WAIT_BEFORE -> csdLockWaitBefore(f);
      case 4 -> f.store(f.local(CSD) + FLAGS, 4, FLAG_LOCK | TYPE_SYNC);
      case 5 -> f.store(f.local(CSD) + FUNCTION, 8, f.arg(1));
      case 6 -> csdInfo(f);
      case LLIST_HEAD -> f.setLocal(HEAD, f.load(queue(f), 8));
      case 8 -> f.store(f.local(CSD) + NEXT, 8, f.local(HEAD));
      case 9 -> llistAdd(f);
      case SEND_IPI -> sendIpi(f);
      case SEND_MASK -> sendMask(f);
      case RUN_LOCAL -> runLocal(f);
      case 13 -> f.port().localIrqEnable();
      case WAIT_NEXT -> waitNext(f);
      case CPUMASK_AND -> copyMask(f);
      case NEXT_OF_MASK -> nextOfMask(f);
      case SET_NR_IF_POLLING -> f.goTo(idle.tell(f, last(f), WORD) ? RUN_LOCAL : SEND_IPI);
      default -> csdLockWait(f);
    }
  }

  private void clearMasks(RoutineFrame f) {
    targets.clear(f);
    interrupted.clear(f);
    f.setLocal(CPU, -1);
    if (f.arg(4) != 0) {
      f.goTo(CPUMASK_AND);
    }
  }

  /* One word of the caller's mask a step; the copy is this CPU's own. The CPU's own bit says whether the function runs here, too. */
  private void copyMask(RoutineFrame f) {
    int word = (int) f.local(WORD);
    targets.setWord(f, word, f.load(f.arg(4) + (long) word * Long.BYTES, Long.BYTES));
    f.setLocal(WORD, word + 1L);
    f.goTo(word + 1 << 6 < f.port().cpus() ? CPUMASK_AND : NEXT_OF_MASK);
  }

  private void nextOfMask(RoutineFrame f) {
    int cpu = targets.next(f, (int) f.local(CPU) + 1);
    f.setLocal(CPU, cpu < 0 ? f.port().cpus() : cpu);
    if (cpu < 0) {
      f.goTo(SEND_IPI);
    } else if (cpu == f.cpu()) {
      targets.remove(f, cpu);
      f.setLocal(RUNS_HERE, 1);
      f.goTo(NEXT_OF_MASK);
    } else {
      begin(f, cpu);
    }
  }

  private static void nextCpu(RoutineFrame f) {
    long cpu = f.local(CPU) + 1;
    if (cpu == f.cpu()) {
      cpu++;
    }
    f.setLocal(CPU, cpu);
    if (cpu >= f.port().cpus()) {
      f.goTo(SEND_IPI);
      return;
    }
    begin(f, (int) cpu);
  }

  private static void begin(RoutineFrame f, int cpu) {
    f.setLocal(CSD, f.port().perCpu(CSDS, cpu) + (long) f.cpu() * CallSingleData.BYTES);
    f.goTo(f.arg(0) == CallConditions.ALWAYS ? CSD_LOCK_WAIT_BEFORE : COND);
  }

  private void cond(RoutineFrame f) {
    int cpu = (int) f.local(CPU);
    Decision decision =
        conditions.get((int) f.arg(0)).decide(cpu, f.arg(2), new FrameSenderView(f, NOTES));
    if (decision == Decision.DEFER) {
      f.port().events().deferred(f.port(), cpu, f.arg(1));
    }
    if (decision == Decision.AGAIN) {
      f.goTo(COND);
    } else if (decision != Decision.SEND) {
      targets.remove(f, cpu);
      f.goTo(following(f));
    }
  }

  private static int following(RoutineFrame f) {
    return f.arg(4) == 0 ? NEXT_CPU : NEXT_OF_MASK;
  }

  /* flush_tlb_func() and its like run with interrupts off here as they do in an interrupt. */
  private static void runLocal(RoutineFrame f) {
    if (f.arg(4) != 0 && f.local(RUNS_HERE) == 0) {
      f.goTo(WAIT_NEXT);
      return;
    }
    f.port().localIrqDisable();
    f.call(f.arg(1), f.arg(2));
  }

  /* csd_lock(): the CSD may still be in use by an earlier call that did not wait. */
  private static void csdLockWaitBefore(RoutineFrame f) {
    if ((f.load(f.local(CSD) + FLAGS, 4) & FLAG_LOCK) != 0) {
      f.port().relax();
      f.goTo(CSD_LOCK_WAIT_BEFORE);
    }
  }

  private void csdInfo(RoutineFrame f) {
    f.store(f.local(CSD) + INFO, 8, f.arg(2));
    int cpu = (int) f.local(CPU);
    targets.set(f, cpu);
    f.port().events().csdQueued(f.port(), cpu, f.arg(1), f.local(CSD));
  }

  private static long queue(RoutineFrame f) {
    return f.port().perCpu(QUEUE, (int) f.local(CPU));
  }

  /* llist_add(): only who finds the list empty interrupts the target. */
  private void llistAdd(RoutineFrame f) {
    long head = f.local(HEAD);
    if (f.compareExchange(queue(f), 8, head, f.local(CSD)) != head) {
      f.goTo(LLIST_HEAD);
      return;
    }
    if (head == 0) {
      int cpu = (int) f.local(CPU);
      interrupted.set(f, cpu);
      f.setLocal(IPIS, f.local(IPIS) + 1);
      f.setLocal(LAST, cpu);
    }
    f.goTo(following(f));
  }

  private static int last(RoutineFrame f) {
    return (int) f.local(LAST);
  }

  private void sendIpi(RoutineFrame f) {
    f.setLocal(CPU, -1);
    f.goTo(f.local(IPIS) > 1 ? SEND_MASK : RUN_LOCAL);
    if (f.local(IPIS) == 1) {
      sendSingle(f);
    }
  }

  private void sendSingle(RoutineFrame f) {
    PollingIdle.Look look = idle.look(f, last(f), WORD);
    if (look == PollingIdle.Look.SEND) {
      SmpIpi.send(f, last(f), IpiMessage.CALL_FUNCTION_SINGLE);
    } else if (look == PollingIdle.Look.TELL) {
      f.goTo(SET_NR_IF_POLLING);
    }
  }

  private void sendMask(RoutineFrame f) {
    int cpu = interrupted.next(f, (int) f.local(CPU) + 1);
    if (cpu < 0) {
      return;
    }
    f.setLocal(CPU, cpu);
    SmpIpi.send(f, cpu, IpiMessage.CALL_FUNCTION);
    f.goTo(SEND_MASK);
  }

  private void waitNext(RoutineFrame f) {
    int cpu = targets.next(f, (int) f.local(WAITING));
    if (cpu < 0) {
      f.ret();
      return;
    }
    f.setLocal(WAITING, cpu + 1);
    f.setLocal(CSD, f.port().perCpu(CSDS, cpu) + (long) f.cpu() * CallSingleData.BYTES);
    f.port().events().waitStarted(f.port(), cpu);
  }

  private static void csdLockWait(RoutineFrame f) {
    if ((f.load(f.local(CSD) + FLAGS, 4) & FLAG_LOCK) == 0) {
      f.port().events().waitEnded(f.port(), (int) f.local(WAITING) - 1);
      f.goTo(WAIT_NEXT);
    } else {
      f.port().relax();
      f.goTo(f.label());
    }
  }
}
