package org.emukernel.scenarios.tracer;

import static org.assertj.core.api.Assertions.assertThat;

import com.squareup.wire.ProtoAdapter;
import com.squareup.wire.schema.Location;
import com.squareup.wire.schema.Schema;
import com.squareup.wire.schema.SchemaLoader;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what was written with Perfetto's schema, by a library that knows nothing of the writer. */
class PerfettoWriterTest {

  private static final Path SCHEMA = Path.of("src/test/resources/perfetto");

  @TempDir private static Path dir;

  private static List<TraceRecord> records = List.of();
  private static List<Map<String, Object>> packets = List.of();

  @BeforeAll
  static void write() throws Exception {
    records = Samples.emulated("cr3-signal");
    Path file = dir.resolve("t.pftrace");
    try (TraceWriter writer = new PerfettoWriter(file, new TracedMachine(4, new TestSymbols()))) {
      for (TraceRecord record : records) {
        writer.write(record);
      }
      writer.finish();
    }
    packets = list(read(file), "packet");
  }

  private static Map<String, Object> read(Path file) throws IOException {
    SchemaLoader loader = new SchemaLoader(FileSystems.getDefault());
    loader.initRoots(List.of(Location.get(SCHEMA.toString())), List.of());
    Schema schema = loader.loadSchema();
    ProtoAdapter<Object> adapter = schema.protoAdapter("perfetto.protos.Trace", true);
    return map(adapter.decode(Files.readAllBytes(file)));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object message) {
    return (Map<String, Object>) message;
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Map<String, Object> message, String field) {
    return (List<Map<String, Object>>) message.getOrDefault(field, List.of());
  }

  private static Stream<Map<String, Object>> all(String field) {
    return packets.stream()
        .map(packet -> packet.get(field))
        .filter(Objects::nonNull)
        .map(m -> map(m));
  }

  /* A field that the schema does not have is read under its number. */
  @Test
  void packets_everyField_isOfTheSchema() {
    List<String> unknown = new ArrayList<>();
    packets.forEach(packet -> collectUnknown(packet, unknown));

    assertThat(unknown).isEmpty();
    assertThat(packets.get(0)).containsEntry("sequence_flags", 1);
    assertThat(packets)
        .allSatisfy(packet -> assertThat(packet).containsEntry("trusted_packet_sequence_id", 1));
  }

  private static void collectUnknown(Object value, List<String> unknown) {
    if (value instanceof Map<?, ?> message) {
      message.forEach(
          (key, field) -> {
            if (Character.isDigit(key.toString().charAt(0))) {
              unknown.add(key + " = " + field);
            }
            collectUnknown(field, unknown);
          });
    } else if (value instanceof List<?> values) {
      values.forEach(each -> collectUnknown(each, unknown));
    }
  }

  @Test
  void ftraceEvents_areTheRecords() {
    List<Map<String, Object>> bundles = all("ftrace_events").toList();

    assertThat(bundles).hasSameSizeAs(records);
    for (int i = 0; i < records.size(); i++) {
      TraceRecord record = records.get(i);
      Map<String, Object> event = list(bundles.get(i), "event").get(0);
      Map<String, Object> generic = map(Objects.requireNonNull(event.get("generic")));
      assertThat(bundles.get(i)).containsEntry("cpu", record.header().cpu());
      assertThat(event).containsEntry("timestamp", record.header().timestampNs());
      assertThat(event).containsEntry("pid", record.header().pid());
      assertThat(generic).containsEntry("event_name", record.event().name());
      assertThat(fields(generic)).containsAllEntriesOf(expected(record));
    }
  }

  private static Map<String, Object> fields(Map<String, Object> generic) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Map<String, Object> field : list(generic, "field")) {
      Object value =
          Stream.of("str_value", "int_value", "uint_value")
              .map(field::get)
              .filter(Objects::nonNull)
              .findFirst()
              .orElseThrow();
      fields.put(String.valueOf(field.get("name")), value);
    }
    return fields;
  }

  private static Map<String, Object> expected(TraceRecord record) {
    Map<String, Object> fields = new HashMap<>();
    if (!record.stack().isEmpty()) {
      fields.put("stack", String.join(" <- ", record.stack().frames()));
    }
    if (record.event() instanceof TraceEvent.CsdQueueCpu queue) {
      fields.put("cpu", (long) queue.cpu());
      fields.put("func", queue.func().name());
      fields.put("csd", queue.csd());
    }
    if (record.event() instanceof TraceEvent.TlbFlush flush) {
      fields.put("pages", flush.pages());
      fields.put("reason", (long) flush.reason());
    }
    if (record.event() instanceof TraceEvent.IpiSendCpumask ipi) {
      fields.put("cpumask", ipi.cpumask().toCpuList());
    }
    return fields;
  }

  @Test
  void tracks_everyCpu_hasThemBelowItsOwn() {
    List<Map<String, Object>> tracks = all("track_descriptor").toList();
    Map<Object, Object> names = new HashMap<>();
    tracks.forEach(track -> names.put(track.get("uuid"), track.get("name")));

    assertThat(names).hasSize(4 * 6);
    assertThat(tracks)
        .filteredOn(track -> "CPU 3".equals(names.get(track.get("parent_uuid"))))
        .extracting(track -> track.get("name"))
        .containsExactly("mode", "CR3", "calls", "deferred work", "TLB flushes");
  }

  /* Every slice that ends has begun; of a CPU in user mode the mode's track says so. */
  @Test
  void trackEvents_slices_areBalanced() {
    Map<Object, Integer> depth = new HashMap<>();
    all("track_event")
        .forEach(
            event -> {
              String type = String.valueOf(event.get("type"));
              int change = type.endsWith("BEGIN") ? 1 : type.endsWith("END") ? -1 : 0;
              int now = depth.merge(event.get("track_uuid"), change, Integer::sum);
              assertThat(now).isBetween(0, 1);
            });

    assertThat(depth).isNotEmpty();
  }

  @Test
  void trackEvents_countsAndArrows_areThoseOfTheRecords() {
    long entries = count(TraceEvent.KernelEntry.class);
    long calls = count(TraceEvent.CsdQueueCpu.class) + count(TraceEvent.IpiDeferred.class);

    assertThat(entries).isPositive();
    assertThat(count(TraceEvent.IpiDeferred.class)).isPositive();
    assertThat(named("kernel: ")).isEqualTo(entries);
    assertThat(named("kernel root, ") + named("user root, "))
        .isEqualTo(count(TraceEvent.WriteCr3.class));
    assertThat(all("track_event").filter(e -> e.containsKey("flow_ids")).count())
        .isGreaterThanOrEqualTo(calls);
    assertThat(all("track_event").filter(e -> e.containsKey("terminating_flow_ids")).count())
        .isPositive();
  }

  private static long count(Class<?> type) {
    return records.stream().filter(record -> type.isInstance(record.event())).count();
  }

  private static long named(String prefix) {
    return all("track_event")
        .filter(event -> String.valueOf(event.get("name")).startsWith(prefix))
        .count();
  }
}
