package org.emukernel.scenarios.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.sim.Script;
import org.emukernel.scenarios.sim.TestCalls;
import org.emukernel.scenarios.sim.TestRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An isolated CPU touches one page of an area of 2 MiB, whose table so comes into its
 * paging-structure cache; the area is freed and purged; then it touches another page of a new area
 * at the same addresses, which it has no translation of.
 */
class FreedPageTableTest {

  private static final int ISOLATED = 3;
  private static final long AREA = 4L << 20;
  private static final long TOUCHED = 0;
  private static final long UNTOUCHED = 5 * 4096;

  private final Script script = new Script();

  private List<Violation> run(String strategy, boolean pcid, boolean free) {
    script
        .at(10, 0, "area", TestCalls.vmalloc(AREA))
        .at(5000, ISOLATED, "", () -> TestCalls.load(script.result("area") + TOUCHED))
        .at(5100, 0, "", () -> TestCalls.vfree(script.result("area")))
        .at(9000, 0, TestCalls.purge())
        .at(9500, 0, "again", TestCalls.vmalloc(AREA))
        .at(15000, ISOLATED, "read", () -> TestCalls.load(script.result("area") + UNTOUCHED));
    TestRun.Outcome outcome =
        new TestRun()
            .set("strategies", "[" + strategy + "]")
            .set("machine.features.pcid", "" + pcid)
            .set("machine.features.invpcid", "" + pcid)
            .set("kernel.free-page-tables", "" + free)
            .with(script)
            .run(20);
    assertThat(script.result("again")).isEqualTo(script.result("area"));
    return outcome.result().violations();
  }

  @Test
  void cr3Signal_tablesFreed_walksThroughAFreedTable() {
    List<Violation> violations = run("cr3-signal", true, true);

    Violation violation =
        violations.stream()
            .filter(v -> v.monitor().equals(SafetyMonitors.FREED_PAGE_TABLE))
            .findFirst()
            .orElseThrow(() -> new AssertionError(violations.toString()));
    assertThat(violation.cpu()).isEqualTo(ISOLATED);
    assertThat(violation.address()).isEqualTo(script.result("area") + UNTOUCHED);
    assertThat(violation.cause()).contains("page-table page 0x", "had been freed");
    assertThat(violation.history())
        .anyMatch(line -> line.contains("page-table page 0x") && line.endsWith(" freed"))
        .anyMatch(line -> line.contains("deferred for CPU " + ISOLATED));
  }

  /* Linux's rule: no page-table page goes, so a walk from an old entry finds what is there now. */
  @Test
  void cr3Signal_tablesKept_readsTheNewPage() {
    assertThat(run("cr3-signal", true, false))
        .noneMatch(v -> v.monitor().equals(SafetyMonitors.FREED_PAGE_TABLE));
  }

  /* A MOV to CR3 drops the paging-structure caches then. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cr3Signal_withoutPcid_nothingFires(boolean free) {
    assertThat(run("cr3-signal", false, free)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, true"})
  void immediate_tablesFreedOrNot_nothingFires(boolean pcid, boolean free) {
    assertThat(run("immediate", pcid, free)).isEmpty();
  }
}
