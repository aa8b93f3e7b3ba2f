package org.emukernel.entry.ct;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.RoutineFrame;

/**
 * ct_kernel_enter_state(offset), kernel/context_tracking.c, as labels inside the functions that
 * inline it: the atomic add, then ct_work_flush() with what the add returned.
 */
final class EnterState {

  private final List<ContextWork.Work> works;
  private final ContextWork work;

  EnterState(ContextWork work) {
    this.work = work;
    this.works = work.does().stream().sorted().toList();
  }

  List<String> labels() {
    List<String> labels = new ArrayList<>(List.of("ct_kernel_enter_state"));
    works.forEach(w -> labels.add(w.label()));
    work.thenCall().ifPresent(labels::add);
    return labels;
  }

  /**
   * Runs one of the labels.
   *
   * @param label its index among {@link #labels}
   * @param state linear address of the state word
   * @param local the local that keeps the word between the labels
   */
  void step(RoutineFrame f, int label, long state, int offset, int local) {
    if (label == 0) {
      f.setLocal(local, f.fetchAdd(state, Integer.BYTES, offset) + offset);
    } else if (label <= works.size()) {
      ContextWork.Work due = works.get(label - 1);
      if ((f.local(local) & due.bit()) != 0) {
        run(f, due);
      }
    } else {
      f.call(f.port().symbol(work.thenCall().orElseThrow()));
    }
  }

  private static void run(RoutineFrame f, ContextWork.Work due) {
    if (due == ContextWork.Work.SYNC) {
      f.port().syncCore();
    } else {
      f.port().flushLocalAll();
    }
  }
}
