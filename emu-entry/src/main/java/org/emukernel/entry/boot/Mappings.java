package org.emukernel.entry.boot;

import static org.emukernel.entry.boot.MemoryMap.PAGE;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.emukernel.entry.boot.Mapping.Root;
import org.emukernel.entry.image.Kernel;
import org.emukernel.entry.image.KernelFactory;
import org.emukernel.x86.asm.SectionFlag;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.image.ImageSection;

/**
 * What pti_init(), setup_cpu_entry_areas() and the linker script map (arch/x86/mm/pti.c and
 * cpu_entry_area.c, Linux v6.1). Without PTI kernel mappings are global; with it only those of both
 * roots and kernel text, and only where there are no PCIDs.
 */
final class Mappings {

  private final Kernel kernel;
  private final List<Mapping> mappings = new ArrayList<>();

  Mappings(Kernel kernel) {
    this.kernel = kernel;
  }

  List<Mapping> all(List<PerCpuArea> areas) {
    addImage();
    addEntryText();
    long idt = MemoryMap.imagePhysical(kernel.image().address("idt_table"));
    add(MemoryMap.RO_IDT, idt, PAGE, shared(Protection.PAGE_KERNEL_RO), Root.BOTH);
    for (int cpu = 0; cpu < areas.size(); cpu++) {
      addCpuEntryArea(cpu, areas.get(cpu));
      addPerCpu(areas.get(cpu));
    }
    return List.copyOf(mappings);
  }

  /** Sections that share a page share a protection too: the layout gives each kind its pages. */
  private void addImage() {
    for (ImageSection section : kernel.image().sections()) {
      if (isMapped(section)) {
        long start = section.loadAddress() & -PAGE;
        long end = MemoryMap.pageAlign(section.loadAddress() + section.size());
        addOrExtend(start, end, protection(section));
      }
    }
  }

  private static boolean isMapped(ImageSection section) {
    String name = section.name();
    boolean freed = name.startsWith(".init.") || name.startsWith(".altinstr");
    return section.size() > 0 && !freed && section.address() == section.loadAddress();
  }

  private Protection protection(ImageSection section) {
    if (section.flags().contains(SectionFlag.EXEC)) {
      return shared(Protection.PAGE_KERNEL_ROX);
    }
    boolean writable =
        section.flags().contains(SectionFlag.WRITE) && !section.name().equals("__jump_table");
    return own(writable ? Protection.PAGE_KERNEL : Protection.PAGE_KERNEL_RO);
  }

  private void addOrExtend(long start, long end, Protection protection) {
    Mapping last = mappings.isEmpty() ? null : mappings.get(mappings.size() - 1);
    if (last != null && start < last.linear() + last.bytes()) {
      if (last.protection() != protection) {
        throw new IllegalStateException(
            "sections of two protections share the page at 0x%x".formatted(start));
      }
      mappings.remove(mappings.size() - 1);
      start = last.linear();
      end = Math.max(end, last.linear() + last.bytes());
    }
    add(start, MemoryMap.imagePhysical(start), end - start, protection, Root.KERNEL);
  }

  /** pti_clone_entry_text(). */
  private void addEntryText() {
    long start = kernel.image().address("__entry_text_start") & -PAGE;
    long end = MemoryMap.pageAlign(kernel.image().address("__entry_text_end"));
    Protection protection = shared(Protection.PAGE_KERNEL_ROX);
    add(start, MemoryMap.imagePhysical(start), end - start, protection, Root.USER);
  }

  private void addCpuEntryArea(int cpu, PerCpuArea area) {
    Protection readOnly = shared(Protection.PAGE_KERNEL_RO);
    Protection writable = shared(Protection.PAGE_KERNEL);
    add(MemoryMap.gdt(cpu), area.physical("gdt_page"), PAGE, readOnly, Root.BOTH);
    long stack = area.physical("entry_stack_storage");
    add(MemoryMap.entryStack(cpu), stack, PAGE, writable, Root.BOTH);
    add(MemoryMap.tss(cpu), area.physical("cpu_tss_rw"), PAGE, readOnly, Root.BOTH);
  }

  /** pti_clone_user_shared(): entry_SYSCALL_64 needs a word of the TSS; then the hooks' pages. */
  private void addPerCpu(PerCpuArea area) {
    addPerCpu(area, "cpu_tss_rw", PAGE);
    for (KernelVariable variable : kernel.spec().hooks().userMapped()) {
      addPerCpu(area, variable.name(), MemoryMap.pageAlign(variable.bytes()));
    }
  }

  private void addPerCpu(PerCpuArea area, String symbol, long bytes) {
    long physical = area.physical(symbol);
    Protection protection = own(Protection.PAGE_KERNEL);
    add(MemoryMap.directMap(physical), physical, bytes, protection, Root.USER);
  }

  /** {@return what the address space of one CPU's task has in the user half} */
  static List<Mapping> ofTask(Kernel kernel, PerCpuArea area) {
    ImageSection text = kernel.image().section(".user.text").orElseThrow();
    long stackBytes = kernel.image().symbol("user_stack").orElseThrow().size();
    return List.of(
        new Mapping(
            KernelFactory.USER_TEXT,
            MemoryMap.imagePhysical(text.loadAddress()),
            MemoryMap.pageAlign(text.size()),
            Protection.PAGE_READONLY_EXEC,
            Root.BOTH),
        new Mapping(
            MemoryMap.USER_STACK_TOP - stackBytes,
            area.physical("user_stack"),
            stackBytes,
            Protection.PAGE_SHARED,
            Root.BOTH));
  }

  private Protection shared(Protection protection) {
    return has(X86Feature.PTI) && has(X86Feature.PCID)
        ? protection
        : protection.with(Permission.GLOBAL);
  }

  private Protection own(Protection protection) {
    return has(X86Feature.PTI) ? protection : protection.with(Permission.GLOBAL);
  }

  private boolean has(X86Feature feature) {
    return kernel.spec().features().contains(feature);
  }

  private void add(long linear, long physical, long bytes, Protection protection, Root root) {
    mappings.add(new Mapping(linear, physical, bytes, protection, root));
  }
}
