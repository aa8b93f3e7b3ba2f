package org.emukernel.x86.mem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.emukernel.x86.paging.PageTableEntry;
import org.junit.jupiter.api.Test;

/**
 * Litmus tests of x86-TSO on two MMUs (Owens, Sarkar, Sewell, "A Better x86 Memory Model: x86-TSO",
 * 2009), and forwarding.
 */
class StoreBufferTest {

  private static final long X = 0x40_0000L;
  private static final long Y = 0x40_0100L;
  private static final long PAGE = 0x20_0000L;

  private final TestMachine machine = machine();
  private final Mmu p0 = machine.mmus.get(0);
  private final Mmu p1 = machine.mmus.get(1);

  private static TestMachine machine() {
    return new TestMachine(2, MmuSpec.SMALL, TestMachine.Stores.BUFFERED, TestMachine.Text.COHERENT)
        .map(X, PAGE, PageTableEntry.WRITABLE)
        .map(X + 0x1000, PAGE + 0x7000, PageTableEntry.WRITABLE);
  }

  /** All interleavings of two programs of steps 0, 1, ... and of drains; outcomes as text. */
  private static Set<String> outcomes(int steps, Litmus litmus) {
    Set<String> outcomes = new HashSet<>();
    TestMachine machine = machine();
    machine.mmus.forEach(mmu -> mmu.read(X, 1));
    machine.mmus.forEach(mmu -> mmu.write(X + 0x800, 1, 0));
    machine.mmus.forEach(Mmu::drainAll);
    machine.arena.openJournal();
    explore(machine, litmus, steps, new int[2], new long[2][steps], outcomes);
    return outcomes;
  }

  private static void explore(
      TestMachine m, Litmus litmus, int steps, int[] at, long[][] seen, Set<String> outcomes) {
    boolean done = at[0] == steps && at[1] == steps;
    if (done && m.mmus.get(0).storeBufferEmpty() && m.mmus.get(1).storeBufferEmpty()) {
      outcomes.add(litmus.outcome(seen, m.mmus.get(0)));
      return;
    }
    for (int cpu = 0; cpu < 2; cpu++) {
      int mark = m.arena.mark();
      if (at[cpu] < steps) {
        seen[cpu][at[cpu]] = litmus.step(m.mmus.get(cpu), cpu, at[cpu]);
        at[cpu]++;
        explore(m, litmus, steps, at, seen, outcomes);
        at[cpu]--;
        m.arena.undoTo(mark);
      }
      if (!m.mmus.get(cpu).storeBufferEmpty()) {
        m.mmus.get(cpu).drainOne();
        explore(m, litmus, steps, at, seen, outcomes);
        m.arena.undoTo(mark);
      }
    }
  }

  private interface Litmus {
    long step(Mmu mmu, int cpu, int step);

    String outcome(long[][] seen, Mmu mmu);
  }

  private static long store(Mmu mmu, long at, long value) {
    mmu.write(at, 4, value);
    return 0;
  }

  @Test
  void storeBuffering_bothLoadsZero_isObservable() {
    Set<String> outcomes =
        outcomes(
            2,
            new Litmus() {
              @Override
              public long step(Mmu mmu, int cpu, int step) {
                return step == 0 ? store(mmu, cpu == 0 ? X : Y, 1) : mmu.read(cpu == 0 ? Y : X, 4);
              }

              @Override
              public String outcome(long[][] seen, Mmu mmu) {
                return seen[0][1] + " " + seen[1][1];
              }
            });
    assertThat(outcomes).containsExactlyInAnyOrder("0 0", "0 1", "1 0", "1 1");
  }

  @Test
  void storeBuffering_withLockedInstructionsBetween_forbidsBothZero() {
    Set<String> outcomes =
        outcomes(
            3,
            new Litmus() {
              @Override
              public long step(Mmu mmu, int cpu, int step) {
                if (step == 1) {
                  long scratch = X + 0x200 + cpu * 8L;
                  mmu.lockedWrite(scratch, 8, mmu.lockedRead(scratch, 8));
                  return 0;
                }
                return step == 0 ? store(mmu, cpu == 0 ? X : Y, 1) : mmu.read(cpu == 0 ? Y : X, 4);
              }

              @Override
              public String outcome(long[][] seen, Mmu mmu) {
                return seen[0][2] + " " + seen[1][2];
              }
            });
    assertThat(outcomes).containsExactlyInAnyOrder("0 1", "1 0", "1 1");
  }

  @Test
  void messagePassing_flagSeenWithoutData_isForbidden() {
    Set<String> outcomes =
        outcomes(
            2,
            new Litmus() {
              @Override
              public long step(Mmu mmu, int cpu, int step) {
                if (cpu == 0) {
                  return store(mmu, step == 0 ? X : Y, 1);
                }
                return mmu.read(step == 0 ? Y : X, 4);
              }

              @Override
              public String outcome(long[][] seen, Mmu mmu) {
                return seen[1][0] + " " + seen[1][1];
              }
            });
    assertThat(outcomes).containsExactlyInAnyOrder("0 0", "0 1", "1 1");
  }

  /** Test n6: P0: x=1; r=x; r=y. P1: y=2; x=2. Final x=1 with r=x=1, r=y=0 is allowed. */
  @Test
  void n6_ownStoreForwardedBeforeVisible_isObservable() {
    Set<String> outcomes =
        outcomes(
            3,
            new Litmus() {
              @Override
              public long step(Mmu mmu, int cpu, int step) {
                if (cpu == 1) {
                  return step < 2 ? store(mmu, step == 0 ? Y : X, 2) : 0;
                }
                return step == 0 ? store(mmu, X, 1) : mmu.read(step == 1 ? X : Y, 4);
              }

              @Override
              public String outcome(long[][] seen, Mmu mmu) {
                return seen[0][1] + " " + seen[0][2] + " x=" + mmu.read(X, 4);
              }
            });
    assertThat(outcomes).contains("1 0 x=1").doesNotContain("0 0 x=1", "0 2 x=1");
  }

  @Test
  void read_partialOverlap_isAssembledFromBufferAndMemory() {
    machine.arena.memory().writeLong(PAGE, 0x8877_6655_4433_2211L);
    p0.write(X + 2, 2, 0xaabb);
    p0.write(X + 3, 1, 0xcc);
    assertThat(p0.read(X, 8)).isEqualTo(0x8877_6655_ccbb_2211L);
    assertThat(p0.read(X + 3, 4)).isEqualTo(0x7766_55ccL);
    assertThat(p1.read(X, 8)).isEqualTo(0x8877_6655_4433_2211L);
    p0.drainOne();
    assertThat(p1.read(X, 8)).isEqualTo(0x8877_6655_aabb_2211L);
    p0.serialize();
    assertThat(p1.read(X, 8)).isEqualTo(0x8877_6655_ccbb_2211L);
  }

  @Property(tries = 300, seed = "20260324")
  void read_anyStoresBefore_equalsMemoryWithoutABuffer(
      @ForAll @IntRange(max = Integer.MAX_VALUE - 1) int seed) {
    TestMachine buffered = machine();
    TestMachine direct =
        new TestMachine(1, MmuSpec.SMALL, TestMachine.Stores.DIRECT, TestMachine.Text.COHERENT)
            .map(X, PAGE, PageTableEntry.WRITABLE)
            .map(X + 0x1000, PAGE + 0x7000, PageTableEntry.WRITABLE);
    Random random = new Random(seed);
    for (int i = 0; i < 60; i++) {
      long at = X + 0xff0 + random.nextInt(24);
      int size = 1 << random.nextInt(4);
      if (random.nextInt(3) == 0) {
        assertThat(buffered.mmu().read(at, size)).isEqualTo(direct.mmu().read(at, size));
      } else {
        long value = random.nextLong();
        buffered.mmu().write(at, size, value);
        direct.mmu().write(at, size, value);
      }
    }
    buffered.mmu().drainAll();
    for (long at = 0xff0; at < 0x1000; at += 8) {
      assertThat(buffered.arena.memory().readLong(PAGE + at))
          .isEqualTo(direct.arena.memory().readLong(PAGE + at));
    }
  }

  @Test
  void write_fullBuffer_drainsTheOldest() {
    for (int i = 0; i <= MmuSpec.SMALL.storeBufferEntries(); i++) {
      p0.write(X + i, 1, 1);
    }
    assertThat(p1.read(X, 1)).isEqualTo(1);
    assertThat(p1.read(X + 1, 1)).isZero();
  }

  @Test
  void walk_ownBufferedStoreToTheEntry_isSeenAndKeepsItsAccessedBit() {
    long fresh = 0x40_3000L;
    long window = 0x40_4000L;
    long entryAddress = machine.entryAddress(TestMachine.ROOT, fresh, 1);
    machine.map(window, entryAddress & -4096L, PageTableEntry.WRITABLE);
    p0.write(window + (entryAddress & 4095), 8, PAGE + 0x3000 | 3);
    machine.arena.memory().writeByte(PAGE + 0x3000, 0x42);
    assertThat(p0.read(fresh, 1)).isEqualTo(0x42);
    p0.drainAll();
    assertThat(machine.entry(fresh, 1) & PageTableEntry.ACCESSED).isNotZero();
  }
}
