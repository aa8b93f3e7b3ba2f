package org.emukernel.scenarios.trace;

import java.util.Optional;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.TraceHeader;

/**
 * Watches that the time of each CPU does not go back: a CPU's buffer holds events in their order.
 */
final class CpuTimes {
  private static final long NS_PER_S = 1_000_000_000;

  private final long[] latestNs = new long[CpuMask.MAX_CPU + 1];

  /** Notes an event's time; {@return what to say if it is before that of the CPU's last event} */
  Optional<String> note(TraceHeader header) {
    long before = latestNs[header.cpu()];
    latestNs[header.cpu()] = header.timestampNs();
    return header.timestampNs() < before
        ? Optional.of(
            "the time of CPU %d goes back from %s to %s"
                .formatted(header.cpu(), seconds(before), seconds(header.timestampNs())))
        : Optional.empty();
  }

  private static String seconds(long ns) {
    return "%d.%09d".formatted(ns / NS_PER_S, ns % NS_PER_S);
  }
}
