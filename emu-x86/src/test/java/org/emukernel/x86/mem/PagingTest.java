package org.emukernel.x86.mem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.fault.Vector;
import org.emukernel.x86.paging.PageTableEntry;
import org.emukernel.x86.paging.TranslationControls;
import org.junit.jupiter.api.Test;

/** Page walks through memory: page sizes, A and D bits, faults and their error codes. */
class PagingTest {

  private static final long LINEAR = 0x40_0000L;
  private static final long PAGE = 0x20_0000L;
  private static final long W = PageTableEntry.WRITABLE;
  private static final long U = PageTableEntry.USER;
  private static final long A = PageTableEntry.ACCESSED;
  private static final long D = PageTableEntry.DIRTY;
  private static final long NX = PageTableEntry.NO_EXECUTE;

  private final TestMachine machine = TestMachine.single();
  private final byte[] bytes = new byte[15];

  private static ProcessorException fault(ThrowingCallable call) {
    return catchThrowableOfType(ProcessorException.class, call);
  }

  private void assertPageFault(ThrowingCallable call, long linear, int code) {
    ProcessorException fault = fault(call);
    assertThat(fault).isNotNull();
    assertThat(fault.vector()).isEqualTo(Vector.PF);
    assertThat(fault.linear()).isEqualTo(linear);
    assertThat(fault.errorCode()).as("%s", fault.getMessage()).isEqualTo(code);
  }

  private void user() {
    machine.registers().setCpl(3);
    machine.mmu().modeChanged();
  }

  @Test
  void read_eachPageSize_translates() {
    long giant = 0x40_0000_0000L;
    machine.map(TestMachine.ROOT, LINEAR, PAGE, 1, W);
    machine.map(TestMachine.ROOT, 0xffff_8880_0020_0000L, 0x40_0000, 2, W);
    machine.map(TestMachine.ROOT, giant, 0, 3, W);
    machine.arena.memory().writeInt(PAGE + 0x123, 0x1111_2222);
    machine.arena.memory().writeInt(0x40_0000 + 0x1_2345, 0x3333_4444);
    machine.arena.memory().writeInt(0x52_3456, 0x5555_6666);
    assertThat(machine.mmu().read(LINEAR + 0x123, 4)).isEqualTo(0x1111_2222);
    assertThat(machine.mmu().read(0xffff_8880_0020_0000L + 0x1_2345, 4)).isEqualTo(0x3333_4444);
    assertThat(machine.mmu().read(giant + 0x52_3456, 4)).isEqualTo(0x5555_6666);
  }

  @Test
  void read_firstUse_setsAccessedAtEveryLevelAndNoDirty() {
    machine.map(LINEAR, PAGE, W);
    machine.mmu().read(LINEAR, 8);
    for (int level = 1; level <= 4; level++) {
      assertThat(machine.entry(LINEAR, level) & (A | D)).as("level %d", level).isEqualTo(A);
    }
  }

  @Test
  void read_kernelsHalfByUserTwice_isReportedOnce() {
    long kernel = 0xffff_8880_0000_0000L;
    machine.map(kernel, PAGE, U);
    user();
    machine.mmu().read(kernel, 8);
    machine.mmu().read(kernel + 8, 8);
    assertThat(machine.userAccesses).containsExactly(kernel);
  }

  @Test
  void write_afterRead_setsDirtyInTheLeafOnly() {
    machine.map(LINEAR, PAGE, W);
    machine.mmu().read(LINEAR, 8);
    machine.mmu().write(LINEAR, 8, 1);
    assertThat(machine.entry(LINEAR, 1) & (A | D)).isEqualTo(A | D);
    for (int level = 2; level <= 4; level++) {
      assertThat(machine.entry(LINEAR, level) & (A | D)).as("level %d", level).isEqualTo(A);
    }
  }

  @Test
  void write_throughEntryWithoutDirty_walksAgainAndSeesTheTablesOfNow() {
    machine.map(LINEAR, PAGE, W);
    machine.mmu().read(LINEAR, 8);
    machine.setEntry(TestMachine.ROOT, LINEAR, 1, 0);
    assertThat(machine.mmu().read(LINEAR, 8)).isZero();
    assertPageFault(() -> machine.mmu().write(LINEAR, 8, 1), LINEAR, 2);
  }

  @Test
  void write_refused_leavesLeafUntouched() {
    machine.map(LINEAR, PAGE, 0);
    assertPageFault(() -> machine.mmu().write(LINEAR, 8, 1), LINEAR, 3);
    assertThat(machine.entry(LINEAR, 1) & (A | D)).isZero();
  }

  @Test
  void access_notPresent_reportsTheAccessOnly() {
    assertPageFault(() -> machine.mmu().read(LINEAR, 1), LINEAR, 0);
    assertPageFault(() -> machine.mmu().write(LINEAR, 1, 0), LINEAR, 2);
    assertPageFault(() -> machine.mmu().readForModify(LINEAR, 1), LINEAR, 2);
    assertPageFault(() -> machine.mmu().lockedRead(LINEAR, 1), LINEAR, 2);
    assertPageFault(() -> machine.mmu().fetch(LINEAR, bytes, 1), LINEAR, 0x10);
    user();
    assertPageFault(() -> machine.mmu().read(LINEAR, 1), LINEAR, 4);
    assertPageFault(() -> machine.mmu().write(LINEAR, 1, 0), LINEAR, 6);
    assertPageFault(() -> machine.mmu().fetchPage(LINEAR), LINEAR, 0x14);
    assertPageFault(() -> machine.mmu().readSystem(LINEAR, 1), LINEAR, 0);
    assertPageFault(() -> machine.mmu().writeSystem(LINEAR, 1, 0), LINEAR, 2);
  }

  @Test
  void access_supervisorPageInUserMode_isAProtectionFault() {
    machine.map(LINEAR, PAGE, W);
    user();
    assertPageFault(() -> machine.mmu().read(LINEAR, 1), LINEAR, 5);
    assertPageFault(() -> machine.mmu().write(LINEAR, 1, 0), LINEAR, 7);
    assertPageFault(() -> machine.mmu().fetch(LINEAR, bytes, 1), LINEAR, 0x15);
    assertThat(machine.mmu().readSystem(LINEAR, 1)).isZero();
  }

  @Test
  void access_hitInTlbWithoutRight_isTheSameFault() {
    machine.map(LINEAR, PAGE, NX);
    machine.mmu().read(LINEAR, 1);
    assertPageFault(() -> machine.mmu().fetch(LINEAR, bytes, 1), LINEAR, 0x11);
    machine.mmu().read(LINEAR, 1);
    assertPageFault(() -> machine.mmu().write(LINEAR, 1, 0), LINEAR, 3);
  }

  @Test
  void fetch_withoutSmepAndNxe_hasNoInstructionBit() {
    machine.registers().setEfer(0);
    machine.writeCr4(0, TestMachine.CR4 & ~TranslationControls.CR4_SMEP);
    machine.mmu().modeChanged();
    assertPageFault(() -> machine.mmu().fetchPage(LINEAR), LINEAR, 0);
  }

  @Test
  void access_systemOnUserPageWithSmapAndAc_faults() {
    machine.map(LINEAR, PAGE, W | U);
    machine.registers().setAc(1);
    machine.mmu().modeChanged();
    assertThat(machine.mmu().read(LINEAR, 1)).isZero();
    assertPageFault(() -> machine.mmu().readSystem(LINEAR, 1), LINEAR, 1);
    machine.registers().setAc(0);
    machine.mmu().modeChanged();
    assertPageFault(() -> machine.mmu().read(LINEAR, 1), LINEAR, 1);
  }

  @Test
  void access_rightMissingAtAnyLevel_faults() {
    for (int level = 1; level <= 4; level++) {
      TestMachine fresh = TestMachine.single();
      fresh.map(LINEAR, PAGE, W | U);
      fresh.setEntry(TestMachine.ROOT, LINEAR, level, fresh.entry(LINEAR, level) & ~W);
      assertPageFault(() -> fresh.mmu().write(LINEAR, 1, 0), LINEAR, 3);
    }
  }

  @Test
  void access_reservedBits_faultWithRsvd() {
    long beyondMaxPhysical = 1L << PageTableEntry.PHYSICAL_ADDRESS_BITS;
    for (int level = 1; level <= 4; level++) {
      TestMachine fresh = TestMachine.single();
      fresh.map(LINEAR, PAGE, W);
      fresh.setEntry(
          TestMachine.ROOT, LINEAR, level, fresh.entry(LINEAR, level) | beyondMaxPhysical);
      assertPageFault(() -> fresh.mmu().read(LINEAR, 1), LINEAR, 9);
    }
  }

  @Test
  void access_misalignedLargePageOrPsInPml4e_faultsWithRsvd() {
    machine.map(TestMachine.ROOT, 0, 0x2000, 2, W);
    assertPageFault(() -> machine.mmu().read(0, 1), 0, 9);
    machine.map(TestMachine.ROOT, 0x80_0000_0000L, 0x20_0000, 3, W);
    assertPageFault(() -> machine.mmu().write(0x80_0000_0000L, 1, 0), 0x80_0000_0000L, 0xb);
    machine.setEntry(TestMachine.ROOT, 0x100_0000_0000L, 4, 0x5000 | W | 1 | 0x80);
    assertPageFault(() -> machine.mmu().read(0x100_0000_0000L, 1), 0x100_0000_0000L, 9);
  }

  @Test
  void access_nxWithoutNxe_isReserved() {
    machine.map(LINEAR, PAGE, NX);
    machine.registers().setEfer(0);
    machine.mmu().modeChanged();
    assertPageFault(() -> machine.mmu().read(LINEAR, 1), LINEAR, 9);
  }

  @Test
  void access_notCanonical_isGeneralProtection() {
    long hole = 0x0000_8000_0000_0000L;
    assertThat(fault(() -> machine.mmu().read(hole, 1)).vector()).isEqualTo(Vector.GP);
    assertThat(fault(() -> machine.mmu().write(hole, 1, 0)).vector()).isEqualTo(Vector.GP);
    machine.map(0x7fff_ffff_f000L, PAGE, W);
    assertThat(fault(() -> machine.mmu().read(hole - 4, 8)).vector()).isEqualTo(Vector.GP);
  }

  @Test
  void write_acrossPages_checksBothBeforeWriting() {
    machine.map(LINEAR, PAGE, W).map(LINEAR + 0x1000, PAGE + 0x5000, 0);
    assertPageFault(() -> machine.mmu().write(LINEAR + 0xffd, 8, -1L), LINEAR + 0x1000, 3);
    assertThat(machine.arena.memory().readByte(PAGE + 0xffd)).isZero();
    machine.map(LINEAR + 0x1000, PAGE + 0x5000, W);
    machine.mmu().write(LINEAR + 0xffd, 8, 0x1122_3344_5566_7788L);
    assertThat(machine.mmu().read(LINEAR + 0xffd, 8)).isEqualTo(0x1122_3344_5566_7788L);
    assertThat(machine.arena.memory().readByte(PAGE + 0xfff)).isEqualTo(0x66);
    assertThat(machine.arena.memory().readByte(PAGE + 0x5000)).isEqualTo(0x55);
    assertThat(machine.arena.memory().readInt(PAGE + 0x5001)).isEqualTo(0x1122_3344);
  }

  @Test
  void fetch_nextPageUnmapped_givesFewerBytes() {
    machine.map(LINEAR, PAGE, 0);
    assertThat(machine.mmu().fetch(LINEAR + 0xffa, bytes, 15)).isEqualTo(6);
    assertPageFault(() -> machine.mmu().fetch(LINEAR + 0x1000, bytes, 9), LINEAR + 0x1000, 0x10);
    machine.map(LINEAR + 0x1000, PAGE + 0x3000, 0);
    machine.arena.memory().writeByte(PAGE + 0x3000, 0x90);
    assertThat(machine.mmu().fetch(LINEAR + 0xffa, bytes, 15)).isEqualTo(15);
    assertThat(bytes[6]).isEqualTo((byte) 0x90);
  }

  @Test
  void access_beyondMemory_readsOnesAndLosesWrites() {
    machine.map(LINEAR, 0xfee0_0000L, W);
    machine.mmu().write(LINEAR, 4, 0);
    assertThat(machine.mmu().read(LINEAR, 4)).isEqualTo(0xffff_ffffL);
  }

  @Test
  void walk_eachMiss_chargesOnePageWalk() {
    machine.map(LINEAR, PAGE, W);
    machine.mmu().read(LINEAR, 8);
    machine.mmu().read(LINEAR + 8, 8);
    assertThat(machine.clocks.get(0).nowPs()).isEqualTo(1);
    machine.mmu().invlpg(LINEAR);
    machine.mmu().read(LINEAR, 8);
    assertThat(machine.clocks.get(0).nowPs()).isEqualTo(2);
  }

  @Test
  void walk_staleCachedPde_usesTheFreedTable() {
    machine.map(LINEAR, PAGE, W);
    machine.map(LINEAR + 0x1000, PAGE + 0x1000, W);
    machine.mmu().read(LINEAR, 1);
    machine.setEntry(TestMachine.ROOT, LINEAR, 2, 0);
    machine.arena.memory().writeByte(PAGE + 0x1000, 0x77);
    assertThat(machine.mmu().read(LINEAR + 0x1000, 1)).isEqualTo(0x77);
    machine.mmu().invlpg(0x1234_5000);
    assertThat(machine.mmu().read(LINEAR, 1)).isZero();
    assertPageFault(() -> machine.mmu().read(LINEAR + 0x2000, 1), LINEAR + 0x2000, 0);
  }

  @Test
  void fault_staleEntry_doesNotRecur() {
    machine.map(LINEAR, PAGE, 0);
    machine.mmu().read(LINEAR, 1);
    machine.map(LINEAR, PAGE, W);
    assertPageFault(() -> machine.mmu().write(LINEAR, 1, 5), LINEAR, 3);
    machine.mmu().write(LINEAR, 1, 5);
    assertThat(machine.mmu().read(LINEAR, 1)).isEqualTo(5);
  }

  @Test
  void fillSpeculatively_mappedPage_setsAccessedAndServesLater() {
    machine.map(LINEAR, PAGE, W);
    assertThat(machine.mmu().fillSpeculatively(LINEAR + 0x1000)).isFalse();
    assertThat(machine.mmu().fillSpeculatively(LINEAR)).isTrue();
    assertThat(machine.entry(LINEAR, 1) & (A | D)).isEqualTo(A);
    machine.setEntry(TestMachine.ROOT, LINEAR, 1, 0);
    assertThat(machine.mmu().read(LINEAR, 1)).isZero();
    machine.mmu().evict(machine.mmu().tlb().next(0));
    assertPageFault(() -> machine.mmu().read(LINEAR, 1), LINEAR, 0);
  }

  @Test
  void fillSpeculatively_largePageMovedSinceItWasCached_usesTheNewFrame() {
    long linear = 0xffff_8880_0000_0000L;
    machine.map(TestMachine.ROOT, linear, 0x40_0000, 2, W | PageTableEntry.GLOBAL);
    machine.arena.memory().writeByte(0x60_0000, 0x66);
    assertThat(machine.mmu().read(linear, 1)).isZero();
    machine.map(TestMachine.ROOT, linear, 0x60_0000, 2, W);
    machine.mmu().fillSpeculatively(linear);
    assertThat(machine.mmu().read(linear, 1)).isEqualTo(0x66);
  }

  @Test
  void write_entryWithoutDirtyNowMappedGlobalElsewhere_leavesOneTranslation() {
    machine.map(LINEAR, PAGE, W);
    machine.mmu().read(LINEAR, 1);
    machine.map(LINEAR, PAGE + 0x1000, W | PageTableEntry.GLOBAL);
    machine.mmu().write(LINEAR, 1, 0x55);
    assertThat(machine.arena.memory().readByte(PAGE + 0x1000)).isEqualTo(0x55);
    assertThat(machine.mmu().read(LINEAR, 1)).isEqualTo(0x55);
    int number = machine.mmu().tlb().next(0);
    assertThat(machine.mmu().tlb().entry(number).global()).isTrue();
    assertThat(machine.mmu().tlb().next(number + 1)).isEqualTo(-1);
  }

  @Test
  void translationEpoch_backToEarlierPcidWithoutFlush_comesBack() {
    machine.map(LINEAR, PAGE, 0);
    long before = machine.mmu().translationEpoch();
    assertThat(machine.mmu().fetchPage(LINEAR)).isEqualTo(PAGE >>> 12);
    machine.writeCr3(0, TestMachine.ROOT | 5 | TranslationControls.CR3_NO_FLUSH);
    assertThat(machine.mmu().translationEpoch()).isNotEqualTo(before);
    machine.writeCr3(0, TestMachine.ROOT | TranslationControls.CR3_NO_FLUSH);
    assertThat(machine.mmu().translationEpoch()).isEqualTo(before);
    machine.mmu().invlpg(LINEAR);
    assertThat(machine.mmu().translationEpoch()).isNotEqualTo(before);
  }
}
