package org.emukernel.mm.smp;

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

/**
 * smp_call_function_single(cpu, func, info, wait = 1), Linux v6.18 kernel/smp.c, with
 * generic_exec_single() and __smp_call_single_queue() inside; the target is another CPU.
 */
final class SmpCallFunctionSingle implements Routine {

  private static final int LLIST_HEAD = 4;
  private static final int SEND = 7;
  private static final int WAIT = 8;
  private static final int SET_NR_IF_POLLING = 9;

  private static final int HEAD = 0;

  private final PollingIdle idle = new PollingIdle();

  @Override
  public String symbol() {
    return "smp_call_function_single";
  }

  @Override
  public List<String> labels() {
    return List.of(
        "csd_lock_wait_before",
        "csd_lock",
        "csd_func",
        "csd_info",
        "llist_head",
        "llist_next",
        "llist_add",
        "send",
        "csd_lock_wait",
        "set_nr_if_polling");
  }

  @Override
  public int locals() {
    return 1;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> spinWhileLocked(f);
      case 1 -> f.store(csd(f) + FLAGS, 4, FLAG_LOCK | TYPE_SYNC);
      case 2 -> f.store(csd(f) + FUNCTION, 8, f.arg(1));
      case 3 -> csdInfo(f);
      case LLIST_HEAD -> f.setLocal(HEAD, f.load(queue(f), 8));
      case 5 -> f.store(csd(f) + NEXT, 8, f.local(HEAD));
      case 6 -> llistAdd(f);
      case SEND -> send(f);
      case WAIT -> csdLockWait(f);
      default -> f.goTo(idle.tell(f, target(f), HEAD) ? WAIT : SEND);
    }
  }

  private static int target(RoutineFrame f) {
    return (int) f.arg(0);
  }

  private static long csd(RoutineFrame f) {
    return f.port().perCpu(CSDS, target(f)) + (long) f.cpu() * CallSingleData.BYTES;
  }

  private static long queue(RoutineFrame f) {
    return f.port().perCpu(QUEUE, target(f));
  }

  private static boolean locked(RoutineFrame f) {
    return (f.load(csd(f) + FLAGS, 4) & FLAG_LOCK) != 0;
  }

  private static void spinWhileLocked(RoutineFrame f) {
    if (locked(f)) {
      f.port().relax();
      f.goTo(f.label());
    }
  }

  private static void csdInfo(RoutineFrame f) {
    f.store(csd(f) + INFO, 8, f.arg(2));
    f.port().events().csdQueued(f.port(), target(f), f.arg(1), csd(f));
  }

  private static void llistAdd(RoutineFrame f) {
    long head = f.local(HEAD);
    if (f.compareExchange(queue(f), 8, head, csd(f)) != head) {
      f.goTo(LLIST_HEAD);
    } else if (head != 0) {
      f.port().events().waitStarted(f.port(), target(f));
      f.goTo(WAIT);
    }
  }

  private void send(RoutineFrame f) {
    PollingIdle.Look look = idle.look(f, target(f), HEAD);
    if (look == PollingIdle.Look.SEND) {
      SmpIpi.send(f, target(f), IpiMessage.CALL_FUNCTION_SINGLE);
    } else if (look == PollingIdle.Look.TELL) {
      f.goTo(SET_NR_IF_POLLING);
    }
    f.port().events().waitStarted(f.port(), target(f));
  }

  private static void csdLockWait(RoutineFrame f) {
    if (locked(f)) {
      f.port().relax();
      f.goTo(f.label());
    } else {
      f.port().events().waitEnded(f.port(), target(f));
      f.ret();
    }
  }
}
