package org.emukernel.x86.mem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.emukernel.api.arena.Snapshot;
import org.junit.jupiter.api.Test;

/** Kernel text that another CPU patches, as fetches see it. */
class KernelTextTest {

  private static final long SITE = TestMachine.TEXT_LINEAR + 0x10;
  private static final long ALIAS = TestMachine.ALIAS_LINEAR + 0x10;
  private static final byte[] NOP5 = {0x0f, 0x1f, 0x44, 0x00, 0x00};
  private static final byte[] JMP = {(byte) 0xe9, 0x10, 0x20, 0x30, 0x40};
  private static final int INT3 = 0xcc;

  private final TestMachine machine =
      new TestMachine(3, MmuSpec.SMALL, TestMachine.Stores.DIRECT, TestMachine.Text.STALE)
          .mapText();
  private final Mmu writer = machine.mmus.get(0);
  private final Mmu reader = machine.mmus.get(1);
  private final Mmu third = machine.mmus.get(2);

  KernelTextTest() {
    machine.arena.memory().writeBytes(TestMachine.TEXT_PHYSICAL + 0x10, NOP5, 0, 5);
  }

  private static byte[] fetch(Mmu mmu) {
    byte[] bytes = new byte[5];
    assertThat(mmu.fetch(SITE, bytes, 5)).isEqualTo(5);
    return bytes;
  }

  private static byte[] patched(byte[] base, int index, int value) {
    byte[] bytes = base.clone();
    bytes[index] = (byte) value;
    return bytes;
  }

  private void syncAll() {
    machine.mmus.forEach(Mmu::serialize);
    machine.text.synced(SITE, 5);
  }

  @Test
  void fetch_otherCpuPatched_isStaleUntilItSerialises() {
    writer.write(SITE, 1, INT3);
    assertThat(fetch(reader)).isEqualTo(NOP5);
    assertThat(reader.hasStaleText()).isTrue();
    assertThat(reader.isPlainText(TestMachine.TEXT_PHYSICAL >>> 12)).isFalse();
    assertThat(reader.isPlainText((TestMachine.TEXT_PHYSICAL >>> 12) + 1)).isTrue();
    assertThat(reader.read(SITE, 1)).isEqualTo(INT3);
    reader.serialize();
    assertThat(fetch(reader)).isEqualTo(patched(NOP5, 0, INT3));
    assertThat(reader.hasStaleText()).isFalse();
    assertThat(fetch(third)).isEqualTo(NOP5);
  }

  @Test
  void fetch_ownStoreThroughTheSameAddress_isCoherent() {
    writer.write(SITE, 1, INT3);
    assertThat(fetch(writer)).isEqualTo(patched(NOP5, 0, INT3));
  }

  @Test
  void fetch_ownStoreThroughAnAlias_isStaleUntilItSerialises() {
    writer.write(ALIAS, 1, INT3);
    assertThat(fetch(writer)).isEqualTo(NOP5);
    writer.serialize();
    assertThat(fetch(writer)).isEqualTo(patched(NOP5, 0, INT3));
  }

  @Test
  void fetch_byteRefetched_isAMix() {
    for (int i = 0; i < 5; i++) {
      writer.write(ALIAS + i, 1, JMP[i]);
    }
    assertThat(reader.staleBytes()).isEqualTo(5);
    reader.refetch(0);
    assertThat(fetch(reader)).isEqualTo(patched(NOP5, 0, 0xe9));
  }

  @Test
  void fetch_byteBackToItsOldValue_isNotStale() {
    Snapshot before = machine.arena.snapshot();
    writer.write(ALIAS, 1, INT3);
    writer.write(ALIAS, 1, NOP5[0]);
    assertThat(reader.hasStaleText()).isFalse();
    assertThat(machine.arena.diff(before)).noneMatch(change -> change.cell().contains("staleText"));
  }

  @Test
  void fetch_coherentText_isNeverStale() {
    TestMachine coherent =
        new TestMachine(2, MmuSpec.SMALL, TestMachine.Stores.DIRECT, TestMachine.Text.COHERENT)
            .mapText();
    coherent.mmus.get(0).write(ALIAS, 1, INT3);
    assertThat(fetch(coherent.mmus.get(1))[0]).isEqualTo((byte) INT3);
    assertThat(coherent.mmus.get(1).hasStaleText()).isFalse();
  }

  @Test
  void fetch_ownBufferedStore_isSeenAtOnceAndByOthersLater() {
    TestMachine buffered =
        new TestMachine(2, MmuSpec.SMALL, TestMachine.Stores.BUFFERED, TestMachine.Text.STALE)
            .mapText();
    Mmu own = buffered.mmus.get(0);
    own.write(SITE, 1, INT3);
    assertThat(own.hasStaleText()).isTrue();
    assertThat(fetch(own)[0]).isEqualTo((byte) INT3);
    assertThat(buffered.mmus.get(1).hasStaleText()).isFalse();
    own.drainAll();
    assertThat(fetch(own)[0]).isEqualTo((byte) INT3);
    assertThat(buffered.mmus.get(1).staleBytes()).isEqualTo(1);
  }

  @Test
  void executing_int3Protocol_isNeverTorn() {
    machine.text.patchStarted(SITE, NOP5, JMP);
    writer.write(ALIAS, 1, INT3);
    reader.executing(SITE, 5);
    syncAll();
    for (int i = 1; i < 5; i++) {
      writer.write(ALIAS + i, 1, JMP[i]);
      reader.executing(SITE, 1);
    }
    syncAll();
    writer.write(ALIAS, 1, JMP[0]);
    reader.executing(SITE, 1);
    reader.serialize();
    reader.executing(SITE, 5);
    syncAll();
    assertThat(machine.reports).isEmpty();
    assertThat(machine.mmus).noneMatch(Mmu::hasStaleText);
  }

  @Test
  void executing_firstSyncSkipped_isTorn() {
    machine.text.patchStarted(SITE, NOP5, JMP);
    writer.write(ALIAS, 1, INT3);
    writer.write(ALIAS + 1, 4, 0x4030_2010);
    for (int i = 1; i < 5; i++) {
      reader.refetch(1);
    }
    reader.executing(SITE, 5);
    assertThat(machine.reports).containsExactly("torn cpu1 ffffffff81000010 5");
  }

  @Test
  void executing_mixOfJumpAndNop_isTorn() {
    machine.text.patchStarted(SITE, NOP5, JMP);
    for (int i = 0; i < 5; i++) {
      writer.write(ALIAS + i, 1, JMP[i]);
    }
    reader.executing(SITE, 5);
    assertThat(machine.reports).isEmpty();
    reader.refetch(0);
    reader.executing(SITE, 5);
    assertThat(machine.reports).containsExactly("torn cpu1 ffffffff81000010 5");
  }

  @Test
  void executing_afterSyncThatMissedThisCpu_isReportedOnlyWhenUsed() {
    machine.text.patchStarted(SITE, NOP5, JMP);
    for (int i = 0; i < 5; i++) {
      writer.write(ALIAS + i, 1, JMP[i]);
    }
    writer.serialize();
    third.serialize();
    machine.text.synced(SITE, 5);
    assertThat(machine.reports).isEmpty();
    reader.executing(SITE + 0x100, 5);
    assertThat(machine.reports).isEmpty();
    reader.executing(SITE, 5);
    assertThat(machine.reports).containsExactly("stale cpu1 ffffffff81000010 5");
    reader.serialize();
    reader.executing(SITE, 5);
    assertThat(machine.reports).hasSize(1);
  }

  @Test
  void write_moreStaleBytesThanFit_refetchesAndCounts() {
    byte[] seen = new byte[1];
    for (int i = 0; i < TextView.CAPACITY + 3; i++) {
      writer.write(TestMachine.ALIAS_LINEAR + 0x100 + i, 1, 1);
    }
    assertThat(reader.staleBytes()).isEqualTo(TextView.CAPACITY);
    reader.fetch(TestMachine.TEXT_LINEAR + 0x102, seen, 1);
    assertThat(seen[0]).isEqualTo((byte) 1);
    reader.fetch(TestMachine.TEXT_LINEAR + 0x103, seen, 1);
    assertThat(seen[0]).isZero();
  }

  @Test
  void write_outsideDeclaredText_isCoherent() {
    long page = 0x40_0000L;
    machine.map(page, 0x20_0000L, 2);
    writer.write(page, 1, 0x90);
    byte[] seen = new byte[1];
    reader.fetch(page, seen, 1);
    assertThat(seen).isEqualTo(new byte[] {(byte) 0x90});
    assertThat(Arrays.asList(reader.hasStaleText(), third.hasStaleText())).containsOnly(false);
  }
}
