package org.emukernel.entry.image;

import static org.emukernel.api.kernel.KernelVariable.Storage.GLOBAL;
import static org.emukernel.api.kernel.KernelVariable.Storage.PER_CPU;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.idle.IdleThread;
import org.emukernel.entry.idt.IstVector;
import org.emukernel.entry.idt.ParanoidFunctions;
import org.emukernel.entry.kvm.VcpuRun;
import org.emukernel.entry.syscall.SysCallTable;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.RelocatableObject;

/**
 * The variables: this module's, the hooks' and the parts', and sys_call_table. Where several want
 * one symbol it gets the greatest size that any of them asks for.
 */
final class DataUnit {

  private static final int PAGE = 4096;
  private static final int CACHE_LINE = 64;

  /** THREAD_SIZE and IRQ_STACK_SIZE (asm/page_64_types.h). */
  static final int STACK_BYTES = 4 * PAGE;

  /** CONFIG_NR_CPUS of a distribution's kernel: the bits of a cpumask. */
  private static final int NR_CPUS = 8192;

  private static final List<KernelVariable> OWN =
      List.of(
          new KernelVariable("gdt_page", PAGE, PER_CPU),
          new KernelVariable("cpu_tss_rw", PAGE, PER_CPU),
          new KernelVariable("entry_stack_storage", PAGE, PER_CPU),
          new KernelVariable(
              "exception_stacks", IstVector.values().length * AsmOffsets.EXCEPTION_STKSZ, PER_CPU),
          new KernelVariable("irq_stack_backing_store", STACK_BYTES, PER_CPU),
          new KernelVariable("init_stack", STACK_BYTES, PER_CPU),
          new KernelVariable("user_stack", STACK_BYTES, PER_CPU),
          new KernelVariable("pcpu_hot", AsmOffsets.SIZEOF_PCPU_HOT, PER_CPU),
          new KernelVariable("cpu_tlbstate", AsmOffsets.SIZEOF_TLB_STATE, PER_CPU),
          new KernelVariable("hardirq_stack_ptr", 8, PER_CPU),
          new KernelVariable("hardirq_stack_inuse", 8, PER_CPU),
          new KernelVariable("cpu_number", 8, PER_CPU),
          new KernelVariable("idt_table", PAGE, GLOBAL),
          new KernelVariable("__per_cpu_offset", NR_CPUS * Long.BYTES, GLOBAL),
          new KernelVariable("tick_nohz_full_mask", NR_CPUS / Byte.SIZE, GLOBAL));

  private final Assembler asm = new Assembler("data");

  private DataUnit() {}

  static RelocatableObject assemble(KernelSpec spec) {
    DataUnit unit = new DataUnit();
    Map<String, KernelVariable> variables = variables(spec);
    unit.asm.asm(
        """
            .section .data..percpu, "aw"
            .globl fixed_percpu_data
            .type fixed_percpu_data, @object
        fixed_percpu_data:
            .skip 48
            .size fixed_percpu_data, 48
        """);
    variables.values().stream().filter(v -> v.storage() == PER_CPU).forEach(unit::emit);
    unit.asm.section(".data", "aw");
    variables.values().stream().filter(v -> v.storage() == GLOBAL).forEach(unit::emit);
    new SysCallTable(spec.systemCalls()).emit(unit.asm);
    return unit.asm.assemble();
  }

  private static Map<String, KernelVariable> variables(KernelSpec spec) {
    List<KernelVariable> all = new ArrayList<>(OWN);
    all.addAll(ContextTracking.variables());
    all.addAll(IdleThread.variables());
    all.addAll(VcpuRun.variables());
    all.addAll(ParanoidFunctions.variables());
    all.addAll(spec.hooks().userMapped());
    all.addAll(spec.hooks().variables());
    for (KernelPart part : spec.parts()) {
      all.addAll(part.variables());
    }
    Map<String, KernelVariable> merged = new LinkedHashMap<>();
    all.forEach(v -> merged.merge(v.name(), v, DataUnit::larger));
    return merged;
  }

  private static KernelVariable larger(KernelVariable first, KernelVariable second) {
    if (first.storage() != second.storage()) {
      throw new IllegalArgumentException(
          "kernel variable %s is wanted both as %s and as %s"
              .formatted(first.name(), first.storage(), second.storage()));
    }
    return first.bytes() >= second.bytes() ? first : second;
  }

  /** Whoever has a page or more has its pages to itself. */
  private void emit(KernelVariable variable) {
    int align = variable.bytes() < PAGE ? CACHE_LINE : PAGE;
    asm.asm(
        """
            .balign %2$d
            .globl %1$s
            .type %1$s, @object
        %1$s:
            .skip %3$d
            .size %1$s, %3$d
            .balign %2$d
        """
            .formatted(variable.name(), align, variable.bytes()));
  }
}
