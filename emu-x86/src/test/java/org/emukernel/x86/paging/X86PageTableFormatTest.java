package org.emukernel.x86.paging;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.api.paging.PageTableFormat;
import org.emukernel.api.paging.Permission;
import org.emukernel.api.paging.Protection;
import org.junit.jupiter.api.Test;

/** Entries spelled out bit by bit from the SDM's tables "Format of a 4-Level ... Entry". */
class X86PageTableFormatTest {

  private static final long XD = 1L << 63;

  private final PageTableFormat format = new X86PageTableFormat();

  @Test
  void index_highAddress_takesNineBitsOfEachLevel() {
    long linear = 0xffff_c900_4030_5678L;
    assertThat(format.index(linear, 4)).isEqualTo(0x192);
    assertThat(format.index(linear, 3)).isEqualTo(1);
    assertThat(format.index(linear, 2)).isEqualTo(1);
    assertThat(format.index(linear, 1)).isEqualTo(0x105);
  }

  @Test
  void bytesCovered_eachLevel_isAPageOfItsSize() {
    assertThat(format.bytesCovered(1)).isEqualTo(4096);
    assertThat(format.bytesCovered(2)).isEqualTo(2 << 20);
    assertThat(format.bytesCovered(3)).isEqualTo(1 << 30);
    assertThat(format.bytesCovered(4)).isEqualTo(512L << 30);
    assertThat(format.mayMap(3)).isTrue();
    assertThat(format.mayMap(4)).isFalse();
  }

  @Test
  void leafEntry_kernelData_isPresentWritableAccessedDirtyNoExecute() {
    assertThat(format.leafEntry(0x1234_5000L, 1, Protection.PAGE_KERNEL))
        .isEqualTo(0x1234_5063L | XD);
  }

  @Test
  void leafEntry_largeKernelText_hasPageSizeBit() {
    assertThat(format.leafEntry(0x20_0000, 2, Protection.PAGE_KERNEL_ROX)).isEqualTo(0x2000a1);
    assertThat(format.leafEntry(0x20_0000, 2, Protection.of(Permission.EXECUTE, Permission.GLOBAL)))
        .isEqualTo(0x2001a1);
  }

  @Test
  void leafEntry_userText_hasUserBit() {
    assertThat(format.leafEntry(0x7000, 1, Protection.PAGE_READONLY_EXEC)).isEqualTo(0x7025);
  }

  @Test
  void tableEntry_kernelTable_isKernpgTableWithoutDirty() {
    Protection all = Protection.of(Permission.WRITE, Permission.EXECUTE);
    assertThat(format.tableEntry(0x9000, all)).isEqualTo(0x9023);
    assertThat(format.tableEntry(0x9000, all.with(Permission.USER))).isEqualTo(0x9027);
  }

  @Test
  void protection_everySet_isReadBackFromItsLeaf() {
    for (int bits = 0; bits < 16; bits++) {
      Protection protection = Protection.ofBits(bits);
      long entry = format.leafEntry(0x5000, 1, protection);
      assertThat(format.protection(entry)).isSameAs(protection);
      long other = format.leafEntry(0x5000, 1, Protection.PAGE_SHARED);
      assertThat(format.withProtection(other, protection)).isEqualTo(entry);
    }
  }

  @Test
  void physical_largeLeaf_dropsThePatBitBelowTheAddress() {
    long entry = format.leafEntry(0x40_0000, 2, Protection.PAGE_KERNEL) | 1 << 12;
    assertThat(format.physical(entry, 2)).isEqualTo(0x40_0000);
    assertThat(format.leaf(entry, 2)).isTrue();
    assertThat(format.leaf(format.tableEntry(0x9000, Protection.PAGE_KERNEL), 2)).isFalse();
  }

  @Test
  void notPresent_leaf_keepsItsAddress() {
    long entry = format.notPresent(format.leafEntry(0x7000, 1, Protection.PAGE_KERNEL));
    assertThat(format.present(entry)).isFalse();
    assertThat(format.physical(entry, 1)).isEqualTo(0x7000);
    assertThat(format.present(PageTableFormat.NONE)).isFalse();
  }
}
