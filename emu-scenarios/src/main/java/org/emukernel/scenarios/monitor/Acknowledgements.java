package org.emukernel.scenarios.monitor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.HeldTranslation;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a CPU that acknowledges a kernel flush has flushed: of the stale translations of
 * the range that it held when the called function began, none may be left when the CSD is unlocked.
 * A CSD that is unlocked before its function began counts with what the CPU holds then.
 */
final class Acknowledgements {

  private final WatchedMachine machine;
  private final ViolationLog log;
  private final KernelFlushes flushes;
  private final Map<Long, Call> calls = new HashMap<>();

  /** A call that has not been acknowledged. */
  private static final class Call {
    private final int sender;
    private final long start;
    private final long end;
    private @Nullable List<HeldTranslation> before;

    private Call(int sender, long start, long end) {
      this.sender = sender;
      this.start = start;
      this.end = end;
    }
  }

  Acknowledgements(WatchedMachine machine, ViolationLog log, KernelFlushes flushes) {
    this.machine = machine;
    this.log = log;
    this.flushes = flushes;
  }

  void queued(CpuPort sender, long csd) {
    int cpu = sender.cpu();
    if (flushes.isUnderWay(cpu)) {
      calls.put(csd, new Call(cpu, flushes.start(cpu), flushes.end(cpu)));
    }
  }

  void began(CpuPort cpu, long csd) {
    Call call = calls.isEmpty() ? null : calls.get(csd);
    if (call != null) {
      call.before = stale(cpu.cpu(), call);
    }
  }

  void acknowledges(CpuPort cpu, long csd) {
    Call call = calls.isEmpty() ? null : calls.remove(csd);
    if (call == null) {
      return;
    }
    int number = cpu.cpu();
    List<HeldTranslation> before = call.before;
    for (HeldTranslation held : before == null ? stale(number, call) : before) {
      if (machine.stale().stillFinds(number, held)) {
        report(number, call, held.linear());
        return;
      }
    }
  }

  private List<HeldTranslation> stale(int cpu, Call call) {
    return machine.stale().stale(cpu, call.start, call.end);
  }

  private void report(int cpu, Call call, long linear) {
    String when = call.before == null ? " before its handler ran" : "";
    String cause =
        String.format(
            "CPU %d acknowledged CPU %d's flush of 0x%x-0x%x%s and still holds its old translation of 0x%x",
            cpu, call.sender, call.start, call.end, when, linear);
    log.report(machine, SafetyMonitors.ACKNOWLEDGED_NOT_FLUSHED, cpu, linear, cause);
  }
}
