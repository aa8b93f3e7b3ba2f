package org.emukernel.scenarios.tracer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.CallStack;
import org.emukernel.api.trace.IrqVector;
import org.emukernel.api.trace.KernelSymbol;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceFormat;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.api.trace.TraceRecord;
import org.emukernel.api.trace.TransitionCause;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.embed.Emu;
import org.emukernel.scenarios.embed.Machine;
import org.emukernel.scenarios.trace.Recording;
import org.emukernel.scenarios.trace.Recordings;

/** Records to write, and what a reader makes of a file. */
final class Samples {

  static final int CPUS = 130;
  static final Path REAL = Path.of("..", "docs", "examples", "ipi-2cpu.tracefs.txt.gz");

  private Samples() {}

  /** {@return everything that the readers of this project find in a file} */
  static List<TraceRecord> read(Path file) throws IOException {
    List<TraceFormat> formats = new ArrayList<>();
    ServiceLoader.load(TraceFormat.class).forEach(formats::add);
    List<TraceRecord> records = new ArrayList<>();
    try (Recording recording = new Recordings(formats).open(file)) {
      for (TraceRecord r = recording.reader().next(); r != null; r = recording.reader().next()) {
        records.add(r);
      }
      if (recording.reader().diagnostics().warningCount() > 0) {
        throw new AssertionError(recording.reader().diagnostics());
      }
    }
    return records;
  }

  /** {@return what a machine of 4 CPUs with two kinds of noise records in 10 ms} */
  static List<TraceRecord> emulated(String strategy) throws BadScenarioException {
    List<TraceRecord> records = new ArrayList<>();
    Machine machine =
        Emu.open()
            .experiment()
            .cpus(4)
            .isolated("2-3")
            .memoryMib(128)
            .strategy(strategy)
            .workload("static-keys", Map.of("toggles-per-hour", 3_000_000))
            .workload("process-churn", Map.of("processes-per-second", 5000, "burst", 10))
            .workload("bpf-filter", Map.of("loads-per-hour", 3_000_000, "keep", false))
            .build()
            .boot(records::add);
    machine.advance(java.time.Duration.ofMillis(10));
    return records;
  }

  /** {@return any records, in the order of their times} */
  static Arbitrary<List<TraceRecord>> any() {
    return Combinators.combine(headers(), events(), stacks())
        .as(TraceRecord::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60)
        .map(Samples::inOrder);
  }

  private static List<TraceRecord> inOrder(List<TraceRecord> records) {
    return records.stream()
        .sorted(Comparator.comparingLong(record -> record.header().timestampNs()))
        .toList();
  }

  private static Arbitrary<TraceHeader> headers() {
    Arbitrary<Integer> cpus = Arbitraries.integers().between(0, CPUS - 1);
    Arbitrary<Long> times =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 1_000_000),
            Arbitraries.longs().between(0, 100_000_000_000_000L));
    Arbitrary<String> flags = Arbitraries.of(".....", "d....", "d.h..", "..z..", "d.Z..");
    return Combinators.combine(cpus, times, flags)
        .as((cpu, ns, flag) -> new TraceHeader("task-1/" + cpu, 1000 + cpu, cpu, ns, flag));
  }

  private static Arbitrary<KernelSymbol> functions() {
    return Arbitraries.of("do_sync_core", "do_flush_tlb_all", "__x64_sys_x", "a.isra.0")
        .map(name -> new KernelSymbol(name, 0));
  }

  private static Arbitrary<KernelSymbol> places() {
    return Combinators.combine(functions(), Arbitraries.longs().between(0, 0xffff))
        .as((function, offset) -> new KernelSymbol(function.name(), offset));
  }

  private static Arbitrary<KernelSymbol> callbacks() {
    return Arbitraries.oneOf(Arbitraries.just(KernelSymbol.NULL), places());
  }

  private static Arbitrary<CallStack> stacks() {
    Arbitrary<List<String>> frames =
        functions().map(KernelSymbol::name).list().ofMinSize(0).ofMaxSize(40);
    return frames.map(CallStack::of);
  }

  private static Arbitrary<Integer> cpus() {
    return Arbitraries.integers().between(0, CPUS - 1);
  }

  private static Arbitrary<CpuMask> masks() {
    return cpus()
        .set()
        .ofMinSize(1)
        .ofMaxSize(CPUS)
        .map(set -> CpuMask.of(set.stream().mapToInt(Integer::intValue).toArray()));
  }

  private static Arbitrary<TraceEvent> events() {
    Arbitrary<Long> any = Arbitraries.longs();
    Arbitrary<Integer> bytes = Arbitraries.integers().between(0, 255);
    Arbitrary<IrqVector> vectors = Arbitraries.of(IrqVector.class);
    return Arbitraries.oneOf(
        List.of(
            Combinators.combine(cpus(), places(), functions(), any)
                .as(TraceEvent.CsdQueueCpu::new)
                .map(TraceEvent.class::cast),
            Combinators.combine(functions(), any).as(TraceEvent.CsdFunctionEntry::new),
            Combinators.combine(functions(), any).as(TraceEvent.CsdFunctionExit::new),
            Combinators.combine(cpus(), places(), callbacks()).as(TraceEvent.IpiSendCpu::new),
            Combinators.combine(masks(), places(), callbacks()).as(TraceEvent.IpiSendCpumask::new),
            Combinators.combine(vectors, bytes).as(TraceEvent.IrqVectorEntry::new),
            Combinators.combine(vectors, bytes).as(TraceEvent.IrqVectorExit::new),
            Combinators.combine(Arbitraries.integers().between(0, 5), any)
                .as(TraceEvent.TlbFlush::new),
            Combinators.combine(any, any, any, any, any, Arbitraries.of(0, 1))
                .as(TraceEvent.AllocVmapArea::new),
            Combinators.combine(any, any, Arbitraries.longs().between(0, 0xffffffffL))
                .as(TraceEvent.PurgeVmapAreaLazy::new),
            Combinators.combine(any, any, any).as(TraceEvent.FreeVmapAreaNoflush::new),
            Combinators.combine(cpus(), Arbitraries.of(TransitionCause.class), bytes)
                .as(TraceEvent.KernelEntry::new),
            Combinators.combine(cpus(), Arbitraries.of(TransitionCause.class), bytes)
                .as(TraceEvent.KernelExit::new),
            Combinators.combine(cpus(), places(), functions()).as(TraceEvent.IpiDeferred::new),
            Combinators.combine(cpus(), any).as(TraceEvent.WriteCr3::new)));
  }
}
