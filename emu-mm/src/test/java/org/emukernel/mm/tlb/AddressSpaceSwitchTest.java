package org.emukernel.mm.tlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.emukernel.api.machine.AddressSpaceTags;
import org.emukernel.api.machine.AddressSpaceTags.KernelTag;
import org.emukernel.api.machine.AddressSpaceTags.UserTag;
import org.emukernel.mm.kernel.Strategies;
import org.emukernel.mm.kernel.TestKernel;
import org.emukernel.mm.sched.BootTasks;
import org.junit.jupiter.api.Test;

/** ASIDs, generations, lazy mode and flushes against TLBs that keep whatever nobody drops. */
class AddressSpaceSwitchTest {

  private static final int CPUS = 3;
  private static final int SPACES = 9;
  private static final long USER_PAGE = 0x7ff0_0000_0000L;
  private static final long KERNEL_PAGE = 0xffff_c900_0000_0000L;
  private static final long PAGE = 4096;

  private static final AddressSpaceTags PTI_PCID_INVPCID =
      new AddressSpaceTags(6, KernelTag.ADDRESS_SPACE, UserTag.PAGE_BY_PAGE);
  private static final AddressSpaceTags PTI_PCID =
      new AddressSpaceTags(6, KernelTag.ADDRESS_SPACE, UserTag.AS_A_WHOLE);
  private static final AddressSpaceTags PTI =
      new AddressSpaceTags(1, KernelTag.ADDRESS_SPACE, UserTag.SAME);
  private static final AddressSpaceTags PCID =
      new AddressSpaceTags(6, KernelTag.GLOBAL, UserTag.SAME);

  /** A kernel, its CPUs' TLBs, and address spaces that any CPU may run. */
  private static final class Machine {
    final TestKernel kernel = new TestKernel(CPUS, Strategies.IMMEDIATE);
    final NaiveTlbs tlbs;
    final long[] mms = new long[SPACES];
    final boolean[] lazy = new boolean[CPUS];
    final int[] loaded = new int[CPUS];

    Machine(AddressSpaceTags tags) {
      kernel.tags(tags);
      kernel.runTargets();
      tlbs = new NaiveTlbs(kernel, CPUS, tags);
      kernel.recorder().connect(tlbs);
      kernel.mm().bootTasks().initMm(kernel.rootPhysical(), places());
      for (int space = 0; space < SPACES; space++) {
        long page = kernel.mm().memory().frames().takeZeroed();
        mms[space] = TestKernel.DIRECT_MAP + (page << 12);
        set(mms[space] + MmStruct.PGD, TestKernel.DIRECT_MAP + NaiveTlbs.rootOf(space));
        set(mms[space] + MmStruct.CTX_ID, MmStruct.INIT_MM_CTX_ID + 1 + space);
      }
      for (int cpu = 0; cpu < CPUS; cpu++) {
        long tlbstate = kernel.perCpu(TlbState.SYMBOL, cpu);
        set(tlbstate + TlbState.LOADED_MM, kernel.addressOf(MmStruct.INIT_MM));
        set(tlbstate + TlbState.ctxId(0), MmStruct.INIT_MM_CTX_ID);
        set(tlbstate + TlbState.LOADED_MM_ASID, 1L << 16);
        loaded[cpu] = NaiveTlbs.KERNEL;
      }
    }

    void set(long linear, long value) {
      kernel.arena().memory().writeLong(linear - TestKernel.DIRECT_MAP, value);
    }

    long get(long linear) {
      return kernel.arena().memory().readLong(linear - TestKernel.DIRECT_MAP);
    }

    BootTasks.Places places() {
      return new BootTasks.Places() {

        @Override
        public long physical(String symbol) {
          return kernel.addressOf(symbol) - TestKernel.DIRECT_MAP;
        }

        @Override
        public long perCpu(String symbol, int cpu) {
          return kernel.perCpu(symbol, cpu);
        }
      };
    }

    void switchTo(int cpu, int space) {
      kernel.callOn(cpu, "switch_mm_irqs_off", 0, mms[space], 0);
      loaded[cpu] = space;
      lazy[cpu] = false;
    }

    void enterLazy(int cpu) {
      kernel.callOn(cpu, "enter_lazy_tlb", 0, 0);
      lazy[cpu] = true;
    }

    void changeUser(int cpu, int space, long start, int pages) {
      for (int i = 0; i < pages; i++) {
        tlbs.change(space, start + i * PAGE);
      }
      kernel.callOn(cpu, "flush_tlb_mm_range", mms[space], start, start + pages * PAGE);
    }

    void changeKernel(int cpu, int pages) {
      for (int i = 0; i < pages; i++) {
        tlbs.change(NaiveTlbs.KERNEL, KERNEL_PAGE + i * PAGE);
      }
      kernel.callOn(cpu, "flush_tlb_kernel_range", KERNEL_PAGE, KERNEL_PAGE + pages * PAGE);
    }

    void use(int cpu, int page) {
      tlbs.useKernel(cpu, KERNEL_PAGE + page * PAGE);
      if (!lazy[cpu] && loaded[cpu] != NaiveTlbs.KERNEL) {
        tlbs.useUser(cpu, USER_PAGE + page * PAGE);
      }
    }
  }

  @Property(tries = 150, seed = "1")
  void randomSwitchesAndFlushes_noCpuUsesWhatACompletedFlushDropped(
      @ForAll @IntRange(min = 0, max = 3) int kind, @ForAll long seed) {
    Machine machine = new Machine(List.of(PTI_PCID_INVPCID, PTI_PCID, PTI, PCID).get(kind));
    Random random = new Random(seed);
    for (int i = 0; i < 250; i++) {
      int cpu = random.nextInt(CPUS);
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> machine.switchTo(cpu, random.nextInt(SPACES));
        case 3 -> machine.enterLazy(cpu);
        case 4, 5 -> {
          int pages = random.nextInt(8) == 0 ? 40 : 1 + random.nextInt(3);
          machine.changeUser(cpu, random.nextInt(SPACES), USER_PAGE, pages);
        }
        case 6 -> machine.changeKernel(cpu, random.nextInt(4) == 0 ? 40 : 1 + random.nextInt(2));
        default -> machine.use(cpu, random.nextInt(4));
      }
    }
  }

  @Test
  void useUser_pageChangedWithoutFlush_isFound() {
    Machine machine = new Machine(PTI_PCID_INVPCID);
    machine.switchTo(0, 0);
    machine.use(0, 0);
    machine.tlbs.change(0, USER_PAGE);
    assertThatThrownBy(() -> machine.use(0, 0)).isInstanceOf(AssertionError.class);
  }

  @Test
  void switchMm_fiveSpacesAndTheKernels_keepTheirTranslations() {
    Machine machine = new Machine(PTI_PCID);
    for (int i = 0; i < 10; i++) {
      machine.switchTo(0, i % 5);
    }
    assertThat(machine.tlbs.kept()).isEqualTo(5);
  }

  @Test
  void switchMm_sevenSpacesInTurn_neverKeepAny() {
    Machine machine = new Machine(PTI_PCID);
    for (int i = 0; i < 21; i++) {
      machine.switchTo(0, i % 7);
    }
    assertThat(machine.tlbs.kept()).isZero();
  }

  @Test
  void switchMm_withoutAsids_alwaysDrops() {
    Machine machine = new Machine(PTI);
    for (int i = 0; i < 6; i++) {
      machine.switchTo(0, i % 2);
    }
    assertThat(machine.tlbs.kept()).isZero();
  }

  @Test
  void flushTlbMmRange_lazyCpu_isNotCalledAndFlushesWhenItLeavesLazyMode() {
    Machine machine = new Machine(PTI_PCID_INVPCID);
    machine.switchTo(0, 0);
    machine.switchTo(1, 0);
    machine.use(1, 0);
    machine.enterLazy(1);
    machine.kernel.recorder().clear();
    machine.changeUser(0, 0, USER_PAGE, 1);
    assertThat(machine.kernel.recorder().lines("call").get(0)).contains("on []");
    machine.kernel.recorder().clear();
    machine.switchTo(1, 0);
    assertThat(machine.kernel.recorder().lines("cpu 1 load").get(0)).endsWith("DROPPED");
    machine.use(1, 0);
  }

  @Test
  void flushTlbFunc_withoutInvpcid_marksTheUserAsidAndTheWayOutFlushesIt() {
    Machine machine = new Machine(PTI_PCID);
    machine.switchTo(0, 0);
    machine.use(0, 0);
    machine.changeUser(0, 0, USER_PAGE, 1);
    long mask = machine.kernel.perCpu(TlbState.SYMBOL, 0) + TlbState.USER_PCID_FLUSH_MASK;
    assertThat(machine.get(mask)).isEqualTo(1L << 1 + 1);
    machine.use(0, 0);
    assertThat(machine.get(mask)).isZero();
  }

  @Test
  void flushTlbOneKernel_underPti_makesOtherAsidsFlushWhenTheyAreLoaded() {
    Machine machine = new Machine(PTI_PCID_INVPCID);
    machine.switchTo(0, 0);
    machine.use(0, 0);
    machine.switchTo(0, 1);
    machine.changeKernel(0, 1);
    machine.kernel.recorder().clear();
    machine.switchTo(0, 0);
    assertThat(machine.kernel.recorder().lines("cpu 0 load").get(0)).endsWith("DROPPED");
    machine.use(0, 0);
  }

  @Test
  void flushTlbMmRange_cpuThatHasLeft_takesItselfOutOfTheMask() {
    Machine machine = new Machine(PTI_PCID_INVPCID);
    machine.switchTo(1, 0);
    machine.switchTo(1, 1);
    machine.switchTo(0, 0);
    assertThat(machine.get(machine.mms[0] + MmStruct.CPU_BITMAP)).isEqualTo(0b11);
    machine.kernel.nowNs(2_000_000_000L);
    machine.changeUser(0, 0, USER_PAGE, 1);
    assertThat(machine.get(machine.mms[0] + MmStruct.CPU_BITMAP)).isEqualTo(0b01);
  }

  /* Two flushes meet: this CPU hears of the second, of one page, before the first. */
  @Test
  void flushTlbFunc_twoGenerationsBehind_flushesEverything() {
    Machine machine = new Machine(PTI_PCID_INVPCID);
    machine.switchTo(0, 0);
    long info = machine.kernel.perCpu(FlushTlbInfo.SYMBOL, 1);
    machine.set(info + FlushTlbInfo.MM, machine.mms[0]);
    machine.set(info + FlushTlbInfo.START, USER_PAGE);
    machine.set(info + FlushTlbInfo.END, USER_PAGE + PAGE);
    machine.set(info + FlushTlbInfo.NEW_TLB_GEN, 2);
    machine.set(info + FlushTlbInfo.INITIATING_CPU, 1);
    machine.set(machine.mms[0] + MmStruct.TLB_GEN, 2);
    machine.kernel.callOn(0, "flush_tlb_func", info);
    assertThat(machine.kernel.recorder().lines("cpu 0 flush local")).hasSize(1);
    assertThat(machine.get(machine.kernel.perCpu(TlbState.SYMBOL, 0) + TlbState.tlbGen(1)))
        .isEqualTo(2);
  }
}
