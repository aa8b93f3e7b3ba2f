package org.emukernel.entry.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.calling.EntryHooks;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.image.Kernel;
import org.emukernel.x86.asm.X86Feature;

/** One CPU's copy of the per-CPU variables: where it lies and what it holds at the start. */
final class PerCpuArea {

  private final Kernel kernel;
  private final BootSpec spec;
  private final int cpu;
  private final long physical;

  PerCpuArea(Kernel kernel, BootSpec spec, int cpu) {
    this.kernel = kernel;
    this.spec = spec;
    this.cpu = cpu;
    this.physical = spec.perCpuPhysical() + cpu * bytes(kernel);
  }

  static long bytes(Kernel kernel) {
    return MemoryMap.pageAlign(kernel.image().section(".data..percpu").orElseThrow().size());
  }

  /** {@return the GS base of the kernel on this CPU} */
  long base() {
    return MemoryMap.directMap(physical);
  }

  long physical(String symbol) {
    return physical + kernel.image().address(symbol);
  }

  private long linear(String symbol) {
    return base() + kernel.image().address(symbol);
  }

  /** {@return the address behind a stack} */
  long stackTop(String symbol) {
    return linear(symbol) + kernel.image().symbol(symbol).orElseThrow().size();
  }

  /**
   * {@return what this CPU's variables hold}
   *
   * @param template the content of .data..percpu, the same array for all CPUs
   */
  List<MemoryContent> contents(byte[] template) {
    List<MemoryContent> contents = new ArrayList<>();
    contents.add(new MemoryContent(physical, template));
    contents.add(new MemoryContent(physical("gdt_page"), Descriptors.gdt(cpu)));
    contents.add(new MemoryContent(physical("cpu_tss_rw"), Descriptors.tss(cpu)));
    contents.add(word("pcpu_hot", AsmOffsets.PCPU_HOT_CURRENT_TASK, linear("init_stack")));
    contents.add(word("pcpu_hot", AsmOffsets.PCPU_HOT_TOP_OF_STACK, stackTop("init_stack")));
    long irqStack = stackTop("irq_stack_backing_store") - Long.BYTES;
    contents.add(word("hardirq_stack_ptr", 0, irqStack));
    contents.add(word("cpu_number", 0, cpu));
    contents.add(
        word(
            "cpu_tlbstate",
            AsmOffsets.TLB_STATE_CR4,
            ControlRegisters.cr4(kernel.spec().features())));
    contextTracking(contents);
    EntryHooks hooks = kernel.spec().hooks();
    EntryHooks.LoadedCr3 cr3 =
        startsInUserMode() && kernel.spec().features().contains(X86Feature.PTI)
            ? EntryHooks.LoadedCr3.USER
            : EntryHooks.LoadedCr3.KERNEL;
    Stream.concat(hooks.userMapped().stream(), hooks.variables().stream())
        .filter(v -> v.storage() == KernelVariable.Storage.PER_CPU)
        .forEach(v -> contents.add(word(v.name(), 0, hooks.atBoot(v, cr3))));
    return contents;
  }

  private void contextTracking(List<MemoryContent> contents) {
    boolean active = spec.isolated().contains(cpu);
    int state =
        active && startsInUserMode()
            ? ContextTracking.initialUserState()
            : ContextTracking.initialState();
    contents.add(word(ContextTracking.SYMBOL, ContextTracking.ACTIVE, active ? 1 : 0));
    contents.add(word(ContextTracking.SYMBOL, ContextTracking.STATE, state));
    boolean outside = active && startsInUserMode();
    contents.add(word(ContextTracking.SYMBOL, ContextTracking.NESTING, outside ? 0 : 1));
    contents.add(
        word(
            ContextTracking.SYMBOL,
            ContextTracking.NMI_NESTING,
            outside ? 0 : ContextTracking.NESTING_IRQ_NONIDLE));
  }

  boolean startsInUserMode() {
    return spec.inUserMode().contains(cpu);
  }

  private MemoryContent word(String symbol, int offset, long value) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    return new MemoryContent(physical(symbol) + offset, bytes.putLong(value).array());
  }
}
