package org.emukernel.api.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.emukernel.api.cpu.CpuMask;
import org.junit.jupiter.api.Test;

/** The events and what stands around them. */
class TraceEventTest {
  private static final KernelSymbol F = new KernelSymbol("f", 0x10);

  private static final List<TraceEvent> ALL =
      List.of(
          new TraceEvent.CsdQueueCpu(1, F, F, 2),
          new TraceEvent.CsdFunctionEntry(F, 2),
          new TraceEvent.CsdFunctionExit(F, 2),
          new TraceEvent.IpiSendCpu(1, F, KernelSymbol.NULL),
          new TraceEvent.IpiSendCpumask(CpuMask.of(1, 2), F, F),
          new TraceEvent.IrqVectorEntry(IrqVector.X86_PLATFORM_IPI, 247),
          new TraceEvent.IrqVectorExit(IrqVector.CALL_FUNCTION, 252),
          new TraceEvent.TlbFlush(3, -1),
          new TraceEvent.AllocVmapArea(1, 2, 3, 4, 5, 0),
          new TraceEvent.PurgeVmapAreaLazy(1, 2, 3),
          new TraceEvent.FreeVmapAreaNoflush(1, 2, 3),
          new TraceEvent.TracingMarkWrite("x"),
          new TraceEvent.KernelEntry(1, TransitionCause.VECTOR, 251),
          new TraceEvent.KernelExit(1, TransitionCause.SYSCALL, 39),
          new TraceEvent.IpiDeferred(1, F, F),
          new TraceEvent.WriteCr3(1, 0x1000),
          new TraceEvent.Unknown("sched_waking", "comm=x"));

  @Test
  void name_everyEvent_isTheKernels() {
    assertThat(ALL)
        .extracting(TraceEvent::name)
        .containsExactly(
            "csd_queue_cpu",
            "csd_function_entry",
            "csd_function_exit",
            "ipi_send_cpu",
            "ipi_send_cpumask",
            "x86_platform_ipi_entry",
            "call_function_exit",
            "tlb_flush",
            "alloc_vmap_area",
            "purge_vmap_area_lazy",
            "free_vmap_area_noflush",
            "tracing_mark_write",
            "kernel_entry",
            "kernel_exit",
            "ipi_deferred",
            "write_cr3",
            "sched_waking");
  }

  @Test
  void accept_visitorWithoutOwnMethods_givesItEveryEvent() {
    TraceEvent.Visitor<TraceEvent> identity = event -> event;

    assertThat(ALL).allSatisfy(event -> assertThat(event.accept(identity)).isSameAs(event));
  }

  @Test
  void permittedSubclasses_all_areInThisTest() {
    assertThat(Arrays.asList(TraceEvent.class.getPermittedSubclasses()))
        .containsExactlyInAnyOrderElementsOf(ALL.stream().<Class<?>>map(Object::getClass).toList());
  }

  @Test
  void toString_symbol_isAsTheKernelPrintsIt() {
    assertThat(F).hasToString("f+0x10");
    assertThat(KernelSymbol.NULL).hasToString("0x0");
    assertThat(KernelSymbol.NULL.isNull()).isTrue();
    assertThat(F.isNull()).isFalse();
  }

  @Test
  void equals_stacks_compareByContent() {
    CallStack one = CallStack.of(List.of("inner", "outer"));

    assertThat(one)
        .isEqualTo(CallStack.of(List.of("inner", "outer")))
        .isNotEqualTo(CallStack.of(List.of("outer", "inner")))
        .hasToString("inner <- outer");
    assertThat(CallStack.of(List.of())).isSameAs(CallStack.EMPTY);
  }

  @Test
  void new_invalidParts_areRefused() {
    assertThatThrownBy(() -> new KernelSymbol("", 0)).hasMessageContaining("name");
    assertThatThrownBy(() -> new KernelSymbol("f", -1)).hasMessageContaining("offset");
    assertThatThrownBy(() -> new TraceHeader("t", -1, 0, 0, "")).hasMessageContaining("pid");
    assertThatThrownBy(() -> new TraceWarning(TraceWarning.Unit.LINE, 0, "x"))
        .hasMessage("line must be at least 1: 0");
    assertThatThrownBy(() -> new TraceWarning(TraceWarning.Unit.BYTE, -1, "x"))
        .hasMessage("byte must be at least 0: -1");
  }
}
