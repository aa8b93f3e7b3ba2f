package org.emukernel.x86.mem;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.x86.paging.PageTableEntry;
import org.emukernel.x86.paging.TranslationControls;
import org.emukernel.x86.tlb.CurrentMapping;
import org.emukernel.x86.tlb.StaleCheck;
import org.junit.jupiter.api.Test;

/** Condemned translations are reported when used, and only then. */
class CondemnTest {

  private static final long VMALLOC = 0xffff_c900_0000_0000L;
  private static final long PAGE = 0x20_0000L;
  private static final long W = PageTableEntry.WRITABLE;

  private final TestMachine machine = TestMachine.single();
  private final Mmu mmu = machine.mmu();

  CondemnTest() {
    for (int i = 0; i < 3; i++) {
      machine.map(VMALLOC + i * 0x1000L, PAGE + i * 0x1000L, W);
    }
  }

  /** Compares with the tables under the root, as a monitor does. */
  private final StaleCheck againstMemory =
      new StaleCheck() {
        @Override
        public boolean isStaleTranslation(long linear, int level, long translation) {
          long entry = machine.entry(linear, level);
          return (entry & PageTableEntry.PRESENT) == 0
              || ((entry ^ translation) & PageTableEntry.FRAME) != 0;
        }

        @Override
        public boolean isStaleStructure(long linear, int level, long structure) {
          return isStaleTranslation(linear, level, structure);
        }
      };

  private void unmap(int page) {
    machine.setEntry(TestMachine.ROOT, VMALLOC + page * 0x1000L, 1, 0);
  }

  private void condemnAll() {
    mmu.condemn(VMALLOC, VMALLOC + 0x3000, againstMemory);
  }

  @Test
  void read_condemnedEntry_isReportedEachTimeAndStillAnswers() {
    mmu.write(VMALLOC, 8, 77);
    unmap(0);
    assertThat(mmu.read(VMALLOC, 8)).isEqualTo(77);
    assertThat(machine.reports).isEmpty();
    condemnAll();
    assertThat(machine.reports).isEmpty();
    assertThat(mmu.read(VMALLOC + 8, 8)).isZero();
    assertThat(mmu.read(VMALLOC, 8)).isEqualTo(77);
    assertThat(machine.reports)
        .containsExactly(
            "translation cpu0 ffffc90000000008 200000", "translation cpu0 ffffc90000000000 200000");
  }

  @Test
  void read_entryThatStillAgrees_isNotReported() {
    mmu.read(VMALLOC, 8);
    mmu.read(VMALLOC + 0x1000, 8);
    unmap(1);
    condemnAll();
    mmu.read(VMALLOC, 8);
    assertThat(machine.reports).isEmpty();
    mmu.read(VMALLOC + 0x1000, 8);
    assertThat(machine.reports).hasSize(1);
  }

  @Test
  void read_condemnedEntryFlushedBeforeUse_isNotReported() {
    mmu.read(VMALLOC, 8);
    machine.map(VMALLOC, PAGE + 0x9000, W);
    condemnAll();
    mmu.invlpg(VMALLOC);
    mmu.read(VMALLOC, 8);
    assertThat(machine.reports).isEmpty();
  }

  @Test
  void read_condemnedUnderOtherPcid_isReportedWhenThatPcidReturns() {
    mmu.read(VMALLOC, 8);
    machine.map(VMALLOC, PAGE + 0x9000, W);
    machine.writeCr3(0, TestMachine.ROOT | 3 | TranslationControls.CR3_NO_FLUSH);
    condemnAll();
    mmu.read(VMALLOC, 8);
    assertThat(machine.reports).isEmpty();
    machine.writeCr3(0, TestMachine.ROOT | TranslationControls.CR3_NO_FLUSH);
    mmu.read(VMALLOC, 8);
    assertThat(machine.reports).containsExactly("translation cpu0 ffffc90000000000 200000");
  }

  @Test
  void read_condemnedGlobalEntry_isReportedUnderEveryPcid() {
    machine.map(VMALLOC, PAGE, W | PageTableEntry.GLOBAL);
    mmu.read(VMALLOC, 8);
    unmap(0);
    condemnAll();
    machine.writeCr3(0, TestMachine.ROOT | 3);
    mmu.read(VMALLOC, 8);
    assertThat(machine.reports).containsExactly("translation cpu0 ffffc90000000000 200000");
  }

  @Test
  void fetchPage_condemnedEntry_isReportedEachTime() {
    long epoch = mmu.translationEpoch();
    mmu.fetchPage(VMALLOC);
    assertThat(mmu.translationEpoch()).isEqualTo(epoch);
    unmap(0);
    condemnAll();
    assertThat(mmu.translationEpoch()).isNotEqualTo(epoch);
    epoch = mmu.translationEpoch();
    mmu.fetchPage(VMALLOC);
    assertThat(mmu.translationEpoch()).isNotEqualTo(epoch);
    mmu.fetchPage(VMALLOC);
    assertThat(machine.reports).hasSize(2);
  }

  @Test
  void walk_condemnedStructure_isReported() {
    mmu.read(VMALLOC, 8);
    long table = machine.entry(VMALLOC, 2) & PageTableEntry.FRAME;
    machine.setEntry(TestMachine.ROOT, VMALLOC, 2, 0);
    condemnStructures();
    mmu.read(VMALLOC, 8);
    assertThat(machine.reports).isEmpty();
    mmu.read(VMALLOC + 0x1000, 8);
    assertThat(machine.reports)
        .containsExactly(String.format("structure cpu0 %x %x", VMALLOC + 0x1000, table));
  }

  private void condemnStructures() {
    mmu.condemn(
        VMALLOC,
        VMALLOC + 0x3000,
        new StaleCheck() {
          @Override
          public boolean isStaleTranslation(long linear, int level, long translation) {
            return false;
          }

          @Override
          public boolean isStaleStructure(long linear, int level, long structure) {
            return level == 2;
          }
        });
  }

  @Test
  void fill_condemnedStructure_isReportedWhenItsResultIsUsed() {
    mmu.read(VMALLOC, 8);
    machine.setEntry(TestMachine.ROOT, VMALLOC, 2, 0);
    condemnStructures();
    assertThat(mmu.fillSpeculatively(VMALLOC + 0x1000)).isTrue();
    assertThat(machine.reports).isEmpty();
    mmu.read(VMALLOC + 0x1000, 8);
    assertThat(machine.reports)
        .containsExactly(String.format("translation cpu0 %x %x", VMALLOC + 0x1000, PAGE + 0x1000));
  }

  @Test
  void fill_throughAFreedTable_isReportedAtOnce() {
    mmu.read(VMALLOC, 8);
    long table = machine.entry(VMALLOC, 2) & PageTableEntry.FRAME;
    mmu.condemnTable(table);
    mmu.read(VMALLOC, 8);
    assertThat(machine.reports).isEmpty();
    mmu.fillSpeculatively(VMALLOC + 0x1000);
    assertThat(machine.reports)
        .containsExactly(String.format("freed table cpu0 %x %x", VMALLOC + 0x1000, table));
  }

  @Test
  void fill_afterTheFlushOfAFreedTable_isNotReported() {
    mmu.read(VMALLOC, 8);
    mmu.condemnTable(machine.entry(VMALLOC, 2) & PageTableEntry.FRAME);
    mmu.invlpg(VMALLOC);
    mmu.fillSpeculatively(VMALLOC + 0x1000);
    assertThat(machine.reports).isEmpty();
  }

  @Test
  void write_pageThatIsReadOnlyNow_isReportedAndALoadIsNot() {
    mmu.write(VMALLOC, 8, 77);
    machine.map(VMALLOC, PAGE, 0);
    mmu.condemn(
        VMALLOC,
        VMALLOC + 0x1000,
        new CurrentMapping(machine.memory(), TestMachine.ROOT, TestMachine.ROOT));
    assertThat(mmu.read(VMALLOC, 8)).isEqualTo(77);
    assertThat(machine.reports).isEmpty();
    mmu.write(VMALLOC, 8, 78);
    assertThat(machine.reports).containsExactly("translation cpu0 ffffc90000000000 200000");
  }
}
