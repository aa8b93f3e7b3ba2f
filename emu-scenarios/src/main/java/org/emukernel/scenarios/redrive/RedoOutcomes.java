package org.emukernel.scenarios.redrive;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.scenarios.replay.Cause;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the machine what became of each call at the isolated CPUs that it concerned: an event
 * of the emulated kernel says that a function was queued, that an IPI was sent, or that the target
 * was let go.
 */
final class RedoOutcomes implements MachineEvents {

  private final @Nullable Redo[] current;
  private final int[] answers;
  /* Causes are made once each, except after a great many: equal ones are merged at the end. */
  private final Map<Cause, long[]> deferredByCause = new IdentityHashMap<>();
  private long ipis;
  private long deferred;

  RedoOutcomes(int cpus) {
    current = new @Nullable Redo[cpus];
    answers = new int[cpus];
  }

  void begin(int cpu, Redo redo) {
    current[cpu] = redo;
    answers[cpu] = 0;
  }

  void end(int cpu) {
    Redo redo = current[cpu];
    current[cpu] = null;
    if (redo == null || answers[cpu] != redo.watched().count()) {
      throw new IllegalStateException(
          "CPU " + cpu + " got " + answers[cpu] + " answers for its call " + redo);
    }
  }

  private @Nullable Redo watching(CpuPort sender, int target) {
    Redo redo = current[sender.cpu()];
    return redo != null && redo.watched().contains(target) ? redo : null;
  }

  @Override
  public void csdQueued(CpuPort sender, int target, long function, long csd) {
    if (watching(sender, target) != null) {
      answers[sender.cpu()]++;
    }
  }

  /* An IPI with a callback follows its csdQueued; a reschedule stands alone. */
  @Override
  public void ipiSent(CpuPort sender, int target, int vector, long callback) {
    if (watching(sender, target) != null) {
      ipis++;
      answers[sender.cpu()] += callback == 0 ? 1 : 0;
    }
  }

  @Override
  public void deferred(CpuPort sender, int target, long function) {
    Redo redo = watching(sender, target);
    if (redo != null) {
      answers[sender.cpu()]++;
      deferred++;
      deferredByCause.computeIfAbsent(redo.cause(), cause -> new long[1])[0]++;
    }
  }

  /** {@return IPIs sent to isolated CPUs} */
  long ipis() {
    return ipis;
  }

  /** {@return how often an isolated CPU was let go} */
  long deferred() {
    return deferred;
  }

  /** {@return of these, how many for each cause} */
  Map<Cause, Long> deferredByCause() {
    Map<Cause, Long> merged = new HashMap<>();
    deferredByCause.forEach((cause, count) -> merged.merge(cause, count[0], Long::sum));
    return merged;
  }
}
