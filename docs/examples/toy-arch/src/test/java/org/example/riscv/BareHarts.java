package org.example.riscv;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.RoutineStack;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.IpiBus;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.api.machine.TlbMonitor;

/** Two harts in S-mode without a kernel: tests write code, page tables and registers. */
final class BareHarts {

  static final long CODE = 0x1000;
  static final long ROOT = 0x10_0000;
  private static final long TABLES = 0x10_1000;
  private static final long MEMORY = 4 << 20;

  final Arena arena;
  final KernelText text;
  final List<Hart> harts = new ArrayList<>();
  final List<Tlb> tlbs = new ArrayList<>();
  final List<String> reports = new ArrayList<>();
  private long nextTable = TABLES;

  BareHarts() {
    ArenaBuilder slots = Arena.builder().memoryBytes(MEMORY);
    List<Integer> registers = new ArrayList<>();
    List<Tlb.Slots> tlbSlots = new ArrayList<>();
    List<TextView.Slots> views = new ArrayList<>();
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      String name = "hart" + i;
      registers.add(Registers.reserve(slots, name));
      tlbSlots.add(Tlb.reserve(slots, name));
      views.add(TextView.reserve(slots, name));
      others.add(RoutineStack.reserve(slots, name));
      others.add(slots.observer(name + ".clock"));
      others.add(slots.observer(name + ".instructions"));
    }
    arena = slots.build();
    text = new KernelText(arena.memory());
    text.declare(CODE, 0x1000);
    List<Registers> all = registers.stream().map(first -> new Registers(arena, first)).toList();
    for (int i = 0; i < 2; i++) {
      Trap trap = new Trap();
      Tlb tlb = new Tlb(arena, tlbSlots.get(i));
      TextView view = new TextView(arena, views.get(i));
      text.attach(view);
      CpuClock clock = new CpuClock(arena, others.get(3 * i + 1), cost -> 1);
      HartMemory memory =
          new HartMemory(
              new HartMemory.Parts(
                  i,
                  arena.memory(),
                  all.get(i),
                  tlb,
                  view,
                  text,
                  clock,
                  trap,
                  new Reports(),
                  new Reports(),
                  all));
      harts.add(
          new Hart(
              new Hart.Wiring(
                  i,
                  2,
                  CpuMask.none(),
                  arena,
                  all.get(i),
                  tlb,
                  view,
                  memory,
                  clock,
                  trap,
                  others.get(3 * i + 2),
                  new RoutineTable(List.of()),
                  new RoutineStack(arena, others.get(3 * i)),
                  new NoSymbols(),
                  new NoBus(),
                  new MachineEvents() {})));
      tlbs.add(tlb);
      all.get(i).set(Registers.MODE, 1);
      all.get(i).set(Registers.PC, CODE);
    }
    harts.forEach(hart -> hart.connect(harts));
  }

  Registers x(int hart) {
    return harts.get(hart).registers();
  }

  /* Writes code at CODE; harts are sent there. */
  void code(int... words) {
    for (int i = 0; i < words.length; i++) {
      arena.memory().writeInt(CODE + 4L * i, words[i]);
    }
    for (int i = 0; i < 2; i++) {
      x(i).set(Registers.PC, CODE);
    }
  }

  void step(int hart, int count) {
    for (int i = 0; i < count; i++) {
      harts.get(hart).step();
    }
  }

  /* {@return where the entry of a page is} Tables on the way are made. */
  long entryOf(long linear) {
    long table = ROOT;
    for (int level = 3; level > 1; level--) {
      long at = table + (linear >>> Sv39.shift(level) & 511) * 8;
      if (arena.memory().readLong(at) == 0) {
        arena.memory().writeLong(at, nextTable >>> 12 << 10 | Sv39.V);
        nextTable += 0x1000;
      }
      table = Sv39.frame(arena.memory().readLong(at));
    }
    return table + (linear >>> 12 & 511) * 8;
  }

  void map(long linear, long physical, long flags) {
    arena.memory().writeLong(entryOf(linear), physical >>> 12 << 10 | flags | Sv39.V);
  }

  long entry(long linear) {
    return arena.memory().readLong(entryOf(linear));
  }

  /* Turns paging on, with the code mapped one to one for S-mode and global. */
  void page(int hart, int asid) {
    map(CODE, CODE, Sv39.R | Sv39.X | Sv39.A | Sv39.G);
    x(hart).set(Registers.SATP, HartMemory.satp(ROOT, asid));
  }

  private final class Reports implements TlbMonitor, TextMonitor {

    @Override
    public void condemnedTranslationUsed(int cpu, long linear, long frame) {
      reports.add("translation " + cpu);
    }

    @Override
    public void condemnedStructureUsed(int cpu, long linear, long tableFrame) {
      reports.add("structure " + cpu);
    }

    @Override
    public void freedTableUsed(int cpu, long linear, long tableFrame) {
      reports.add("freed table " + cpu);
    }

    @Override
    public void condemnedTextExecuted(int cpu, long linear, int length) {
      reports.add("text " + cpu);
    }

    @Override
    public void tornTextExecuted(int cpu, long linear, int length) {
      reports.add("torn " + cpu);
    }
  }

  private static final class NoSymbols implements KernelSymbols {

    @Override
    public long symbol(String name) {
      throw new IllegalArgumentException(name);
    }

    @Override
    public long perCpu(String name, int cpu) {
      throw new IllegalArgumentException(name);
    }

    @Override
    public String symbolize(long linear) {
      return Long.toHexString(linear);
    }
  }

  private static final class NoBus implements IpiBus {

    @Override
    public void fixed(int sender, int target, int vector) {
      throw new IllegalStateException("an interrupt was sent");
    }

    @Override
    public void nmi(int sender, int target) {
      throw new IllegalStateException("an NMI was sent");
    }

    @Override
    public void invalidate(int sender) {
      throw new IllegalStateException("a broadcast was sent");
    }

    @Override
    public void monitorTriggered(int cpu) {
      throw new IllegalStateException("a monitor was triggered");
    }
  }
}
