package org.emukernel.scenarios.top;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;

/**
 * Counts the IPIs that CPUs are sent, by the function that the target is to run, from the events of
 * a recording or of a machine.
 */
final class TopCounts {

  private static final String RESCHEDULE = "reschedule";

  private final Optional<CpuMask> watched;
  private final TreeMap<Integer, CpuCount> byCpu = new TreeMap<>();
  private final Map<Long, String> queued = new HashMap<>();

  /**
   * Makes counters at 0.
   *
   * @param watched the CPUs that are counted; if empty, all that are sent something
   */
  TopCounts(Optional<CpuMask> watched) {
    this.watched = watched;
    watched.ifPresent(cpus -> cpus.stream().forEach(cpu -> byCpu.put(cpu, new CpuCount())));
  }

  void accept(TraceRecord record) {
    record.event().accept(new Counting(record.header()));
  }

  /** {@return the counts of each CPU} */
  Map<Integer, CpuCount> byCpu() {
    return byCpu;
  }

  /** {@return the sources, the most frequent first} */
  List<String> sources() {
    Map<String, Long> totals = new TreeMap<>();
    byCpu.values().forEach(cpu -> cpu.bySource().forEach((s, n) -> totals.merge(s, n, Long::sum)));
    Comparator<Map.Entry<String, Long>> most =
        Map.Entry.comparingByValue(Comparator.reverseOrder());
    return totals.entrySet().stream().sorted(most).map(Map.Entry::getKey).toList();
  }

  /* Which function an IPI is for, the event of its queueing has said. */
  private final class Counting implements TraceEvent.Visitor<Boolean> {

    private final TraceHeader header;

    Counting(TraceHeader header) {
      this.header = header;
    }

    private long pair(int target) {
      return (long) header.cpu() << Integer.SIZE | target;
    }

    @Override
    public Boolean visitOther(TraceEvent event) {
      return false;
    }

    @Override
    public Boolean visit(TraceEvent.CsdQueueCpu event) {
      if (counts(event.cpu())) {
        queued.put(pair(event.cpu()), event.func().name());
      }
      return true;
    }

    @Override
    public Boolean visit(TraceEvent.IpiSendCpu event) {
      sent(event.cpu(), event.callback());
      return true;
    }

    @Override
    public Boolean visit(TraceEvent.IpiSendCpumask event) {
      event.cpumask().stream().forEach(cpu -> sent(cpu, event.callback()));
      return true;
    }

    private void sent(int target, KernelSymbol callback) {
      if (counts(target)) {
        String function = callback.isNull() ? RESCHEDULE : queued.remove(pair(target));
        String source = function == null ? callback.name() : function;
        of(target).ipi(source, header.timestampNs());
      }
    }

    @Override
    public Boolean visit(TraceEvent.IpiDeferred event) {
      if (counts(event.cpu())) {
        of(event.cpu()).defer();
      }
      return true;
    }
  }

  private boolean counts(int cpu) {
    return watched.isEmpty() || watched.get().contains(cpu);
  }

  private CpuCount of(int cpu) {
    return byCpu.computeIfAbsent(cpu, c -> new CpuCount());
  }
}
