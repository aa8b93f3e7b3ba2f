package org.emukernel.scenarios.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.verdict.Violation;

/** Reports that tests print. */
public final class Reports {

  private static final String WARNING =
      "static_key_enable_cpuslocked: static key housekeeping_overridden is __ro_after_init and"
          + " cannot change after boot";

  /** A violation with a history. */
  public static final Violation STALE =
      new Violation(
          "stale-translation",
          2,
          0xffffc90000001000L,
          "vfree_reader+0x8: mov (%rdi),%rax",
          1_234_567,
          "a translation was used after the flush that should have removed it completed",
          List.of("CPU 0 flushed the page", "CPU 2 deferred"));

  private Reports() {}

  /** {@return a run of two strategies on four CPUs} */
  public static RunReport run(List<Violation> violations, Optional<String> bound) {
    return new RunReport(
        "small",
        7,
        4,
        CpuMask.range(1, 4),
        3_600_000_000_000L,
        List.of(
            result("immediate", List.of(20L, 21L, 20L), List.of()),
            new StrategyResult(
                "cr3-signal",
                List.of(0L, 0L, 0L),
                Map.of(),
                Map.of(),
                61,
                58,
                58,
                violations,
                violations.isEmpty() ? List.of() : List.of(WARNING),
                900,
                80)),
        bound);
  }

  private static StrategyResult result(
      String strategy, List<Long> ipis, List<Violation> violations) {
    Map<String, Long> causes = new LinkedHashMap<>();
    causes.put("smp_call_function_many_cond <- on_each_cpu_cond_mask <- text_poke_bp_batch", 3L);
    causes.put(
        "smp_call_function_many_cond <- on_each_cpu_cond_mask <- flush_tlb_kernel_range"
            + " <- __purge_vmap_area_lazy <- drain_vmap_area_work <- process_one_work",
        58L);
    return new StrategyResult(
        strategy,
        ipis,
        Map.of("do_sync_core", 3L, "do_flush_tlb_all", 58L),
        causes,
        0,
        0,
        61,
        violations,
        List.of(),
        1_000_000_007L,
        12_345);
  }

  /** {@return a replay of one recording} */
  public static ReplayReport replay() {
    return new ReplayReport(
        "ipi.txt",
        "tracefs",
        7938,
        2,
        CpuMask.of(1),
        Map.of("do_sync_core", 540L, "do_flush_tlb_all", 36L, "ipi_mb", 9L),
        List.of(
            new ReplayReport.Cause(
                "do_sync_core",
                "text sync: jump label",
                List.of("text_poke_bp_batch", "arch_jump_label_transform_apply"),
                540,
                inOrder("immediate", 0, "cr3-signal", 540))),
        List.of(
            new ReplayReport.Outcome("immediate", 585, 0),
            new ReplayReport.Outcome("cr3-signal", 9, 576)),
        List.of("2 events of the unknown kind sched_wakeup"));
  }

  private static Map<String, Long> inOrder(String a, long countA, String b, long countB) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put(a, countA);
    counts.put(b, countB);
    return counts;
  }
}
