package org.emukernel.scenarios.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.scenarios.replay.RecordedOperation.KernelTlbFlush;
import org.emukernel.scenarios.replay.RecordedOperation.NotDeferrable;
import org.emukernel.scenarios.replay.RecordedOperation.TextSync;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule list against chains of Linux v6.1..v6.19. */
class CauseRulesTest {
  private static final String MANY = "smp_call_function_many_cond on_each_cpu_cond_mask ";

  private final CauseRules rules = CauseRules.standard();

  private Cause cause(String func, String chain) {
    return rules.causeOf(CallKind.CSD, func, List.of(chain.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({
    "JUMP_LABEL, smp_text_poke_batch_finish arch_jump_label_transform_apply static_key_enable",
    "JUMP_LABEL, text_poke_bp_batch text_poke_finish arch_jump_label_transform_apply x",
    "STATIC_CALL, smp_text_poke_batch_finish __static_call_transform arch_static_call_transform",
    "KPROBE, smp_text_poke_sync_each_cpu arch_arm_kprobe arm_kprobe register_kprobe",
    "KPROBE, text_poke_sync arch_unoptimize_kprobes kprobe_optimizer process_one_work",
    "FTRACE, smp_text_poke_batch_finish ftrace_replace_code ftrace_modify_all_code",
    "BPF, smp_text_poke_batch_finish __bpf_arch_text_poke bpf_trampoline_update",
    "MODULE, text_poke_sync write_relocate_add apply_relocate_add klp_apply_section_relocs",
    "OTHER, smp_text_poke_sync_each_cpu text_poke_set execmem_fill_trapping_insns"
  })
  void causeOf_doSyncCore_isTheTextSyncOfItsCaller(TextSyncKind kind, String chain) {
    assertThat(cause("do_sync_core", MANY + chain).operation()).isEqualTo(new TextSync(kind));
  }

  @Test
  void causeOf_syncForAUprobe_isNotDeferrable() {
    Cause cause =
        cause("do_sync_core", MANY + "int3_update swbp_optimize arch_uprobe_optimize handle_swbp");

    assertThat(cause.operation()).isEqualTo(new NotDeferrable("do_sync_core"));
  }

  @ParameterizedTest
  @CsvSource({
    "VMALLOC, __purge_vmap_area_lazy _vm_unmap_aliases change_page_attr_set_clr set_memory_ro",
    "VMALLOC, __purge_vmap_area_lazy drain_vmap_area_work process_one_work",
    "VMALLOC, __purge_vmap_area_lazy.constprop.0 reclaim_and_purge_vmap_areas alloc_vmap_area",
    "VMALLOC, _vm_unmap_aliases vfree.part.0 bpf_prog_pack_free",
    "VMALLOC, vunmap_range iounmap",
    "VMALLOC, free_unmap_vmap_area remove_vm_area vfree",
    "VMALLOC, vb_free vm_unmap_ram",
    "OTHER, cpa_flush change_page_attr_set_clr set_memory_rox bpf_prog_pack_alloc",
    "OTHER, secretmem_fault __do_fault do_fault",
    "OTHER, pcpu_post_unmap_tlb_flush pcpu_balance_workfn process_one_work",
    "OTHER, pmd_free_pte_page vmap_range_noflush ioremap_page_range"
  })
  void causeOf_flushTlbKernelRange_isOfItsDirectCaller(IpiWork.Caller kind, String chain) {
    Cause cause = cause("do_kernel_range_flush", MANY + "flush_tlb_kernel_range " + chain);

    assertThat(cause.operation())
        .isEqualTo(
            new KernelTlbFlush(
                Chains.baseName(chain.split(" ")[0]), kind, IpiWork.Extent.RANGE, null));
  }

  @Test
  void causeOf_flushTlbAll_isNotVmallocs() {
    Cause cause =
        cause(
            "do_flush_tlb_all",
            MANY + "__change_page_attr_set_clr change_page_attr_set_clr set_memory_rox");

    assertThat(cause.operation())
        .isEqualTo(
            new KernelTlbFlush(
                "__change_page_attr_set_clr", IpiWork.Caller.OTHER, IpiWork.Extent.ALL, null));
    assertThat(cause.title()).isEqualTo("kernel TLB flush: split of a large page");
  }

  @ParameterizedTest
  @CsvSource({
    "flush_tlb_func, flush_tlb_mm_range, user TLB flush",
    "ipi_mb, membarrier_global_expedited.isra.0, membarrier",
    "remote_function, perf_install_in_context, perf",
    "__perf_event_read, perf_event_read, perf",
    "sched_ttwu_pending, ttwu_queue_wakelist, scheduler",
    "0x0, __resched_curr, reschedule",
    "my_driver_poll, my_driver_work, other call"
  })
  void causeOf_otherCalls_areNotDeferrable(String func, String chain, String title) {
    assertThat(cause(func, chain).title()).isEqualTo(title);
    assertThat(cause(func, chain).operation()).isEqualTo(new NotDeferrable(func));
  }

  @Test
  void causeOf_framesOfTheTracer_areLeftOut() {
    Cause cause =
        cause("ipi_mb", "trace_event_raw_event_csd_queue_cpu smp_call_function_many_cond x");

    assertThat(cause.chain()).containsExactly("smp_call_function_many_cond", "x");
  }

  @Test
  void causeOf_noStack_isStillTold() {
    Cause cause = rules.causeOf(CallKind.CSD, "do_flush_tlb_all", List.of());

    assertThat(cause.operation())
        .isEqualTo(new KernelTlbFlush("unknown", IpiWork.Caller.OTHER, IpiWork.Extent.ALL, null));
  }

  @Test
  void of_unknownOperation_namesTheKnownOnes() {
    assertThatThrownBy(
            () ->
                CauseRules.of(
                    ConfigFactory.parseString("causes = [{ title = x, operation = later }]")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("known: text-sync, kernel-tlb-flush, not-deferrable");
  }

  @Test
  void of_callerWithoutCallee_isRefused() {
    assertThatThrownBy(
            () ->
                CauseRules.of(
                    ConfigFactory.parseString(
                        "causes = [{ title = x, caller = [a], operation = not-deferrable }]")))
        .hasMessage("rule \"x\": callee and caller must stand together");
  }
}
