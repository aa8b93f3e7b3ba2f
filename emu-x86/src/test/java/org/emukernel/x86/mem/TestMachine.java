package org.emukernel.x86.mem;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.machine.AccessMonitor;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.api.machine.TlbMonitor;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.paging.PageTableEntry;
import org.emukernel.x86.paging.TranslationControls;

/** CPUs without cores on one memory: MMUs, registers, page tables made by hand. */
final class TestMachine implements TlbMonitor, TextMonitor, AccessMonitor {

  static final long TEXT_LINEAR = 0xffff_ffff_8100_0000L;
  static final long TEXT_PHYSICAL = 0x8_0000L;
  static final int TEXT_LENGTH = 0x2000;
  static final long ALIAS_LINEAR = 0xffff_8880_0000_0000L + TEXT_PHYSICAL;
  static final long ROOT = 0x1000;
  static final long TABLE_FLAGS =
      PageTableEntry.PRESENT | PageTableEntry.WRITABLE | PageTableEntry.USER;

  /** CR4 bits that {@link #cr4} starts with. */
  static final long CR4 =
      TranslationControls.CR4_PAE
          | TranslationControls.CR4_PGE
          | TranslationControls.CR4_PCIDE
          | TranslationControls.CR4_SMEP
          | TranslationControls.CR4_SMAP;

  /** Whether stores wait in the store buffer. */
  enum Stores {
    BUFFERED,
    DIRECT
  }

  /** Whether text may be seen stale. */
  enum Text {
    STALE,
    COHERENT
  }

  final Arena arena;
  final List<Mmu> mmus = new ArrayList<>();
  final List<ArenaControls> controls = new ArrayList<>();
  final List<CpuClock> clocks = new ArrayList<>();
  final List<String> reports = new ArrayList<>();

  /** Where user mode got at the kernel's half, without a short cut. */
  final List<Long> userAccesses = new ArrayList<>();

  final KernelText text;
  private final int tableCursor;

  TestMachine(int cpus, MmuSpec spec, Stores stores, Text textViews) {
    ArenaBuilder builder = Arena.builder().memoryBytes(16L << 20);
    List<MmuLayout> layouts = new ArrayList<>();
    List<Integer> controlSlots = new ArrayList<>();
    List<Integer> clockSlots = new ArrayList<>();
    for (int cpu = 0; cpu < cpus; cpu++) {
      layouts.add(MmuLayout.reserve(builder, cpu, spec));
      controlSlots.add(ArenaControls.reserve(builder, cpu));
      clockSlots.add(builder.observer("cpu" + cpu + ".clock"));
    }
    KernelTextLayout textLayout = KernelText.reserve(builder);
    tableCursor = builder.slot("tables");
    arena = builder.build();
    arena.set(tableCursor, ROOT + 0x1000);
    Chooser chooser = chooser(stores, textViews);
    text = new KernelText(arena, textLayout, chooser);
    text.declare(TEXT_LINEAR, TEXT_PHYSICAL, TEXT_LENGTH);
    for (int cpu = 0; cpu < cpus; cpu++) {
      ArenaControls registers = ArenaControls.on(arena, controlSlots.get(cpu));
      registers.setCr0(TranslationControls.CR0_WP);
      registers.setCr3(ROOT);
      registers.setCr4(CR4);
      registers.setEfer(TranslationControls.EFER_NXE);
      CpuClock clock =
          new CpuClock(arena, clockSlots.get(cpu), cost -> cost == Cost.PAGE_WALK ? 1 : 1_000_000);
      controls.add(registers);
      clocks.add(clock);
      mmus.add(
          new Mmu(
              layouts.get(cpu),
              arena,
              new MmuParts(
                  registers, new ProcessorException(), clock, chooser, text, this, this, this)));
    }
  }

  private static Chooser chooser(Stores stores, Text text) {
    return new Chooser() {
      @Override
      public int choose(Choice choice, int cpu, int alternatives) {
        return 0;
      }

      @Override
      public int constant(Choice choice) {
        return switch (choice) {
          case STORE_BUFFER_DRAIN -> stores == Stores.DIRECT ? 1 : ASK;
          case TEXT_REFETCH -> text == Text.COHERENT ? 1 : 0;
          default -> ASK;
        };
      }
    };
  }

  static TestMachine single() {
    return new TestMachine(1, MmuSpec.SMALL, Stores.DIRECT, Text.COHERENT);
  }

  Mmu mmu() {
    return mmus.get(0);
  }

  ArenaControls registers() {
    return controls.get(0);
  }

  /** Maps a page of a level, making the tables above with all rights. */
  TestMachine map(long root, long linear, long physical, int level, long flags) {
    long ps = level > 1 ? PageTableEntry.PAGE_SIZE : 0;
    setEntry(root, linear, level, physical | flags | ps | PageTableEntry.PRESENT);
    return this;
  }

  /** Maps a 4-KiB page under {@link #ROOT}. */
  TestMachine map(long linear, long physical, long flags) {
    return map(ROOT, linear, physical, 1, flags);
  }

  PhysicalMemory memory() {
    return arena.memory();
  }

  void setEntry(long root, long linear, int level, long entry) {
    arena.memory().writeLong(entryAddress(root, linear, level), entry);
  }

  long entry(long linear, int level) {
    return arena.memory().readLong(entryAddress(ROOT, linear, level));
  }

  long entryAddress(long root, long linear, int level) {
    long table = root;
    for (int above = PageTableEntry.TOP_LEVEL; above > level; above--) {
      table = tableBelow(table + PageTableEntry.offset(linear, above));
    }
    return table + PageTableEntry.offset(linear, level);
  }

  private long tableBelow(long at) {
    long entry = arena.memory().readLong(at);
    if ((entry & PageTableEntry.PRESENT) == 0) {
      entry = arena.get(tableCursor) | TABLE_FLAGS;
      arena.add(tableCursor, 0x1000);
      arena.memory().writeLong(at, entry);
    }
    return entry & PageTableEntry.FRAME;
  }

  void writeCr3(int cpu, long source) {
    long old = controls.get(cpu).cr3();
    controls.get(cpu).setCr3(source & ~TranslationControls.CR3_NO_FLUSH);
    mmus.get(cpu).cr3Written(old, source);
  }

  void writeCr4(int cpu, long value) {
    long old = controls.get(cpu).cr4();
    controls.get(cpu).setCr4(value);
    mmus.get(cpu).cr4Written(old, value);
  }

  /** Maps the text where it executes, and writable at its alias. */
  TestMachine mapText() {
    for (long at = 0; at < TEXT_LENGTH; at += 0x1000) {
      map(TEXT_LINEAR + at, TEXT_PHYSICAL + at, PageTableEntry.WRITABLE);
      map(ALIAS_LINEAR + at, TEXT_PHYSICAL + at, PageTableEntry.WRITABLE);
    }
    return this;
  }

  @Override
  public void condemnedTranslationUsed(int cpu, long linear, long frame) {
    reports.add(String.format("translation cpu%d %x %x", cpu, linear, frame));
  }

  @Override
  public void condemnedStructureUsed(int cpu, long linear, long tableFrame) {
    reports.add(String.format("structure cpu%d %x %x", cpu, linear, tableFrame));
  }

  @Override
  public void freedTableUsed(int cpu, long linear, long tableFrame) {
    reports.add(String.format("freed table cpu%d %x %x", cpu, linear, tableFrame));
  }

  @Override
  public void condemnedTextExecuted(int cpu, long linear, int length) {
    reports.add(String.format("stale cpu%d %x %d", cpu, linear, length));
  }

  @Override
  public void tornTextExecuted(int cpu, long linear, int length) {
    reports.add(String.format("torn cpu%d %x %d", cpu, linear, length));
  }

  @Override
  public CodeKind fetching(int cpu, long linear) {
    return CodeKind.OTHER;
  }

  @Override
  public void kernelAccessedByUser(int cpu, long linear) {
    userAccesses.add(linear);
  }
}
