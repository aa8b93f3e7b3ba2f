package org.emukernel.mm.smp;

import static org.emukernel.mm.smp.CallSingleData.FLAGS;
import static org.emukernel.mm.smp.CallSingleData.FUNCTION;
import static org.emukernel.mm.smp.CallSingleData.INFO;
import static org.emukernel.mm.smp.CallSingleData.NEXT;
import static org.emukernel.mm.smp.CallSingleData.QUEUE;

import java.util.List;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * __flush_smp_call_function_queue(), Linux v6.18 kernel/smp.c: takes the whole list, turns it
 * round, and runs each CSD; every CSD here is of type CSD_TYPE_SYNC and so is unlocked after its
 * function ran.
 */
final class FlushSmpCallFunctionQueue implements Routine {

  private static final int REVERSE = 1;
  private static final int NEXT_CSD = 3;

  /* Locals. */
  private static final int ENTRY = 0;
  private static final int REVERSED = 1;
  private static final int FOLLOWING = 2;
  private static final int FUNC = 3;

  @Override
  public String symbol() {
    return "__flush_smp_call_function_queue";
  }

  @Override
  public List<String> labels() {
    return List.of(
        "llist_del_all",
        "reverse_next",
        "reverse_link",
        "next_csd",
        "csd_func",
        "csd_info",
        "csd_unlock");
  }

  @Override
  public int locals() {
    return 4;
  }

  @Override
  public void step(RoutineFrame f) {
    switch (f.label()) {
      case 0 -> f.setLocal(ENTRY, f.exchange(f.port().perCpu(QUEUE, f.cpu()), 8, 0));
      case REVERSE -> reverseNext(f);
      case 2 -> reverseLink(f);
      case NEXT_CSD -> nextCsd(f);
      case 4 -> f.setLocal(FUNC, f.load(f.local(ENTRY) + FUNCTION, 8));
      case 5 -> run(f);
      default -> unlock(f);
    }
  }

  private static void reverseNext(RoutineFrame f) {
    if (f.local(ENTRY) == 0) {
      f.setLocal(ENTRY, f.local(REVERSED));
      f.goTo(NEXT_CSD);
    } else {
      f.setLocal(FOLLOWING, f.load(f.local(ENTRY) + NEXT, 8));
    }
  }

  private static void reverseLink(RoutineFrame f) {
    f.store(f.local(ENTRY) + NEXT, 8, f.local(REVERSED));
    f.setLocal(REVERSED, f.local(ENTRY));
    f.setLocal(ENTRY, f.local(FOLLOWING));
    f.goTo(REVERSE);
  }

  private static void nextCsd(RoutineFrame f) {
    if (f.local(ENTRY) == 0) {
      f.ret();
    } else {
      f.setLocal(FOLLOWING, f.load(f.local(ENTRY) + NEXT, 8));
    }
  }

  private static void run(RoutineFrame f) {
    long info = f.load(f.local(ENTRY) + INFO, 8);
    f.port().events().csdFunctionEntry(f.port(), f.local(FUNC), f.local(ENTRY));
    f.call(f.local(FUNC), info);
  }

  private static void unlock(RoutineFrame f) {
    f.port().events().csdFunctionExit(f.port(), f.local(FUNC), f.local(ENTRY));
    f.store(f.local(ENTRY) + FLAGS, 4, 0);
    f.setLocal(ENTRY, f.local(FOLLOWING));
    f.goTo(NEXT_CSD);
  }
}
