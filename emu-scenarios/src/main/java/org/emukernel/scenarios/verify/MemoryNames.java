package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.paging.LinearLayout;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.machine.X86Machine;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.x86.cpu.RootRegister;
import org.emukernel.x86.image.KernelImage;
import org.emukernel.x86.reg.Reg;

/** Names places in memory for people, by Linux's names. */
final class MemoryNames {

  private static final Pattern PER_CPU = Pattern.compile("%gs:0x([0-9a-f]+)");
  private static final String CT_STATE = "+0x" + Long.toHexString(ContextTracking.STATE);
  private static final List<String> LEVELS = List.of("pgd", "pud", "pmd", "pte");
  private static final long FRAME = 0xf_ffff_ffff_f000L;
  private static final int INDEX = 0x1ff;
  private static final int PRESENT = 1;
  private static final int LARGE = 1 << 7;
  private static final int TOP_SHIFT = 39;
  private static final int LEVEL_BITS = 9;
  private static final int ENTRY = 8;

  private final KernelImage image;
  private final PhysicalMemory memory;
  private final long root;
  private final long[] pages;
  private final long firstPerCpu;
  private final long perCpuBytes;
  private final int cpus;

  /**
   * Names the memory of a machine.
   *
   * @param pages the pages whose mapping changes, by linear address
   */
  MemoryNames(EmulatedMachine machine, long[] pages) {
    X86Machine x86 = (X86Machine) machine.loaded();
    this.image = x86.kernel().image();
    this.memory = machine.arena().memory();
    this.root = RootRegister.kernelRoot(x86.cpus().get(0).registers().get(Reg.CR3));
    this.pages = pages.clone();
    this.cpus = machine.cpus().size();
    String any = "cpu_number";
    this.firstPerCpu =
        machine.symbols().perCpu(any, 0) - MemoryMap.PAGE_OFFSET - image.address(any);
    this.perCpuBytes =
        cpus == 1 ? 0 : machine.symbols().perCpu(any, 1) - machine.symbols().perCpu(any, 0);
  }

  /**
   * {@return the kernel's name of a place in physical memory} A variable of each CPU is written
   * {@code kernel_cr3_loaded[1]}, an entry of page tables {@code pte(VMALLOC_START)}.
   */
  String of(long physical) {
    if (isPageTable(physical)) {
      return entryOf(physical);
    }
    if (physical >= firstPerCpu && perCpuBytes > 0) {
      long cpu = (physical - firstPerCpu) / perCpuBytes;
      String symbol = image.symbolize(physical - firstPerCpu - cpu * perCpuBytes);
      int plus = symbol.indexOf('+');
      return plus < 0
          ? symbol
          : field(symbol.substring(0, plus) + "[" + cpu + "]", symbol.substring(plus));
    }
    String symbol = image.symbolize(physical + MemoryMap.START_KERNEL_MAP);
    return symbol.startsWith("0x") ? "mem[0x%x]".formatted(physical) : plain(symbol);
  }

  private static String field(String variable, String offset) {
    return variable.startsWith(ContextTracking.SYMBOL) && offset.equals(CT_STATE)
        ? variable + ".state"
        : plain(variable + offset);
  }

  private static String plain(String symbol) {
    return symbol.endsWith("+0x0") ? symbol.substring(0, symbol.length() - 4) : symbol;
  }

  /** {@return whether a place lies behind all the kernel's variables: page tables lie there} */
  boolean isPageTable(long physical) {
    return physical >= firstPerCpu + cpus * perCpuBytes;
  }

  private String entryOf(long physical) {
    for (long page : pages) {
      long table = root;
      for (int level = 0; level < LEVELS.size(); level++) {
        int shift = TOP_SHIFT - level * LEVEL_BITS;
        if ((physical & FRAME) == table) {
          long index = (physical & ~FRAME) / ENTRY;
          long first = page & -1L << shift + LEVEL_BITS | index << shift;
          return LEVELS.get(level) + "(" + linear(first) + ")";
        }
        long value = memory.readLong(table + (page >>> shift & INDEX) * ENTRY);
        if ((value & PRESENT) == 0 || (value & LARGE) != 0) {
          break;
        }
        table = value & FRAME;
      }
    }
    return "mem[0x%x]".formatted(physical);
  }

  /** {@return whether kernel instructions lie there} */
  boolean isText(long physical) {
    return image
        .sectionAt(physical + MemoryMap.START_KERNEL_MAP)
        .filter(section -> section.name().contains("text"))
        .isPresent();
  }

  /** {@return Linux's name of a linear address: where the region begins, and the distance} */
  static String linear(long address) {
    LinearLayout layout = MemoryMap.LAYOUT;
    if (address >= layout.vmallocStart() && address <= layout.vmallocEnd()) {
      return from("VMALLOC_START", address - layout.vmallocStart());
    }
    if (address >= layout.modulesStart() && address <= layout.modulesEnd()) {
      return from("MODULES_VADDR", address - layout.modulesStart());
    }
    return "0x" + Long.toHexString(address);
  }

  private static String from(String region, long offset) {
    return offset == 0 ? region : region + "+0x" + Long.toHexString(offset);
  }

  /** {@return an instruction with the names of the CPU's own variables for their offsets} */
  String named(String instruction) {
    Matcher perCpu = PER_CPU.matcher(instruction);
    return perCpu.replaceAll(
        found ->
            Matcher.quoteReplacement(
                "%gs:" + plain(image.symbolize(Long.parseLong(found.group(1), 16)))));
  }
}
