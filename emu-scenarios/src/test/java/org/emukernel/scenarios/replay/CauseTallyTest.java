package org.emukernel.scenarios.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.trace.TraceHeader;
import org.junit.jupiter.api.Test;

/** Work queued at CPUs and interrupts sent to them are two counts. */
class CauseTallyTest {

  private static RecordedCall call(String targets, String interrupted) {
    RecordedOperation operation = new RecordedOperation.NotDeferrable("f");
    return new RecordedCall(
        new TraceHeader("t", 1, 0, 0, ""),
        new Cause(CallKind.CSD, "f", List.of(), "x", operation),
        CpuMask.parse(targets),
        CpuMask.parse(interrupted),
        operation);
  }

  @Test
  void add_targetWhoseQueueWasNotEmpty_isQueuedAndNotInterrupted() {
    CauseTally tally = new CauseTally();
    tally.add(call("1-2", "2"));
    CauseTally other = new CauseTally();
    other.add(call("1,200", "1"));

    tally.addAll(other);

    assertThat(tally.queuedAt(CpuMask.parse("1-200"))).isEqualTo(4);
    assertThat(tally.ipisTo(CpuMask.parse("1-200"))).isEqualTo(2);
    assertThat(tally.ipisTo(CpuMask.of(2))).isEqualTo(1);
    assertThat(tally.ipisTo(CpuMask.of(200))).isZero();
  }
}
