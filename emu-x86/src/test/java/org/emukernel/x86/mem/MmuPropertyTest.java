package org.emukernel.x86.mem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.emukernel.api.arena.Snapshot;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.paging.PageTableEntry;
import org.emukernel.x86.paging.TranslationControls;
import org.emukernel.x86.tlb.StaleCheck;
import org.emukernel.x86.tlb.TlbSpec;

/** Random programs of accesses, page-table edits, invalidations and mode changes. */
class MmuPropertyTest {

  private static final long SEED = 20260324;
  private static final long[] ROOTS = {TestMachine.ROOT, 0x70_0000L};
  private static final long[] PAGES = {
    0x40_0000L,
    0x40_1000L,
    0x50_0000L,
    0x50_1000L,
    TestMachine.TEXT_LINEAR,
    TestMachine.ALIAS_LINEAR,
    0xffff_8880_0020_0000L,
    0xffff_8880_0030_1000L
  };
  private static final int LARGE_FROM = 6;
  private static final int EDGE = 32;

  /** Takes every translation that is in the range for stale. */
  private static final StaleCheck EVERYTHING =
      new StaleCheck() {
        @Override
        public boolean isStaleTranslation(long linear, int level, long translation) {
          return true;
        }

        @Override
        public boolean isStaleStructure(long linear, int level, long structure) {
          return true;
        }
      };

  private static TestMachine machine(
      MmuSpec.FastPath fastPath, TestMachine.Stores stores, TestMachine.Text text) {
    TestMachine machine = new TestMachine(2, new MmuSpec(TlbSpec.SMALL, 4, fastPath), stores, text);
    for (long root : ROOTS) {
      for (int i = 0; i < PAGES.length; i++) {
        int level = i < LARGE_FROM ? 1 : 2;
        long frame =
            level == 2
                ? 0xa0_0000L
                : PAGES[i] == PAGES[4] || PAGES[i] == PAGES[5]
                    ? TestMachine.TEXT_PHYSICAL
                    : 0x60_0000L + i * 0x1000L;
        long rights = rights(i);
        machine.map(root, PAGES[i], frame, level, rights);
      }
    }
    fillMemory(machine);
    for (int cpu = 0; cpu < 2; cpu++) {
      machine.writeCr4(cpu, TestMachine.CR4 & ~TranslationControls.CR4_SMAP);
    }
    return machine;
  }

  private static long rights(int page) {
    return page == 1 ? PageTableEntry.WRITABLE : PageTableEntry.WRITABLE | PageTableEntry.USER;
  }

  /* Different content wherever a program can get to, so that a wrong frame shows. */
  private static void fillMemory(TestMachine machine) {
    Random random = new Random(SEED);
    long[] starts = {
      TestMachine.TEXT_PHYSICAL, 0x60_0000L, 0x80_0000L, 0x90_0000L, 0xa0_0000L, 0xb0_0000L
    };
    for (long start : starts) {
      for (long page = start; page < start + 0x8000; page += 0x1000) {
        for (int at = 0; at < EDGE; at += 8) {
          machine.arena.memory().writeLong(page + at, random.nextLong());
          machine.arena.memory().writeLong(page + 0x1000 - EDGE + at, random.nextLong());
        }
      }
    }
  }

  /** Whether programs fetch instructions: fetched pages are invalidated more broadly. */
  enum Fetches {
    SOME,
    NONE
  }

  /** Keeps fetchPage's answers as long as the epoch allows, as a CPU does. */
  private static final class FetchCache {
    private final Map<String, Long> answers = new HashMap<>();
    private final MmuSpec.FastPath use;

    FetchCache(MmuSpec.FastPath use) {
      this.use = use;
    }

    long fetchPage(Mmu mmu, int cpu, long linear) {
      if (use == MmuSpec.FastPath.OFF) {
        return mmu.fetchPage(linear);
      }
      String key = cpu + " " + mmu.translationEpoch() + " " + (linear >>> 12);
      Long known = answers.get(key);
      if (known != null) {
        return known;
      }
      long epoch = mmu.translationEpoch();
      long page = mmu.fetchPage(linear);
      if (mmu.translationEpoch() == epoch) {
        answers.put(key, page);
      }
      return page;
    }
  }

  private static String step(TestMachine m, FetchCache cache, Fetches fetches, Random random) {
    int cpu = random.nextInt(2);
    int kind = random.nextInt(22);
    boolean isCalm = random.nextInt(4) != 0;
    if (fetches == Fetches.NONE && kind >= 10 && kind <= 12 || isCalm && kind > 12) {
      kind = 0;
    }
    long linear = PAGES[random.nextInt(PAGES.length)] + offset(random.nextInt(2 * EDGE));
    int size = 1 << random.nextInt(4);
    long value = random.nextLong();
    int small = random.nextInt(4);
    try {
      return kind + ":" + perform(m, cache, cpu, kind, linear, size, value, small);
    } catch (ProcessorException fault) {
      return kind + ":" + fault.getMessage();
    }
  }

  private static int offset(int at) {
    return at < EDGE ? at : 0x1000 - 2 * EDGE + at;
  }

  private static long perform(
      TestMachine m,
      FetchCache cache,
      int cpu,
      int kind,
      long linear,
      int size,
      long value,
      int small) {
    Mmu mmu = m.mmus.get(cpu);
    switch (kind) {
      case 0, 1, 2 -> {
        return mmu.read(linear, size);
      }
      case 3, 4, 5 -> mmu.write(linear, size, value);
      case 6 -> {
        return mmu.readSystem(linear, size);
      }
      case 7 -> mmu.writeSystem(linear, size, value);
      case 8 -> mmu.writeModified(linear, size, mmu.readForModify(linear, size) + 1);
      case 9 -> mmu.lockedWrite(linear, size, mmu.lockedRead(linear, size) + 1);
      case 10, 11 -> {
        return cache.fetchPage(mmu, cpu, linear);
      }
      case 12 -> {
        byte[] bytes = new byte[15];
        int count = mmu.fetch(linear, bytes, 15);
        return new java.math.BigInteger(bytes).hashCode() * 31L + count;
      }
      default -> privileged(m, cpu, kind, linear, value, small);
    }
    return 0;
  }

  private static void privileged(
      TestMachine m, int cpu, int kind, long linear, long value, int small) {
    Mmu mmu = m.mmus.get(cpu);
    ArenaControls registers = m.controls.get(cpu);
    switch (kind) {
      case 13 -> editTables(m, linear, value, small);
      case 14 -> mmu.invlpg(linear);
      case 15 -> mmu.invpcid(small, value & 3, linear);
      case 16 -> m.writeCr3(cpu, ROOTS[small & 1] | value & 3 | value << 63);
      case 17 -> m.writeCr4(cpu, registers.cr4() ^ toggled(small));
      case 18 -> {
        registers.setCpl((small & 1) * 3);
        registers.setAc(small >> 1);
        mmu.modeChanged();
      }
      case 19 -> {
        mmu.drainOne();
        if (small == 0) {
          mmu.serialize();
        }
      }
      case 20 -> {
        mmu.fillSpeculatively(linear);
        int number = mmu.tlb().next(small);
        if (small > 1 && number >= 0) {
          mmu.evict(number);
        }
      }
      default -> mmu.condemn(linear & -4096, (linear & -4096) + 4096, EVERYTHING);
    }
  }

  private static long toggled(int small) {
    return switch (small) {
      case 0 -> TranslationControls.CR4_PGE;
      case 1 -> TranslationControls.CR4_SMEP;
      default -> TranslationControls.CR4_SMAP;
    };
  }

  private static void editTables(TestMachine m, long linear, long value, int small) {
    long root = ROOTS[small & 1];
    boolean isLarge = linear < 0 && linear < TestMachine.TEXT_LINEAR && linear >= PAGES[LARGE_FROM];
    int level = isLarge ? 2 : 1;
    long entry = m.arena.memory().readLong(m.entryAddress(root, linear, level));
    long toggle =
        switch ((int) (value >>> 8) & 7) {
          case 0 -> PageTableEntry.PRESENT;
          case 1 -> PageTableEntry.WRITABLE;
          case 2 -> PageTableEntry.USER;
          case 3 -> PageTableEntry.GLOBAL;
          case 4 -> PageTableEntry.NO_EXECUTE;
          case 5 -> isLarge ? 0x20_0000L : 0x1000L;
          case 6 -> PageTableEntry.DIRTY;
          default -> PageTableEntry.ACCESSED;
        };
    long usual = PageTableEntry.PRESENT | PageTableEntry.WRITABLE | PageTableEntry.USER;
    boolean isUsual = (entry & (usual | PageTableEntry.NO_EXECUTE)) == usual;
    long repaired = (entry | usual) & ~PageTableEntry.NO_EXECUTE;
    m.setEntry(root, linear, level, isUsual ? entry ^ toggle : repaired);
  }

  @Property(tries = 500, seed = "20260324", shrinking = ShrinkingMode.OFF)
  void anyProgram_fastPathOnAndOff_sameResultsAndState(
      @ForAll int seed,
      @ForAll TestMachine.Stores stores,
      @ForAll TestMachine.Text text,
      @ForAll Fetches fetches) {
    TestMachine on = machine(MmuSpec.FastPath.ON, stores, text);
    TestMachine off = machine(MmuSpec.FastPath.OFF, stores, text);
    FetchCache cached = new FetchCache(MmuSpec.FastPath.ON);
    FetchCache direct = new FetchCache(MmuSpec.FastPath.OFF);
    Random first = new Random(seed);
    Random second = new Random(seed);
    for (int i = 0; i < 400; i++) {
      assertThat(step(on, cached, fetches, first))
          .as("step %d", i)
          .isEqualTo(step(off, direct, fetches, second));
    }
    assertThat(on.arena.hash()).isEqualTo(off.arena.hash());
    assertThat(on.reports).isEqualTo(off.reports);
    assertThat(on.clocks.get(0).nowPs()).isEqualTo(off.clocks.get(0).nowPs());
  }

  @Property(tries = 300, seed = "20260324", shrinking = ShrinkingMode.OFF)
  void anyProgram_undoneInBetween_goesOnAsIfNothingHadHappened(
      @ForAll int seed,
      @ForAll TestMachine.Stores stores,
      @ForAll TestMachine.Text text,
      @ForAll Fetches fetches) {
    TestMachine detouring = machine(MmuSpec.FastPath.ON, stores, text);
    TestMachine straight = machine(MmuSpec.FastPath.OFF, stores, text);
    FetchCache cached = new FetchCache(MmuSpec.FastPath.ON);
    FetchCache direct = new FetchCache(MmuSpec.FastPath.OFF);
    detouring.arena.openJournal();
    Random first = new Random(seed);
    Random second = new Random(seed);
    Random detour = new Random(seed ^ SEED);
    for (int round = 0; round < 10; round++) {
      takeDetour(detouring, cached, fetches, detour);
      for (int i = 0; i < 25; i++) {
        assertThat(step(detouring, cached, fetches, first))
            .as("round %d step %d", round, i)
            .isEqualTo(step(straight, direct, fetches, second));
      }
    }
    assertThat(detouring.arena.hash()).isEqualTo(straight.arena.hash());
  }

  private static void takeDetour(
      TestMachine machine, FetchCache cache, Fetches fetches, Random random) {
    Snapshot before = machine.arena.snapshot();
    long hash = machine.arena.hash();
    int mark = machine.arena.mark();
    for (int i = 0; i < 30; i++) {
      step(machine, cache, fetches, random);
    }
    machine.arena.undoTo(mark);
    assertThat(machine.arena.hash()).isEqualTo(hash);
    assertThat(machine.arena.diff(before)).isEmpty();
  }
}
