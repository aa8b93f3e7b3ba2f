package org.emukernel.scenarios.tracer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.api.trace.TraceRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KernelTracerTest {

  private static List<TraceRecord> records = List.of();

  @BeforeAll
  static void run() throws Exception {
    records = Samples.emulated("immediate");
  }

  private static Stream<TraceRecord> of(Class<?> type) {
    return records.stream().filter(record -> type.isInstance(record.event()));
  }

  @Test
  void records_ofAllCpus_areInTheOrderOfTheirTimes() {
    assertThat(records)
        .extracting(record -> record.header().timestampNs())
        .isSortedAccordingTo(Comparator.naturalOrder());
    assertThat(records).extracting(record -> record.header().cpu()).contains(0, 1, 2, 3);
  }

  /* kernel/smp.c: what is queued at a CPU, that CPU runs, by the address of the CSD. */
  @Test
  void csdFunctionEntry_everyOne_wasQueuedAtItsCpu() {
    Map<Long, Integer> targets = new HashMap<>();
    for (TraceRecord record : records) {
      if (record.event() instanceof TraceEvent.CsdQueueCpu queue) {
        targets.put(queue.csd(), queue.cpu());
      } else if (record.event() instanceof TraceEvent.CsdFunctionEntry entry) {
        assertThat(targets).containsEntry(entry.csd(), record.header().cpu());
      }
    }

    assertThat(targets).isNotEmpty();
  }

  /* With three others, each of which is idle in user mode, a call of all CPUs is one event for all three. */
  @Test
  void ipiSendCpumask_ofACallOfAll_namesEveryOther() {
    assertThat(of(TraceEvent.IpiSendCpumask.class))
        .isNotEmpty()
        .anySatisfy(
            record ->
                assertThat(((TraceEvent.IpiSendCpumask) record.event()).cpumask().count())
                    .isEqualTo(3))
        .allSatisfy(
            record ->
                assertThat(((TraceEvent.IpiSendCpumask) record.event()).cpumask().count())
                    .isGreaterThan(1));
  }

  @Test
  void flags_inAnInterruptsHandler_sayHardirqAndIrqsOff() {
    assertThat(of(TraceEvent.IrqVectorEntry.class))
        .isNotEmpty()
        .allSatisfy(record -> assertThat(record.header().flags()).isEqualTo("d.h.."));
    assertThat(of(TraceEvent.CsdQueueCpu.class))
        .allSatisfy(record -> assertThat(record.header().flags()).doesNotContain("h"));
  }

  /* _RET_IP_ lies behind a CALL, never at a function's start. */
  @Test
  void callsite_ofACall_isInsideItsCaller() {
    assertThat(of(TraceEvent.CsdQueueCpu.class))
        .allSatisfy(
            record -> {
              TraceEvent.CsdQueueCpu queue = (TraceEvent.CsdQueueCpu) record.event();
              assertThat(queue.callsite().offset()).isPositive();
              assertThat(record.stack().frames()).contains(queue.callsite().name());
            });
  }

  @Test
  void task_ofAKworker_hasAStackThatBeginsAsAThreadDoes() {
    Predicate<TraceRecord> kworker = record -> record.header().task().startsWith("kworker/");

    assertThat(records.stream().filter(kworker))
        .isNotEmpty()
        .allSatisfy(record -> assertThat(record.stack().frames()).endsWith("ret_from_fork_asm"));
    assertThat(records.stream().filter(kworker.negate()))
        .allSatisfy(
            record -> assertThat(record.stack().frames()).doesNotContain("ret_from_fork_asm"));
  }
}
