package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.x86.apic.Vectors;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.asm.RelocatableObject;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.fault.Vector;
import org.emukernel.x86.paging.PageTableEntry;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;

/**
 * What lies in the memory of a litmus machine. All of it is mapped at {@link #DIRECT}; each
 * variable has a page of its own, at {@link #VARIABLES} and up. Each CPU has its own code, stack
 * and IDT.
 */
final class LitmusImage {

  static final long MEMORY_BYTES = 1 << 20;
  static final long DIRECT = 0xffff888000000000L;
  static final long VARIABLES = 0xffffc90000000000L;

  private static final long GDT = 0x3000;
  private static final long IDT = 0x8000;
  private static final long CODE = 0x10000;
  private static final long STACK = 0x20000;
  private static final long FRAMES = 0x30000;
  private static final long ROOT = 0x40000;
  private static final long PAGE = 4096;
  private static final int KERNEL_CS = 0x10;
  private static final int KERNEL_DS = 0x18;
  private static final long TABLE =
      PageTableEntry.PRESENT | PageTableEntry.WRITABLE | PageTableEntry.ACCESSED;

  /* Registers that hold addresses: of the variables in order, and of the last-level table. */
  private static final List<String> POINTERS = List.of("rsi", "rdi", "rbp", "r8", "r10", "r11");
  private static final String TABLE_POINTER = "r9";
  private static final String DIRECTORY_POINTER = "r13";

  private static final List<String> REGISTERS =
      List.of(
          "rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
          "r13", "r14", "r15");

  private static final Pattern ENTRY = Pattern.compile("pte\\((\\w)\\)");
  private static final Pattern DIRECTORY_ENTRY = Pattern.compile("pde\\((\\w)\\)");
  private static final Pattern VARIABLE = Pattern.compile("\\((\\w)\\)");
  private static final Pattern MAPPING = Pattern.compile("map\\(([^)]*)\\)");

  private final LitmusTest test;
  private final List<String> variables;
  private final PhysicalMemory memory;
  private final List<RelocatableObject> units = new ArrayList<>();
  private long nextTable = ROOT + PAGE;
  private final long lastTable;
  private final long directoryEntry;

  LitmusImage(LitmusTest test, PhysicalMemory memory) {
    this.test = test;
    this.memory = memory;
    this.variables = List.copyOf(test.variables());
    for (long at = 0; at < MEMORY_BYTES; at += PAGE) {
      map(DIRECT + at, entry(at, "wad"));
    }
    for (String name : variables) {
      map(linear(name), mapping(test.mappings().getOrDefault(name, name)));
      memory.writeLong(frame(name), test.values().getOrDefault(name, 0));
    }
    lastTable = table(VARIABLES, 1);
    directoryEntry = table(VARIABLES, 2) + PageTableEntry.offset(VARIABLES, 2);
    memory.writeLong(GDT + KERNEL_CS, 0x00af9b000000ffffL);
    memory.writeLong(GDT + KERNEL_DS, 0x00cf93000000ffffL);
    for (int cpu = 0; cpu < test.threads().size(); cpu++) {
      units.add(assemble(cpu));
      byte[] code = units.get(cpu).section(".text").orElseThrow().bytes();
      memory.writeBytes(CODE + cpu * PAGE, code, 0, code.length);
      gate(cpu, Vector.PF.number(), "fault");
      gate(cpu, Vectors.CALL_FUNCTION, "interrupt");
    }
  }

  private RelocatableObject assemble(int cpu) {
    StringBuilder source = new StringBuilder();
    StringBuilder rest = new StringBuilder();
    StringBuilder into = source;
    for (String line : test.threads().get(cpu)) {
      into = line.startsWith("fault:") || line.startsWith("interrupt:") ? rest : into;
      into.append(substitute(line)).append('\n');
    }
    source.append("end: hlt\n");
    source.append(rest);
    if (rest.indexOf("fault:") < 0) {
      source.append("fault: movl $1, %r15d\njmp end\n");
    }
    if (rest.indexOf("interrupt:") < 0) {
      source.append("interrupt: hlt\n");
    }
    return new Assembler(test.name() + " P" + cpu).asm(source.toString()).assemble();
  }

  /* What stands for addresses and page-table entries, and for sequences that only the tests' readers know. */
  private String substitute(String line) {
    String text =
        ENTRY.matcher(line).replaceAll(m -> 8 * index(m.group(1)) + "(%" + TABLE_POINTER + ")");
    text = DIRECTORY_ENTRY.matcher(text).replaceAll("(%" + DIRECTORY_POINTER + ")");
    text = MAPPING.matcher(text).replaceAll(m -> "0x" + Long.toHexString(mapping(m.group(1))));
    text = VARIABLE.matcher(text).replaceAll(m -> "(%" + POINTERS.get(index(m.group(1))) + ")");
    Matcher ipi = Pattern.compile("ipi (\\d)").matcher(text);
    if (ipi.matches()) {
      return "movl $0x830,%ecx; movl $"
          + ipi.group(1)
          + ",%edx; movl $"
          + Vectors.CALL_FUNCTION
          + ",%eax; wrmsr";
    }
    return text.equals("eoi") ? "movl $0x80b,%ecx; xorl %eax,%eax; xorl %edx,%edx; wrmsr" : text;
  }

  private int index(String variable) {
    int index = variables.indexOf(variable);
    if (index < 0) {
      throw new IllegalArgumentException(test.name() + ": no variable " + variable);
    }
    return index;
  }

  private long linear(String variable) {
    return VARIABLES + index(variable) * PAGE;
  }

  private long frame(String variable) {
    return FRAMES + index(variable) * PAGE;
  }

  /* "y", "y:wa" (writable, accessed), "none". */
  private long mapping(String text) {
    if (text.equals("none")) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    return entry(frame(parts[0]), parts.length > 1 ? parts[1] : "wad");
  }

  private static long entry(long frame, String flags) {
    long bits = PageTableEntry.PRESENT;
    bits |= flags.contains("w") ? PageTableEntry.WRITABLE : 0;
    bits |= flags.contains("a") ? PageTableEntry.ACCESSED : 0;
    bits |= flags.contains("d") ? PageTableEntry.DIRTY : 0;
    bits |= flags.contains("g") ? PageTableEntry.GLOBAL : 0;
    return frame | bits;
  }

  private void map(long linear, long entry) {
    memory.writeLong(table(linear, 1) + PageTableEntry.offset(linear, 1), entry);
  }

  private long table(long linear, int lowest) {
    long table = ROOT;
    for (int level = PageTableEntry.TOP_LEVEL; level > lowest; level--) {
      long at = table + PageTableEntry.offset(linear, level);
      if (memory.readLong(at) == 0) {
        memory.writeLong(at, nextTable | TABLE);
        nextTable += PAGE;
      }
      table = memory.readLong(at) & PageTableEntry.FRAME;
    }
    return table;
  }

  private void gate(int cpu, int vector, String label) {
    long offset = label(cpu, label);
    long at = IDT + cpu * PAGE + vector * 16L;
    memory.writeLong(
        at,
        offset & 0xffff | (long) KERNEL_CS << 16 | 0x8e00L << 32 | (offset & 0xffff_0000L) << 32);
    memory.writeLong(at + 8, offset >>> 32);
  }

  private long label(int cpu, String name) {
    return DIRECT + CODE + cpu * PAGE + units.get(cpu).symbol(name).orElseThrow().value();
  }

  /** Puts a CPU before its first instruction. */
  void start(int number, Cpu cpu) {
    cpu.reset();
    set(cpu, Reg.CR3, ROOT);
    set(cpu, Reg.GDT_BASE, DIRECT + GDT);
    set(cpu, Reg.GDT_LIMIT, 0x7f);
    set(cpu, Reg.IDT_BASE, DIRECT + IDT + number * PAGE);
    set(cpu, Reg.IDT_LIMIT, 0xfff);
    set(cpu, Reg.CS, KERNEL_CS);
    set(cpu, Reg.SS, KERNEL_DS);
    set(cpu, Reg.RSP, stackTop(number));
    set(cpu, Reg.RIP, DIRECT + CODE + number * PAGE);
    set(cpu, Reg.RFLAGS, Flags.FIXED | Flags.IF);
    for (String name : variables) {
      set(cpu, register(POINTERS.get(index(name))), linear(name));
    }
    set(cpu, register(TABLE_POINTER), DIRECT + lastTable);
    set(cpu, register(DIRECTORY_POINTER), DIRECT + directoryEntry);
    cpu.mmu().modeChanged();
  }

  private static void set(Cpu cpu, int register, long value) {
    cpu.registers().set(register, value);
  }

  private static long stackTop(int cpu) {
    return DIRECT + STACK + (cpu + 1) * PAGE;
  }

  /** Nobody reads again what lies below RSP. */
  void clearStackBelow(int cpu, long rsp, PhysicalMemory of) {
    for (long at = stackTop(cpu) - 128; at < rsp; at += 8) {
      if (of.readLong(at - DIRECT) != 0) {
        of.writeLong(at - DIRECT, 0);
      }
    }
  }

  /** {@return where a CPU has done all that the test says} */
  long end(int cpu) {
    return label(cpu, "end");
  }

  /** {@return the pages whose entries the test stores to or names} */
  long[] changingPages() {
    Set<String> names = named(ENTRY);
    names.addAll(named(DIRECTORY_ENTRY));
    names.addAll(test.mappings().keySet());
    return names.stream().mapToLong(this::linear).toArray();
  }

  /** {@return whether the test stores to an entry that leads to a table} */
  boolean changesTables() {
    return !named(DIRECTORY_ENTRY).isEmpty();
  }

  private Set<String> named(Pattern pattern) {
    Set<String> names = new TreeSet<>();
    for (List<String> thread : test.threads()) {
      for (String line : thread) {
        Matcher matcher = pattern.matcher(line);
        while (matcher.find()) {
          names.add(matcher.group(1));
        }
      }
    }
    return names;
  }

  /** {@return what an outcome consists of} */
  Set<String> observed() {
    Set<String> names = new TreeSet<>(test.observed());
    if (names.isEmpty()) {
      test.claims().forEach(claim -> names.addAll(claim.values().keySet()));
    }
    return names;
  }

  /**
   * {@return the value of a register ({@code 0:eax}), a variable, a page-table entry's flag ({@code
   * x.D}) or whether a CPU has faulted ({@code 0:fault})}
   */
  int value(String name, List<Cpu> cpus) {
    int colon = name.indexOf(':');
    if (colon > 0) {
      String register = name.substring(colon + 1);
      int cpu = Integer.parseInt(name.substring(0, colon));
      return (int)
          cpus.get(cpu).registers().get(register(register.equals("fault") ? "r15" : register));
    }
    if (name.indexOf('.') < 0) {
      return (int) memory.readLong(frame(name));
    }
    long entry = memory.readLong(lastTable + index(name.substring(0, 1)) * 8L);
    if (name.charAt(2) == 'F') {
      return (int) (((entry & PageTableEntry.FRAME) - FRAMES) / PAGE);
    }
    long flag = name.charAt(2) == 'A' ? PageTableEntry.ACCESSED : PageTableEntry.DIRTY;
    return (entry & flag) != 0 ? 1 : 0;
  }

  /* In the order of their numbers. */
  private static int register(String name) {
    String full = name.startsWith("e") ? "r" + name.substring(1) : name;
    int number =
        REGISTERS.indexOf(full.matches("r\\d+d") ? full.substring(0, full.length() - 1) : full);
    if (number < 0) {
      throw new IllegalArgumentException("no register " + name);
    }
    return number;
  }
}
