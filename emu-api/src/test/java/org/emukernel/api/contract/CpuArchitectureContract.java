package org.emukernel.api.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.Set;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SplitMix64;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.machine.MachinePlan;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.spi.MemoryManagerProvider.Geometry;
import org.emukernel.api.spi.Named;
import org.emukernel.api.strategy.Requirement;
import org.junit.jupiter.api.Test;

/**
 * What every architecture must do before a machine of it is built, as tests: it says what it is,
 * lays its state out in the arena in the same way each time, hands out memory that the machine has,
 * and writes page tables that read back as they were written. Extend it and return the provider.
 */
public abstract class CpuArchitectureContract {

  private static final long MEMORY = 128L << 20;
  private static final int ADDRESSES = 500;

  private static final List<Protection> PROTECTIONS =
      List.of(
          Protection.PAGE_KERNEL,
          Protection.PAGE_KERNEL_RO,
          Protection.PAGE_KERNEL_ROX,
          Protection.PAGE_KERNEL_EXEC,
          Protection.PAGE_READONLY,
          Protection.PAGE_READONLY_EXEC,
          Protection.PAGE_SHARED);

  private static final Chooser FIRST =
      new Chooser() {
        @Override
        public int choose(Choice choice, int cpu, int alternatives) {
          return 0;
        }

        @Override
        public int constant(Choice choice) {
          return 0;
        }
      };

  /** For subclasses. */
  protected CpuArchitectureContract() {}

  /** {@return a new provider of the architecture} */
  protected abstract CpuArchitectureProvider provider();

  /** {@return the features that are on, by key; none as it stands} */
  protected Set<String> features() {
    return Set.of();
  }

  private HardwareSpec spec() {
    return new HardwareSpec(
        4,
        CpuMask.of(2, 3),
        MEMORY,
        features(),
        0,
        cost -> 1,
        FIRST,
        HardwareSpec.MAX_RCU_WATCHING_BITS);
  }

  private MachinePlan plan() {
    return provider().reserve(Arena.builder().memoryBytes(MEMORY), spec());
  }

  private PageTableFormat format() {
    return plan().pageTables();
  }

  @Test
  void provider_itself_saysWhatItIs() {
    CpuArchitectureProvider provider = provider();

    Named.problemOfName(provider.name()).ifPresent(problem -> fail(problem));
    Named.problemOfDescription(provider.description()).ifPresent(problem -> fail(problem));
    assertFalse(provider.manual().isBlank(), "found no manual, expected its title");
  }

  @Test
  void canHave_again_sameAnswer() {
    CpuArchitectureProvider provider = provider();
    for (Requirement requirement : Requirement.values()) {
      boolean first = provider.canHave(requirement);
      assertEquals(first, provider.canHave(requirement), () -> "canHave(" + requirement + ")");
      assertEquals(first, provider().canHave(requirement), () -> "canHave(" + requirement + ")");
    }
  }

  /** Snapshots, hashes and undo see what lies in named slots and in memory, and nothing else. */
  @Test
  void reserve_again_sameSlots() {
    Arena first = arena();
    Arena second = arena();

    assertTrue(first.slotCount() > 0, "found no slots, expected registers at least");
    assertEquals(first.slotCount(), second.slotCount(), "slots of the same machine");
    for (int slot = 0; slot < first.slotCount(); slot++) {
      assertEquals(first.nameOf(slot), second.nameOf(slot), "name of slot " + slot);
    }
  }

  private Arena arena() {
    ArenaBuilder slots = Arena.builder().memoryBytes(MEMORY);
    provider().reserve(slots, spec());
    return slots.build();
  }

  @Test
  void geometry_memory_isTheMachines() {
    Geometry geometry = plan().geometry();

    assertEquals(4, geometry.cpus(), "CPUs");
    assertTrue(
        geometry.end() <= MEMORY,
        () -> "found memory up to 0x%x, expected up to 0x%x".formatted(geometry.end(), MEMORY));
  }

  @Test
  void index_anyAddress_isItsPlaceInTheTable() {
    PageTableFormat format = format();
    assertEquals(PageTableFormat.PAGE_BYTES, format.bytesCovered(1), "bytes covered at level 1");
    for (int level = 1; level <= format.levels(); level++) {
      long covered = (long) PageTableFormat.PAGE_BYTES << 9 * (level - 1);
      assertEquals(covered, format.bytesCovered(level), "bytes covered at level " + level);
      for (int i = 0; i < ADDRESSES; i++) {
        long linear = SplitMix64.mix(i);
        long expected = Long.divideUnsigned(linear, covered) & PageTableFormat.ENTRIES - 1;
        String what = "index of 0x%x at level %d".formatted(linear, level);
        assertEquals(expected, format.index(linear, level), what);
      }
    }
  }

  @Test
  void leafEntry_read_isWhatWasWritten() {
    PageTableFormat format = format();
    assertTrue(format.mayMap(1), "found no mapping of base pages");
    for (int level = 1; level <= format.levels(); level++) {
      if (format.mayMap(level)) {
        for (Protection protection : PROTECTIONS) {
          requireLeaf(format, level, protection);
        }
      }
    }
  }

  private static void requireLeaf(PageTableFormat format, int level, Protection protection) {
    String what = protection + " at level " + level;
    long physical = 3 * format.bytesCovered(level);
    long entry = format.leafEntry(physical, level, protection);
    assertTrue(format.present(entry), () -> "present: " + what);
    assertTrue(format.leaf(entry, level), () -> "leaf: " + what);
    assertEquals(physical, format.physical(entry, level), () -> "physical address: " + what);
    assertEquals(protection, format.protection(entry), () -> "protection: " + what);
    assertFalse(format.present(format.notPresent(entry)), () -> "made not present: " + what);
    for (Protection other : PROTECTIONS) {
      long changed = format.withProtection(entry, other);
      assertEquals(other, format.protection(changed), () -> "changed to " + other + ": " + what);
      assertEquals(physical, format.physical(changed, level), () -> "address kept: " + what);
    }
  }

  @Test
  void tableEntry_read_isWhatWasWritten() {
    PageTableFormat format = format();
    assertFalse(format.present(PageTableFormat.NONE), "found NONE present");
    for (int level = 2; level <= format.levels(); level++) {
      for (Protection span : List.of(Protection.PAGE_KERNEL_EXEC, Protection.PAGE_READONLY)) {
        long entry = format.tableEntry(0x7000, span);
        assertTrue(format.present(entry), "present: a table's entry at level " + level);
        assertFalse(format.leaf(entry, level), "leaf: a table's entry at level " + level);
        assertEquals(0x7000, format.physical(entry, level), "address of a table at level " + level);
      }
    }
  }
}
