package org.emukernel.scenarios.tracer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.emukernel.api.machine.TlbFlushReason;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TransitionCause;
import org.emukernel.scenarios.tracer.PerfettoTracks.Kind;

/**
 * Writes a trace that ui.perfetto.dev opens: every event as an event of ftrace, and tracks that are
 * drawn from them.
 */
final class PerfettoWriter implements TraceWriter {

  /* Fields of FtraceEventBundle and FtraceEvent. */
  private static final int BUNDLE_CPU = 1;
  private static final int BUNDLE_EVENT = 2;
  private static final int EVENT_TIMESTAMP = 1;
  private static final int EVENT_PID = 2;
  private static final int EVENT_GENERIC = 327;

  /* Fields of ProcessTree, its Process and its Thread. */
  private static final int PROCESSES = 1;
  private static final int THREADS = 2;
  private static final int PROCESS_PID = 1;
  private static final int PROCESS_CMDLINE = 3;
  private static final int THREAD_TID = 1;
  private static final int THREAD_NAME = 2;
  private static final int THREAD_TGID = 3;

  private static final long USER_ROOT = 1 << 12;

  private final PerfettoPackets packets;
  private final PerfettoTracks tracks;
  private final Set<Integer> tasks = new HashSet<>();
  private final Map<Long, Long> flows = new HashMap<>();
  private long lastFlow;

  PerfettoWriter(Path file, TracedMachine machine) throws IOException {
    packets = new PerfettoPackets(file);
    tracks = new PerfettoTracks(packets, machine.cpus());
    for (int cpu = 0; cpu < machine.cpus(); cpu++) {
      tracks.state(cpu, Kind.MODE, 0, "user");
    }
  }

  @Override
  public void write(TraceRecord record) throws IOException {
    TraceHeader header = record.header();
    if (tasks.add(header.pid())) {
      introduce(header);
    }
    ProtoMessage event =
        new ProtoMessage()
            .number(EVENT_TIMESTAMP, header.timestampNs())
            .number(EVENT_PID, header.pid())
            .message(EVENT_GENERIC, PerfettoEvent.of(record));
    packets.ftraceEvents(
        new ProtoMessage().number(BUNDLE_CPU, header.cpu()).message(BUNDLE_EVENT, event));
    Drawing drawing = new Drawing(header.cpu(), header.timestampNs());
    record.event().accept(drawing).draw();
  }

  private void introduce(TraceHeader header) throws IOException {
    ProtoMessage process =
        new ProtoMessage().number(PROCESS_PID, header.pid()).string(PROCESS_CMDLINE, header.task());
    ProtoMessage thread =
        new ProtoMessage()
            .number(THREAD_TID, header.pid())
            .string(THREAD_NAME, header.task())
            .number(THREAD_TGID, header.pid());
    packets.processTree(new ProtoMessage().message(PROCESSES, process).message(THREADS, thread));
  }

  /** What an event changes on the tracks. */
  @FunctionalInterface
  private interface Change {
    void draw() throws IOException;
  }

  /** Draws one event. */
  private final class Drawing implements TraceEvent.Visitor<Change> {

    private final int cpu;
    private final long ns;

    Drawing(int cpu, long ns) {
      this.cpu = cpu;
      this.ns = ns;
    }

    @Override
    public Change visitOther(TraceEvent event) {
      return () -> {};
    }

    @Override
    public Change visit(TraceEvent.KernelEntry event) {
      String cause = event.cause().name().toLowerCase(Locale.ROOT);
      String number =
          event.cause() == TransitionCause.VECTOR
              ? "0x" + Integer.toHexString(event.number())
              : Integer.toString(event.number());
      return () -> {
        tracks.state(cpu, Kind.MODE, ns, "kernel: " + cause + " " + number);
        tracks.end(cpu, Kind.DEFERRED, ns);
      };
    }

    @Override
    public Change visit(TraceEvent.KernelExit event) {
      return () -> tracks.state(cpu, Kind.MODE, ns, "user");
    }

    @Override
    public Change visit(TraceEvent.WriteCr3 event) {
      String root = (event.cr3() & USER_ROOT) != 0 ? "user" : "kernel";
      String name = root + " root, 0x" + Long.toHexString(event.cr3());
      return () -> tracks.state(cpu, Kind.CR3, ns, name);
    }

    @Override
    public Change visit(TraceEvent.CsdQueueCpu event) {
      flows.put(event.csd(), ++lastFlow);
      String name = event.func() + " for CPU " + event.cpu();
      return () -> tracks.instant(cpu, Kind.CALLS, ns, name, lastFlow);
    }

    @Override
    public Change visit(TraceEvent.CsdFunctionEntry event) {
      Long flow = flows.remove(event.csd());
      return () -> tracks.begin(cpu, Kind.CALLS, ns, event.func().toString(), flow);
    }

    @Override
    public Change visit(TraceEvent.CsdFunctionExit event) {
      return () -> tracks.end(cpu, Kind.CALLS, ns);
    }

    /* What is deferred later, before the CPU enters the kernel, is a mark on the slice that began then. */
    @Override
    public Change visit(TraceEvent.IpiDeferred event) {
      long flow = ++lastFlow;
      String func = event.func().toString();
      return () -> {
        String name = func + " for CPU " + event.cpu() + ", deferred";
        tracks.instant(cpu, Kind.CALLS, ns, name, flow);
        if (tracks.isOpen(event.cpu(), Kind.DEFERRED)) {
          tracks.instant(event.cpu(), Kind.DEFERRED, ns, func, flow);
        } else {
          tracks.begin(event.cpu(), Kind.DEFERRED, ns, func, flow);
        }
      };
    }

    @Override
    public Change visit(TraceEvent.TlbFlush event) {
      String pages = event.pages() == -1 ? "all pages" : event.pages() + " pages";
      String name = pages + ", " + reason(event.reason());
      return () -> tracks.instant(cpu, Kind.TLB_FLUSHES, ns, name, null);
    }
  }

  private static String reason(int number) {
    TlbFlushReason[] reasons = TlbFlushReason.values();
    return number >= 0 && number < reasons.length ? reasons[number].text() : "reason " + number;
  }

  @Override
  public void finish() throws IOException {
    packets.close();
  }

  @Override
  public void close() throws IOException {
    packets.close();
  }
}
