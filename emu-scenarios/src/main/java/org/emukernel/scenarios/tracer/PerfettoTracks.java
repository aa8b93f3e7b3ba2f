package org.emukernel.scenarios.tracer;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The tracks of each CPU, below one with the CPU's name: protos/perfetto/trace/track_event. On a
 * track of states the next one ends the one before.
 */
final class PerfettoTracks {

  /* Fields of TrackDescriptor. */
  private static final int UUID = 1;
  private static final int TRACK_NAME = 2;
  private static final int PARENT_UUID = 5;

  /* Fields of TrackEvent. */
  private static final int TYPE = 9;
  private static final int TRACK_UUID = 11;
  private static final int NAME = 23;
  private static final int FLOW_IDS = 47;
  private static final int TERMINATING_FLOW_IDS = 48;

  /* TrackEvent.Type. */
  private static final int SLICE_BEGIN = 1;
  private static final int SLICE_END = 2;
  private static final int INSTANT = 3;

  private static final int KIND_BITS = 4;

  private final PerfettoPackets packets;
  private final boolean[][] open;

  /** What a track shows of its CPU. */
  enum Kind {
    /** Whether it runs user code or the kernel, and what brought it there. */
    MODE("mode"),
    /** Which root CR3 holds. */
    CR3("CR3"),
    /** What it is told to do, and does for others. */
    CALLS("calls"),
    /** What was deferred and waits for its next kernel entry. */
    DEFERRED("deferred work"),
    /** Its flushes. */
    TLB_FLUSHES("TLB flushes");

    private final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  PerfettoTracks(PerfettoPackets packets, int cpus) throws IOException {
    this.packets = packets;
    this.open = new boolean[cpus][Kind.values().length];
    for (int cpu = 0; cpu < cpus; cpu++) {
      describe(cpu);
    }
  }

  private void describe(int cpu) throws IOException {
    packets.trackDescriptor(
        new ProtoMessage().number(UUID, parent(cpu)).string(TRACK_NAME, "CPU " + cpu));
    for (Kind kind : Kind.values()) {
      packets.trackDescriptor(
          new ProtoMessage()
              .number(UUID, uuid(cpu, kind))
              .string(TRACK_NAME, kind.title)
              .number(PARENT_UUID, parent(cpu)));
    }
  }

  private static long parent(int cpu) {
    return (cpu + 1L) << KIND_BITS;
  }

  private static long uuid(int cpu, Kind kind) {
    return parent(cpu) + 1 + kind.ordinal();
  }

  private static ProtoMessage event(int cpu, Kind kind, int type) {
    return new ProtoMessage().number(TYPE, type).number(TRACK_UUID, uuid(cpu, kind));
  }

  /** A state begins, and ends the one before. */
  void state(int cpu, Kind kind, long ns, String name) throws IOException {
    end(cpu, kind, ns);
    begin(cpu, kind, ns, name, null);
  }

  /**
   * A slice begins.
   *
   * @param flow the arrow that leads there, if one does
   */
  void begin(int cpu, Kind kind, long ns, String name, @Nullable Long flow) throws IOException {
    ProtoMessage event = event(cpu, kind, SLICE_BEGIN).string(NAME, name);
    if (flow != null) {
      event.fixed64(TERMINATING_FLOW_IDS, flow);
    }
    packets.trackEvent(ns, event);
    open[cpu][kind.ordinal()] = true;
  }

  /** The slice ends, if there is one. */
  void end(int cpu, Kind kind, long ns) throws IOException {
    if (isOpen(cpu, kind)) {
      packets.trackEvent(ns, event(cpu, kind, SLICE_END));
      open[cpu][kind.ordinal()] = false;
    }
  }

  boolean isOpen(int cpu, Kind kind) {
    return open[cpu][kind.ordinal()];
  }

  /**
   * Something happens that takes no time.
   *
   * @param flow the arrow that begins there, if one does
   */
  void instant(int cpu, Kind kind, long ns, String name, @Nullable Long flow) throws IOException {
    ProtoMessage event = event(cpu, kind, INSTANT).string(NAME, name);
    if (flow != null) {
      event.fixed64(FLOW_IDS, flow);
    }
    packets.trackEvent(ns, event);
  }
}
