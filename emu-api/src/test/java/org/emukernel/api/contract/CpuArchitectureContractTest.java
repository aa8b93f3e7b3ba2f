package org.emukernel.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.kernel.KernelPart;
import org.emukernel.api.machine.HardwareSpec;
import org.emukernel.api.machine.KernelComposition;
import org.emukernel.api.machine.LoadedMachine;
import org.emukernel.api.machine.MachinePlan;
import org.emukernel.api.machine.Surroundings;
import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.LinearLayout;
import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Protection;
import org.emukernel.api.smp.CallConditions;
import org.emukernel.api.spi.CpuArchitectureProvider;
import org.emukernel.api.spi.MemoryManager.PendingWork;
import org.emukernel.api.spi.MemoryManagerProvider.Geometry;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;

/** The kit passes an architecture that keeps the contract and names the law that another breaks. */
class CpuArchitectureContractTest {

  /** Entries: bit 0 present, bit 1 leaf, bits 5:2 protection, the address from bit 12 on. */
  static class Format implements PageTableFormat {

    private static final long PRESENT = 1;
    private static final long LEAF = 2;
    private static final int PROTECTION = 2;
    private static final long RIGHTS = 15L << PROTECTION;

    @Override
    public int levels() {
      return 3;
    }

    @Override
    public int index(long linear, int level) {
      return (int) (linear >>> PAGE_SHIFT + 9 * (level - 1)) & ENTRIES - 1;
    }

    @Override
    public long bytesCovered(int level) {
      return 1L << PAGE_SHIFT + 9 * (level - 1);
    }

    @Override
    public boolean mayMap(int level) {
      return level < 3;
    }

    @Override
    public long tableEntry(long physical, Protection span) {
      return physical | PRESENT;
    }

    @Override
    public long leafEntry(long physical, int level, Protection protection) {
      return physical | PRESENT | LEAF | (long) protection.bits() << PROTECTION;
    }

    @Override
    public boolean present(long entry) {
      return (entry & PRESENT) != 0;
    }

    @Override
    public boolean leaf(long entry, int level) {
      return (entry & LEAF) != 0;
    }

    @Override
    public long physical(long entry, int level) {
      return entry & -PAGE_BYTES;
    }

    @Override
    public Protection protection(long entry) {
      return Protection.ofBits((int) ((entry & RIGHTS) >>> PROTECTION));
    }

    @Override
    public long withProtection(long entry, Protection protection) {
      return entry & ~RIGHTS | (long) protection.bits() << PROTECTION;
    }

    @Override
    public long notPresent(long entry) {
      return entry & ~PRESENT;
    }
  }

  /** Keeps the contract; a subclass breaks a law. */
  static class Sound extends CpuArchitectureContract implements CpuArchitectureProvider {

    @Override
    protected CpuArchitectureProvider provider() {
      return this;
    }

    @Override
    public String name() {
      return "sound";
    }

    @Override
    public String description() {
      return "keeps the contract";
    }

    @Override
    public String manual() {
      return "none";
    }

    @Override
    public boolean canHave(Requirement requirement) {
      return false;
    }

    @Override
    public MachinePlan reserve(ArenaBuilder slots, HardwareSpec spec) {
      slots.slots(slotName(), spec.cpus(), SlotKind.STATE);
      return new Plan(format(), spec.cpus(), memoryEnd(spec));
    }

    String slotName() {
      return "registers";
    }

    PageTableFormat format() {
      return new Format();
    }

    long memoryEnd(HardwareSpec spec) {
      return spec.memoryBytes();
    }
  }

  /** What of a machine can be asked before it is built. */
  private record Plan(PageTableFormat pageTables, int cpus, long end) implements MachinePlan {

    @Override
    public Geometry geometry() {
      return new Geometry(cpus, PageTableFormat.PAGE_BYTES, end, LAYOUT);
    }

    @Override
    public Isolation isolation() {
      return Isolation.NONE;
    }

    @Override
    public KernelPart kernelPart(DeferralStrategy strategy, CallConditions conditions) {
      return new KernelPart(List.of(), List.of());
    }

    @Override
    public List<PendingWork> works() {
      return List.of();
    }

    @Override
    public LoadedMachine build(Arena arena, KernelComposition kernel, Surroundings surroundings) {
      throw new UnsupportedOperationException("nobody runs it");
    }
  }

  /** Has a name that no scenario can give. */
  static class BadName extends Sound {
    @Override
    public String name() {
      return "Bad Name";
    }
  }

  /** Lays its state out in another way each time. */
  static class OtherSlots extends Sound {
    private int count;

    @Override
    String slotName() {
      count++;
      return "registers" + count;
    }
  }

  /** Hands out memory that the machine does not have. */
  static class TooMuchMemory extends Sound {
    @Override
    long memoryEnd(HardwareSpec spec) {
      return spec.memoryBytes() + PageTableFormat.PAGE_BYTES;
    }
  }

  /** Forgets who may write. */
  static class NeverWritable extends Sound {
    @Override
    PageTableFormat format() {
      return new Format() {
        @Override
        public Protection protection(long entry) {
          return Protection.ofBits(super.protection(entry).bits() & ~Protection.PAGE_KERNEL.bits());
        }
      };
    }
  }

  /** Looks one level too high. */
  static class WrongIndex extends Sound {
    @Override
    PageTableFormat format() {
      return new Format() {
        @Override
        public int index(long linear, int level) {
          return super.index(linear, level + 1);
        }
      };
    }
  }

  /** Takes every table for memory. */
  static class AllLeaves extends Sound {
    @Override
    PageTableFormat format() {
      return new Format() {
        @Override
        public boolean leaf(long entry, int level) {
          return true;
        }
      };
    }
  }

  /** Answers differently each time. */
  static class Moody extends Sound {
    private boolean answer;

    @Override
    public boolean canHave(Requirement requirement) {
      answer = !answer;
      return answer;
    }
  }

  private static final LinearLayout LAYOUT =
      new LinearLayout(
          1L << 63, 1L << 62, (1L << 62) + (1L << 30), 1L << 61, (1L << 61) + (1L << 30), 1L << 40);

  private static SortedSet<String> failures(Class<? extends Sound> contract) {
    SortedSet<String> failures = new TreeSet<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(contract))
        .execute()
        .testEvents()
        .finished()
        .stream()
        .filter(
            event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().isPresent())
        .forEach(
            event ->
                failures.add(
                    ((MethodSource) event.getTestDescriptor().getSource().orElseThrow())
                        .getMethodName()));
    return failures;
  }

  @Test
  void contract_soundArchitecture_passes() {
    assertThat(failures(Sound.class)).isEmpty();
  }

  @Test
  void contract_brokenArchitectures_theLawThatEachBreaksIsNamed() {
    assertThat(failures(BadName.class)).containsExactly("provider_itself_saysWhatItIs");
    assertThat(failures(OtherSlots.class)).containsExactly("reserve_again_sameSlots");
    assertThat(failures(TooMuchMemory.class)).containsExactly("geometry_memory_isTheMachines");
    assertThat(failures(NeverWritable.class)).containsExactly("leafEntry_read_isWhatWasWritten");
    assertThat(failures(WrongIndex.class)).containsExactly("index_anyAddress_isItsPlaceInTheTable");
    assertThat(failures(AllLeaves.class)).containsExactly("tableEntry_read_isWhatWasWritten");
    assertThat(failures(Moody.class)).containsExactly("canHave_again_sameAnswer");
  }
}
