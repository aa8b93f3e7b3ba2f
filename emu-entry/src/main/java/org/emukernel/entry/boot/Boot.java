package org.emukernel.entry.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.emukernel.entry.boot.CpuBoot.Table;
import org.emukernel.entry.boot.MachineBoot.TextRange;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.idt.InterruptDescriptorTable;
import org.emukernel.entry.image.Kernel;
import org.emukernel.x86.asm.SectionFlag;
import org.emukernel.x86.image.ImageSection;
import org.emukernel.x86.image.KernelImage;

/** Works out what a booted machine looks like. */
public final class Boot {

  /** IF, and bit 1, which is always set. */
  private static final long RFLAGS = 0x202;

  private Boot() {}

  /**
   * {@return the machine} CPUs that start in user mode run {@code user_loop} on their user stack;
   * the others start at {@code kernelStart} on their kernel stack, below the room for pt_regs.
   *
   * @param kernel what runs
   * @param spec the machine
   * @param kernelStart symbol of the function where CPUs in the kernel start
   */
  public static MachineBoot of(Kernel kernel, BootSpec spec, String kernelStart) {
    List<PerCpuArea> areas =
        IntStream.range(0, spec.cpus()).mapToObj(n -> new PerCpuArea(kernel, spec, n)).toList();
    List<MemoryContent> memory = new ArrayList<>();
    List<TextRange> text = new ArrayList<>();
    for (ImageSection section : kernel.image().sections()) {
      if (section.size() > 0 && !section.name().equals(".data..percpu")) {
        long physical = MemoryMap.imagePhysical(section.loadAddress());
        memory.add(new MemoryContent(physical, section.bytes()));
        if (Mappings.isMapped(section) && section.flags().contains(SectionFlag.EXEC)) {
          text.add(new TextRange(section.address(), physical, section.size()));
        }
      }
    }
    memory.add(idt(kernel.image()));
    memory.add(isolated(kernel.image(), spec));
    memory.add(perCpuOffsets(kernel.image(), areas));
    byte[] template = kernel.image().section(".data..percpu").orElseThrow().bytes();
    areas.forEach(area -> memory.addAll(area.contents(template)));
    List<CpuBoot> cpus =
        IntStream.range(0, spec.cpus())
            .mapToObj(n -> cpu(kernel, n, areas.get(n), kernelStart))
            .toList();
    return new MachineBoot(
        PerCpuArea.bytes(kernel), memory, text, Mappings.ofKernel(kernel, areas), cpus);
  }

  private static MemoryContent idt(KernelImage image) {
    long physical = MemoryMap.imagePhysical(image.address("idt_table"));
    return new MemoryContent(physical, InterruptDescriptorTable.bytes(image::address));
  }

  /** tick_nohz_full_setup(), kernel/time/tick-sched.c. */
  private static MemoryContent isolated(KernelImage image, BootSpec spec) {
    byte[] bits = new byte[(spec.cpus() + Byte.SIZE - 1) / Byte.SIZE];
    for (int cpu = 0; cpu < spec.cpus(); cpu++) {
      if (spec.isolated().contains(cpu)) {
        bits[cpu / Byte.SIZE] |= (byte) (1 << cpu % Byte.SIZE);
      }
    }
    long physical = MemoryMap.imagePhysical(image.address("tick_nohz_full_mask"));
    return new MemoryContent(physical, bits);
  }

  /** setup_per_cpu_areas(), arch/x86/kernel/setup_percpu.c. */
  private static MemoryContent perCpuOffsets(KernelImage image, List<PerCpuArea> areas) {
    ByteBuffer offsets =
        ByteBuffer.allocate(areas.size() * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    areas.forEach(area -> offsets.putLong(area.base()));
    long physical = MemoryMap.imagePhysical(image.address("__per_cpu_offset"));
    return new MemoryContent(physical, offsets.array());
  }

  private static CpuBoot cpu(Kernel kernel, int cpu, PerCpuArea area, String kernelStart) {
    KernelImage image = kernel.image();
    boolean user = area.startsInUserMode();
    long gsBase = user ? 0 : area.base();
    long kernelGsBase = user ? area.base() : 0;
    long kernelStack = area.stackTop("init_stack") - AsmOffsets.SIZEOF_PTREGS;
    return new CpuBoot(
        cpu,
        ControlRegisters.CR0,
        ControlRegisters.cr4(kernel.spec().features()),
        ControlRegisters.msrs(
            image::address, MemoryMap.entryStack(cpu) + MemoryMap.PAGE, gsBase, kernelGsBase),
        new Table(MemoryMap.gdt(cpu), Descriptors.GDT_LIMIT),
        new Table(MemoryMap.RO_IDT, InterruptDescriptorTable.BYTES - 1),
        Descriptors.TSS_SELECTOR,
        new Table(MemoryMap.tss(cpu), Descriptors.tssLimit()),
        image.address(user ? "user_loop" : kernelStart),
        user ? MemoryMap.USER_STACK_TOP : kernelStack,
        RFLAGS,
        user ? AsmOffsets.USER_CS : AsmOffsets.KERNEL_CS,
        user ? AsmOffsets.USER_DS : AsmOffsets.KERNEL_DS,
        Mappings.ofTask(kernel, area));
  }
}
