package org.emukernel.entry.boot;

import static org.emukernel.entry.boot.MemoryMap.PAGE;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.emukernel.api.kernel.KernelVariable;
import org.emukernel.api.paging.Mapping;
import org.emukernel.api.paging.Mapping.Role;
import org.emukernel.api.paging.Protection;
import org.emukernel.entry.calling.AsmOffsets;
import org.emukernel.entry.idt.IstVector;
import org.emukernel.entry.image.Kernel;
import org.emukernel.entry.image.KernelFactory;
import org.emukernel.x86.asm.SectionFlag;
import org.emukernel.x86.image.ImageSection;

/**
 * What the linker script, setup_cpu_entry_areas() and pti_init() map (arch/x86/mm/cpu_entry_area.c
 * and pti.c, Linux v6.1). No two mappings of one root overlap.
 */
final class Mappings {

  private static final String ENTRY_TEXT = ".entry.text";

  /** Sections that are writable in the image and read-only after boot (mark_rodata_ro()). */
  private static final Set<String> READ_ONLY_AFTER_BOOT =
      Set.of("__jump_table", ".data..ro_after_init");

  private final Kernel kernel;
  private final List<Mapping> mappings = new ArrayList<>();

  private Mappings(Kernel kernel) {
    this.kernel = kernel;
  }

  /** {@return what every address space has} */
  static List<Mapping> ofKernel(Kernel kernel, List<PerCpuArea> areas) {
    Mappings all = new Mappings(kernel);
    all.addImage();
    long idt = MemoryMap.imagePhysical(kernel.image().address("idt_table"));
    all.add(MemoryMap.RO_IDT, idt, PAGE, Protection.PAGE_KERNEL_RO, Role.SHARED);
    for (int cpu = 0; cpu < areas.size(); cpu++) {
      all.addCpuEntryArea(cpu, areas.get(cpu));
      all.addWindow(areas.get(cpu));
    }
    return List.copyOf(all.mappings);
  }

  private void addImage() {
    for (ImageSection section : kernel.image().sections()) {
      if (isMapped(section)) {
        addSection(section);
      }
    }
  }

  /**
   * {@return whether the kernel has it at its address} Init sections are freed after boot; per-CPU
   * data and the user program live elsewhere.
   */
  static boolean isMapped(ImageSection section) {
    String name = section.name();
    boolean freed = name.startsWith(".init.") || name.startsWith(".altinstr");
    return section.size() > 0 && !freed && section.address() == section.loadAddress();
  }

  /** Sections that share a page share a protection too: the layout gives each kind its pages. */
  private void addSection(ImageSection section) {
    long start = section.address() & -PAGE;
    long end = MemoryMap.pageAlign(section.end());
    Mapping last = mappings.isEmpty() ? null : mappings.get(mappings.size() - 1);
    if (last != null && start < last.linear() + last.bytes()) {
      if (last.protection() != protection(section) || last.role() != role(section)) {
        throw new IllegalStateException(
            "section %s shares a page with another kind".formatted(section.name()));
      }
      mappings.remove(mappings.size() - 1);
      start = last.linear();
    }
    long physical = MemoryMap.imagePhysical(start);
    add(start, physical, end - start, protection(section), role(section));
  }

  private static Protection protection(ImageSection section) {
    if (section.flags().contains(SectionFlag.EXEC)) {
      return Protection.PAGE_KERNEL_ROX;
    }
    boolean readOnly =
        !section.flags().contains(SectionFlag.WRITE)
            || READ_ONLY_AFTER_BOOT.contains(section.name());
    return readOnly ? Protection.PAGE_KERNEL_RO : Protection.PAGE_KERNEL;
  }

  /** The entry text is pti_clone_entry_text()'s. */
  private static Role role(ImageSection section) {
    if (section.name().equals(ENTRY_TEXT)) {
      return Role.SHARED;
    }
    return section.flags().contains(SectionFlag.EXEC) ? Role.IMAGE_TEXT : Role.KERNEL;
  }

  private void addCpuEntryArea(int cpu, PerCpuArea area) {
    Protection readOnly = Protection.PAGE_KERNEL_RO;
    add(MemoryMap.gdt(cpu), area.physical("gdt_page"), PAGE, readOnly, Role.SHARED);
    long stack = area.physical("entry_stack_storage");
    add(MemoryMap.entryStack(cpu), stack, PAGE, Protection.PAGE_KERNEL, Role.SHARED);
    add(MemoryMap.tss(cpu), area.physical("cpu_tss_rw"), PAGE, readOnly, Role.SHARED);
    for (IstVector vector : IstVector.values()) {
      int bytes = AsmOffsets.EXCEPTION_STKSZ;
      long from = area.physical("exception_stacks") + (long) vector.ordinal() * bytes;
      long at = MemoryMap.exceptionStack(cpu, vector);
      add(at, from, bytes, Protection.PAGE_KERNEL, Role.SHARED);
    }
  }

  /** pti_clone_user_shared(): entry_SYSCALL_64 needs a word of the TSS; then the hooks' pages. */
  private void addWindow(PerCpuArea area) {
    addWindow(area, "cpu_tss_rw", PAGE);
    for (KernelVariable variable : kernel.spec().hooks().userMapped()) {
      addWindow(area, variable.name(), MemoryMap.pageAlign(variable.bytes()));
    }
  }

  private void addWindow(PerCpuArea area, String symbol, long bytes) {
    long physical = area.physical(symbol);
    long linear = MemoryMap.directMap(physical);
    add(linear, physical, bytes, Protection.PAGE_KERNEL, Role.USER_WINDOW);
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
            Role.USER),
        new Mapping(
            MemoryMap.USER_STACK_TOP - stackBytes,
            area.physical("user_stack"),
            stackBytes,
            Protection.PAGE_SHARED,
            Role.USER));
  }

  private void add(long linear, long physical, long bytes, Protection protection, Role role) {
    mappings.add(new Mapping(linear, physical, bytes, protection, role));
  }
}
