package org.emukernel.scenarios.redrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.emukernel.api.address.LinearRange;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.trace.TraceHeader;
import org.emukernel.scenarios.replay.CallKind;
import org.emukernel.scenarios.replay.Cause;
import org.emukernel.scenarios.replay.RecordedCall;
import org.emukernel.scenarios.replay.RecordedOperation;
import org.emukernel.scenarios.replay.RecordedOperation.KernelTlbFlush;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class CallLogTest {

  private static final int CALLS = 5000;
  private static final Cause CAUSE =
      new Cause(
          CallKind.CSD,
          "do_kernel_range_flush",
          List.of("flush_tlb_kernel_range"),
          "flush",
          flush(0xffffc90000000000L, 1));

  private static KernelTlbFlush flush(long start, int pages) {
    return new KernelTlbFlush(
        "vfree",
        IpiWork.Caller.VMALLOC,
        IpiWork.Extent.RANGE,
        new LinearRange(start, start + pages * 4096L));
  }

  private static RecordedCall call(long timestampNs, RecordedOperation operation) {
    TraceHeader sender = new TraceHeader("t", 10, 0, timestampNs, "");
    return new RecordedCall(sender, CAUSE, CpuMask.of(1), CpuMask.of(1), operation);
  }

  private static RecordedCall call(long timestampNs) {
    return call(timestampNs, flush(0xffffc90000000000L + timestampNs * 4096, 1));
  }

  private static CallLog unlimited() {
    return new CallLog(
        CallLog.WORDS,
        skipped -> {
          throw new AssertionError("nothing is beyond");
        });
  }

  private static List<Long> timestamps(CallSource source) throws IOException {
    List<Long> timestamps = new ArrayList<>();
    for (TimedCall call = source.next(); call != null; call = source.next()) {
      timestamps.add(call.timestampNs());
    }
    return timestamps;
  }

  private static List<Long> all() {
    return LongStream.range(0, CALLS).boxed().toList();
  }

  @Test
  void source_completeLog_givesAllCallsEachTime() throws IOException {
    CallLog log = unlimited();
    LongStream.range(0, CALLS).forEach(i -> log.add(call(i)));
    log.complete();

    assertThat(timestamps(log.source())).isEqualTo(all());
    assertThat(timestamps(log.source())).isEqualTo(all());
    assertThat(log.calls()).hasValue(CALLS);
  }

  @Test
  void source_emptyLog_givesNone() throws IOException {
    CallLog log = unlimited();
    log.complete();

    assertThat(log.isEmpty()).isTrue();
    assertThat(timestamps(log.source())).isEmpty();
  }

  @Test
  void source_whileCallsAreAdded_waitsForThem() throws Exception {
    CallLog log = unlimited();
    CompletableFuture<List<Long>> taken =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return timestamps(log.source());
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    LongStream.range(0, CALLS).forEach(i -> log.add(call(i)));

    assertThat(taken).isNotDone();
    log.complete();
    assertThat(taken.get()).isEqualTo(all());
  }

  @Test
  void source_moreCallsThanAreHeld_readsTheRestAgain() throws IOException {
    List<Long> skips = new ArrayList<>();
    CallLog log =
        new CallLog(
            2000,
            skipped -> {
              skips.add(skipped);
              CallLog rest = unlimited();
              LongStream.range(skipped, CALLS).forEach(i -> rest.add(call(i)));
              rest.complete();
              return rest.source();
            });
    LongStream.range(0, CALLS).forEach(i -> log.add(call(i)));
    log.complete();

    assertThat(timestamps(log.source())).isEqualTo(all());
    assertThat(skips).hasSize(1);
    assertThat(skips.get(0)).isBetween(1000L, 3000L);
    assertThat(log.calls()).hasValue(CALLS);
  }

  @Test
  void next_recordingThatCouldNotBeRead_isAnError() {
    CallLog log = unlimited();
    log.add(call(1));
    log.giveUpUnlessComplete();

    assertThatThrownBy(() -> log.source().next()).isInstanceOf(IOException.class);
  }

  @Test
  void giveUp_completeLog_changesNothing() throws IOException {
    CallLog log = unlimited();
    log.add(call(1));
    log.complete();
    log.giveUpUnlessComplete();

    assertThat(timestamps(log.source())).containsExactly(1L);
  }

  @Test
  void next_interruptedThread_isAnError() {
    CallLog log = unlimited();
    log.complete();
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> log.source().next()).isInstanceOf(IOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /* Where a range lies says nothing in the emulated kernel: its size does. */
  @Test
  void shapes_flushesOfOneSize_areOne() throws IOException {
    CallLog log = unlimited();
    log.add(call(1, flush(0xffffc90000000000L, 2)));
    log.add(call(2, flush(0xffffc90000800000L, 2)));
    log.add(call(3, flush(0xffffc90000000000L, 3)));
    log.complete();

    CallSource source = log.source();
    CallShape first = source.next().shape();
    assertThat(source.next().shape()).isSameAs(first);
    assertThat(source.next().shape()).isNotEqualTo(first);
  }
}
