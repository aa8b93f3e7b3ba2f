package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.emukernel.api.trace.TraceReader;
import org.emukernel.api.trace.TraceSyntaxException;

/** Whatever stands in a file, reading it ends with events and warnings or with the one error. */
class GarbagePropertyTest {
  private static final List<String> REAL_LINES =
      List.of(
          "# entries-in-buffer/entries-written: 10600/10600   #P:2",
          "cpus=2",
          "CPU:1 [LOST 23 EVENTS]",
          "  ipi-noise-16393   [001] d..3.  1317.351536: tlb_flush: pages:1 reason:local MM (3)",
          "  ipi-noise-16393 [000]  1317.352431: tlb_flush:            pages=-1 reason= (4)",
          "  ipi-noise-16393   [000] ...2.  1317.352432: csd_queue_cpu: cpu=1"
              + " callsite=on_each_cpu_cond_mask+0x20/0x60 func=flush_tlb_func"
              + " csd=000000002ac5e952",
          "  ipi-noise-16393   [000] ...2.  1317.352448: <stack trace>",
          "  ipi-noise-16393 [000]  1317.352448: kernel_stack:         <stack trace >",
          " => smp_call_function_many_cond",
          "=> on_each_cpu_cond_mask (ffffffff81442da0)",
          "  a-1 [000] d..2. 1.000001: ipi_send_cpumask: cpumask=c,00000003 callsite=a+0x1/0x2"
              + " callback=b",
          "perf 28173/28180 [000] 34441.509207:  csd:csd_function_exit: func=f, csd=(nil)",
          "a b 1 [001] 1.000000: ipi:ipi_send_cpumask: [FAILED TO PARSE] cpumask=ARRAY[03, 00]"
              + " callsite=0xffffffff81442da0 callback=0x0",
          "\tffffffff814415f3 generic_exec_single+0xc3 ([kernel.kallsyms])",
          "\t           fdd6b __GI___ioctl+0x3b (/usr/lib/libc.so.6)",
          "a 1 [001] 1.000000: PERF_RECORD_LOST lost 92",
          "  kworker/0:1-2 [000] .....  1320.261835: purge_vmap_area_lazy:"
              + " start=0xffff88810240e000 end=0xffffffffc0404000 num_purged=99",
          "  a-1 [000] .....  1317.352352: alloc_vmap_area: va_start: 18446683600606068736"
              + " size=20480 align=16384 vstart=0xffffc90000000000 vend=0xffffe8ffffffffff"
              + " failed=0");

  @Provide
  Arbitrary<String> mutatedLines() {
    Arbitrary<String> lines = Arbitraries.of(REAL_LINES).list().ofMaxSize(12).map(this::joined);
    return Combinators.combine(lines, Arbitraries.longs(), Arbitraries.integers().between(0, 8))
        .as(GarbagePropertyTest::mutate);
  }

  private String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static String mutate(String text, long seed, int mutations) {
    Random random = new Random(seed);
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i < mutations && out.length() > 0; i++) {
      int at = random.nextInt(out.length());
      switch (random.nextInt(4)) {
        case 0 -> out.setCharAt(at, (char) random.nextInt(256));
        case 1 -> out.insert(at, (char) random.nextInt(256));
        case 2 -> out.deleteCharAt(at);
        default -> out.setLength(at);
      }
    }
    return out.toString();
  }

  @Property(tries = 3000, seed = "20261122")
  void next_mutatedLines_neverThrowAnythingElse(@ForAll("mutatedLines") String text)
      throws IOException {
    assertReads(text.getBytes(ISO_8859_1));
  }

  @Property(tries = 1000, seed = "20261122")
  void next_anyBytes_neverThrowAnythingElse(@ForAll @Size(max = 400) byte[] bytes)
      throws IOException {
    assertReads(bytes);
  }

  private static void assertReads(byte[] bytes) throws IOException {
    assertReads(new TextTraceReader(new ByteArrayInputStream(bytes)));
    assertReads(new PerfScriptReader(new ByteArrayInputStream(bytes)));
  }

  private static void assertReads(TraceReader reader) throws IOException {
    try {
      TraceText text = TraceText.read(reader);
      assertThat(text.records()).isNotEmpty().hasSize((int) text.diagnostics().events());
    } catch (TraceSyntaxException e) {
      assertThat(e.getMessage()).startsWith("no trace event in ").doesNotContain("\n");
    }
  }

  @Property(tries = 500, seed = "20261122")
  void recognises_anyBytes_neverThrows(@ForAll @Size(max = 400) byte[] bytes) {
    boolean tracefs = new TracefsTextFormat().recognises(bytes);
    boolean report = new TraceCmdReportFormat().recognises(bytes);
    boolean perf = new PerfScriptFormat().recognises(bytes);

    assertThat(List.of(tracefs, report, perf).stream().filter(b -> b)).hasSizeLessThan(2);
  }

  @Property(tries = 500, seed = "20261122")
  void advance_anyChunks_givesTheLinesBetweenLineFeeds(
      @ForAll @Size(max = 300) byte[] bytes, @ForAll @IntRange(min = 1, max = 9) int chunk)
      throws IOException {
    for (int i = 0; i < bytes.length; i += 7) {
      bytes[i] = '\n';
    }
    String text = new String(bytes, ISO_8859_1).replace('\r', '.');
    StringBuilder read = new StringBuilder();
    try (LineSource lines = new LineSource(new Chunks(text.getBytes(ISO_8859_1), chunk))) {
      while (lines.advance()) {
        int length = lines.end() - lines.start();
        read.append(new String(lines.buffer(), lines.start(), length, ISO_8859_1));
        read.append(lines.problem() == null ? "\n" : "");
      }
    }

    assertThat(read.toString()).isEqualTo(text);
  }

  /** Gives few bytes at a time, as a pipe may. */
  private static final class Chunks extends InputStream {
    private final ByteArrayInputStream in;
    private final int chunk;

    Chunks(byte[] bytes, int chunk) {
      this.in = new ByteArrayInputStream(bytes);
      this.chunk = chunk;
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      return in.read(to, offset, Math.min(length, chunk));
    }
  }

  @Property(tries = 50, seed = "20261122")
  void get_moreTextsThanFit_stillGivesEachItsOwnValue(@ForAll long seed)
      throws MalformedTraceException {
    ByteKeyTable<String> table =
        new ByteKeyTable<>((text, start, end) -> new String(text, start, end - start, ISO_8859_1));
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] text = Integer.toString(random.nextInt(15_000)).getBytes(ISO_8859_1);
      byte[] padded = Arrays.copyOf(text, text.length + 3);

      assertThat(table.get(padded, 0, text.length)).isEqualTo(new String(text, ISO_8859_1));
    }
  }
}
