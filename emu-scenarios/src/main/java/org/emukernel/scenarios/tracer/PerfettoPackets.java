package org.emukernel.scenarios.tracer;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Perfetto trace: packets of one sequence, protos/perfetto/trace/trace_packet.proto. */
final class PerfettoPackets implements Closeable {

  /* Fields of TracePacket. */
  private static final int FTRACE_EVENTS = 1;
  private static final int PROCESS_TREE = 2;
  private static final int TIMESTAMP = 8;
  private static final int SEQUENCE_ID = 10;
  private static final int TRACK_EVENT = 11;
  private static final int SEQUENCE_FLAGS = 13;
  private static final int TRACK_DESCRIPTOR = 60;

  private static final int PACKET = 1;
  private static final int SEQUENCE = 1;
  private static final int INCREMENTAL_STATE_CLEARED = 1;
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream out;

  PerfettoPackets(Path file) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
    put(packet().number(SEQUENCE_FLAGS, INCREMENTAL_STATE_CLEARED));
  }

  private static ProtoMessage packet() {
    return new ProtoMessage().number(SEQUENCE_ID, SEQUENCE);
  }

  private void put(ProtoMessage packet) throws IOException {
    new ProtoMessage().message(PACKET, packet).writeTo(out);
  }

  void ftraceEvents(ProtoMessage bundle) throws IOException {
    put(packet().message(FTRACE_EVENTS, bundle));
  }

  void processTree(ProtoMessage tree) throws IOException {
    put(packet().message(PROCESS_TREE, tree));
  }

  void trackDescriptor(ProtoMessage descriptor) throws IOException {
    put(packet().message(TRACK_DESCRIPTOR, descriptor));
  }

  void trackEvent(long ns, ProtoMessage event) throws IOException {
    put(packet().number(TIMESTAMP, ns).message(TRACK_EVENT, event));
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
