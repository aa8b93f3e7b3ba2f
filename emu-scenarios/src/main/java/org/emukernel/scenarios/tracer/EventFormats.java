package org.emukernel.scenarios.tracer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.emukernel.api.machine.TlbFlushReason;
import org.emukernel.api.trace.IrqVector;
import org.emukernel.api.trace.TransitionCause;

/**
 * The formats of the events that a machine records, as a Linux v6.18 has them below {@code
 * events/}; the emulator's own are the system {@code emu}. The numbers differ between kernels.
 */
final class EventFormats {

  /** TRACE_STACK. */
  static final int KERNEL_STACK = 4;

  /** TRACE_PRINT. */
  static final int PRINT = 5;

  private static final int FIRST_VECTOR_ID = 140;
  private static final int FIRST_EMU_ID = 2000;
  private static final String CSD_FUNCTION = "\"func=%ps, csd=%p\", REC->func, REC->csd";

  private final List<EventFormat> formats = new ArrayList<>();
  private final Map<String, EventFormat> byName = new HashMap<>();

  EventFormats() {
    calls();
    vectors();
    memory();
    emulator();
    formats.forEach(format -> byName.put(format.name(), format));
  }

  /** {@return the formats of one system, or of all in order} */
  List<EventFormat> all() {
    return formats;
  }

  /**
   * {@return the number of an event}
   *
   * @throws IllegalArgumentException if it has no format
   */
  int idOf(String name) {
    EventFormat format = byName.get(name);
    if (format == null) {
      throw new IllegalArgumentException("no format is known for the event " + name);
    }
    return format.id();
  }

  /** {@return the events of the tracer itself, which stand apart} */
  static List<EventFormat> ftrace() {
    String frames =
        IntStream.range(0, 8).mapToObj(i -> "(void *)REC->caller[" + i + "]").collect(joining());
    return List.of(
        EventFormat.of("ftrace", "kernel_stack", KERNEL_STACK)
            .signedInt("size")
            .array("unsigned long caller[]", Long.BYTES, EventFormat.Sign.UNSIGNED)
            .print("\"" + "\\t=> %ps\\n".repeat(8) + "\", " + frames),
        EventFormat.of("ftrace", "print", PRINT)
            .unsignedLong("ip")
            .array("char buf[]", 1, EventFormat.Sign.SIGNED)
            .print("\"%ps: %s\", (void *)REC->ip, REC->buf"));
  }

  private static Collector<CharSequence, ?, String> joining() {
    return Collectors.joining(", ");
  }

  private void calls() {
    formats.add(
        EventFormat.of("csd", "csd_function_entry", 528)
            .pointer("func")
            .pointer("csd")
            .print(CSD_FUNCTION));
    formats.add(
        EventFormat.of("csd", "csd_function_exit", 527)
            .pointer("func")
            .pointer("csd")
            .print(CSD_FUNCTION));
    formats.add(
        EventFormat.of("csd", "csd_queue_cpu", 529)
            .unsignedInt("cpu")
            .pointer("callsite")
            .pointer("func")
            .pointer("csd")
            .print(
                "\"cpu=%u callsite=%pS func=%ps csd=%p\", REC->cpu, REC->callsite, REC->func,"
                    + " REC->csd"));
    formats.add(
        EventFormat.of("ipi", "ipi_send_cpu", 354)
            .unsignedInt("cpu")
            .pointer("callsite")
            .pointer("callback")
            .print("\"cpu=%u callsite=%pS callback=%pS\", REC->cpu, REC->callsite, REC->callback"));
    formats.add(
        EventFormat.of("ipi", "ipi_send_cpumask", 353)
            .dataLocation("cpumask_t", "cpumask")
            .pointer("callsite")
            .pointer("callback")
            .print(
                "\"cpumask=%s callsite=%pS callback=%pS\", __get_cpumask(cpumask), REC->callsite,"
                    + " REC->callback"));
  }

  private void vectors() {
    for (IrqVector vector : IrqVector.values()) {
      int id = FIRST_VECTOR_ID + 2 * vector.ordinal();
      formats.add(vector(vector.eventPrefix() + "_exit", id));
      formats.add(vector(vector.eventPrefix() + "_entry", id + 1));
    }
  }

  private static EventFormat vector(String name, int id) {
    return EventFormat.of("irq_vectors", name, id)
        .signedInt("vector")
        .print("\"vector=%d\", REC->vector");
  }

  private void memory() {
    formats.add(
        EventFormat.of("tlb", "tlb_flush", 188)
            .signedInt("reason")
            .unsignedLong("pages")
            .print(
                "\"pages:%ld reason:%s (%d)\", REC->pages, __print_symbolic(REC->reason, "
                    + reasons()
                    + "), REC->reason"));
    formats.add(
        EventFormat.of("vmalloc", "alloc_vmap_area", 716)
            .unsignedLong("addr")
            .unsignedLong("size")
            .unsignedLong("align")
            .unsignedLong("vstart")
            .unsignedLong("vend")
            .signedInt("failed")
            .print(
                "\"va_start: %lu size=%lu align=%lu vstart=0x%lx vend=0x%lx failed=%d\", REC->addr,"
                    + " REC->size, REC->align, REC->vstart, REC->vend, REC->failed"));
    formats.add(
        EventFormat.of("vmalloc", "free_vmap_area_noflush", 714)
            .unsignedLong("va_start")
            .unsignedLong("nr_lazy")
            .unsignedLong("nr_lazy_max")
            .print(
                "\"va_start=0x%lx nr_lazy=%lu nr_lazy_max=%lu\", REC->va_start, REC->nr_lazy,"
                    + " REC->nr_lazy_max"));
    formats.add(
        EventFormat.of("vmalloc", "purge_vmap_area_lazy", 715)
            .unsignedLong("start")
            .unsignedLong("end")
            .unsignedInt("npurged")
            .print("\"start=0x%lx end=0x%lx num_purged=%u\", REC->start, REC->end, REC->npurged"));
  }

  private static String reasons() {
    return symbols(Stream.of(TlbFlushReason.values()).map(TlbFlushReason::text));
  }

  private static String symbols(Stream<String> texts) {
    List<String> names = texts.toList();
    return IntStream.range(0, names.size())
        .mapToObj(i -> "{ " + i + ", \"" + names.get(i) + "\" }")
        .collect(joining());
  }

  private void emulator() {
    for (String name : List.of("kernel_entry", "kernel_exit")) {
      formats.add(
          EventFormat.of("emu", name, FIRST_EMU_ID + formats.size())
              .unsignedInt("cpu")
              .signedInt("cause")
              .signedInt("number")
              .print(
                  "\"cpu=%u %s=%d\", REC->cpu, __print_symbolic(REC->cause, "
                      + causes()
                      + "), REC->number"));
    }
    formats.add(
        EventFormat.of("emu", "ipi_deferred", FIRST_EMU_ID + formats.size())
            .unsignedInt("cpu")
            .pointer("callsite")
            .pointer("func")
            .print("\"cpu=%u callsite=%pS func=%ps\", REC->cpu, REC->callsite, REC->func"));
    formats.add(
        EventFormat.of("emu", "write_cr3", FIRST_EMU_ID + formats.size())
            .unsignedInt("cpu")
            .unsignedLong("cr3")
            .print("\"cpu=%u cr3=0x%lx\", REC->cpu, REC->cr3"));
  }

  private static String causes() {
    return symbols(
        Stream.of(TransitionCause.values()).map(cause -> cause.name().toLowerCase(Locale.ROOT)));
  }
}
