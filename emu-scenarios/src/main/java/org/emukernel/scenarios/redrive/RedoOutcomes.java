package org.emukernel.scenarios.redrive;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.strategy.KernelFlushes;
import org.emukernel.scenarios.replay.Cause;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the machine what became of each call at the isolated CPUs that it concerned: an event
 * of the emulated kernel says that a function was queued, that an IPI was sent, or that the target
 * was let go.
 */
final class RedoOutcomes implements MachineEvents {

  private final @Nullable Doing[] current;
  private final KernelFlushes flushes;
  /* Causes are made once each, except after a great many: equal ones are merged at the end. */
  private final Map<Cause, long[]> deferredByCause = new IdentityHashMap<>();
  private long ipis;
  private long deferred;

  RedoOutcomes(int cpus, KernelFlushes flushes) {
    this.flushes = flushes;
    current = new @Nullable Doing[cpus];
  }

  void begin(int cpu, Doing doing) {
    current[cpu] = doing;
  }

  void end(int cpu) {
    Doing doing = current[cpu];
    current[cpu] = null;
    if (doing == null) {
      throw new IllegalStateException("CPU " + cpu + " was not making a call");
    }
    doing.requireAnswers();
    count(doing.redo().cause(), doing.outcome());
  }

  /** Counts a call of which it is known what came of it. */
  void count(Cause cause, Doing.Outcome outcome) {
    ipis += outcome.ipis();
    if (outcome.deferred() > 0) {
      deferred += outcome.deferred();
      deferredByCause.computeIfAbsent(cause, c -> new long[1])[0] += outcome.deferred();
    }
  }

  private @Nullable Doing watching(CpuPort sender, int target) {
    Doing doing = current[sender.cpu()];
    return doing != null && doing.watches(target) ? doing : null;
  }

  @Override
  public void csdQueued(CpuPort sender, int target, long function, long csd) {
    Doing doing = watching(sender, target);
    if (doing != null) {
      doing.queued();
    }
  }

  /* An IPI with a callback follows its csdQueued; a reschedule stands alone. */
  @Override
  public void ipiSent(CpuPort sender, int target, IpiMessage message, long callback) {
    Doing doing = watching(sender, target);
    if (doing == null) {
      return;
    }
    if (callback == 0) {
      doing.rescheduled();
    } else {
      doing.ipiSent();
    }
  }

  @Override
  public void deferred(CpuPort sender, int target, long function) {
    Doing doing = watching(sender, target);
    if (doing != null) {
      doing.deferred();
    }
  }

  /* A flush by broadcast asks no target: none of them gets an IPI, and none is let go. */
  @Override
  public void kernelRangeFlushed(CpuPort sender, long start, long end) {
    Doing doing = current[sender.cpu()];
    if (doing != null && flushes == KernelFlushes.BY_BROADCAST) {
      doing.broadcast();
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
