package org.emukernel.scenarios.tracer;

import java.util.BitSet;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The IPIs that one call sends to several CPUs are one event, ipi_send_cpumask, of the time of the
 * first. The machine sends them one by one.
 */
final class MaskIpis {

  private final @Nullable Sending[] bySender;
  private int open;

  /** A call whose IPIs are being sent. */
  private static final class Sending {
    private final TraceHeader header;
    private final CallStack stack;
    private final KernelSymbol callsite;
    private final KernelSymbol callback;
    private final long ticket;
    private final BitSet targets = new BitSet();

    Sending(TraceRecord first, TraceEvent.IpiSendCpu ipi, long ticket) {
      this.header = first.header();
      this.stack = first.stack();
      this.callsite = ipi.callsite();
      this.callback = ipi.callback();
      this.ticket = ticket;
    }

    TraceRecord record() {
      CpuMask cpus = CpuMask.of(targets.stream().toArray());
      return new TraceRecord(
          header, new TraceEvent.IpiSendCpumask(cpus, callsite, callback), stack);
    }
  }

  MaskIpis(int cpus) {
    bySender = new @Nullable Sending[cpus];
  }

  /** {@return whether a call of this CPU is sending} */
  boolean isSending(int sender) {
    return bySender[sender] != null;
  }

  /** A call begins to send. */
  void begin(int sender, TraceRecord first, TraceEvent.IpiSendCpu ipi, long ticket) {
    bySender[sender] = new Sending(first, ipi, ticket);
    open++;
  }

  /** It sends to one more. */
  void target(int sender, int cpu) {
    Sending sending = bySender[sender];
    if (sending != null) {
      sending.targets.set(cpu);
    }
  }

  /** A call of this CPU, if there is one, has sent all. */
  void end(int sender, TimeOrder order) {
    Sending sending = bySender[sender];
    if (sending != null) {
      bySender[sender] = null;
      open--;
      order.add(sending.record(), sending.ticket);
    }
  }

  /** {@return the time of the first that is still open, ns; the greatest long if none is} */
  long earliestNs() {
    long earliest = Long.MAX_VALUE;
    if (open > 0) {
      for (Sending sending : bySender) {
        if (sending != null) {
          earliest = Math.min(earliest, sending.header.timestampNs());
        }
      }
    }
    return earliest;
  }
}
