package org.emukernel.api.arena;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArenaTest {

  private final ArenaBuilder builder = Arena.builder().memoryBytes(8192);
  private final int rax = builder.slot("cpu0.rax");
  private final int buffer = builder.slots("cpu0.store-buffer", 4, SlotKind.STATE);
  private final int clock = builder.observer("cpu0.clock");
  private final Arena arena = builder.build();

  @Test
  void hash_observerSlotDiffers_isTheSame() {
    long before = arena.hash();

    arena.set(clock, 42);

    assertThat(arena.hash()).isEqualTo(before);
  }

  @Test
  void hash_stateSlotDiffers_differs() {
    long before = arena.hash();

    arena.set(rax, 1);

    assertThat(arena.hash()).isNotEqualTo(before);
  }

  @Test
  void hash_sameValueInAnotherSlot_differs() {
    arena.set(buffer, 7);
    long first = arena.hash();
    arena.set(buffer, 0);

    arena.set(buffer + 1, 7);

    assertThat(arena.hash()).isNotEqualTo(first);
  }

  @Test
  void hash_zeroWrittenToUntouchedPage_isTheSame() {
    long before = arena.hash();

    arena.memory().writeLong(4096, 0);

    assertThat(arena.hash()).isEqualTo(before);
  }

  @Test
  void writeBytes_zerosToUntouchedPage_takeNoMemory() {
    byte[] bytes = new byte[4096 + 8];
    bytes[4096 + 3] = 7;

    arena.memory().writeBytes(0, bytes, 0, bytes.length);

    assertThat(arena.memory().writtenPage(0)).isNull();
    assertThat(arena.memory().readLong(4096)).isEqualTo(7L << 24);
  }

  @Test
  void writeBytes_zerosOverOthers_overwriteThem() {
    arena.memory().writeLong(4092 - 4, -1);
    arena.memory().writeLong(4096, -1);

    arena.memory().writeBytes(4092, new byte[8], 0, 8);

    assertThat(arena.memory().readLong(4088)).isEqualTo(0xffff_ffffL);
    assertThat(arena.memory().readLong(4096)).isEqualTo(0xffff_ffffL << 32);
  }

  @Test
  void undoTo_observerSlot_isRestoredToo() {
    arena.openJournal();
    int mark = arena.mark();
    arena.set(clock, 42);

    arena.undoTo(mark);

    assertThat(arena.get(clock)).isZero();
  }

  @Test
  void clear_journalOpen_hashesAndUndoesAsSetDoes() {
    arena.set(buffer + 1, 7);
    arena.set(buffer + 2, 8);
    arena.set(buffer + 3, 9);
    arena.openJournal();
    int mark = arena.mark();
    long before = arena.hash();

    arena.clear(buffer + 1, buffer + 3);

    assertThat(List.of(arena.get(buffer + 1), arena.get(buffer + 2), arena.get(buffer + 3)))
        .containsExactly(0L, 0L, 9L);
    long cleared = arena.hash();
    arena.undoTo(mark);
    assertThat(arena.hash()).isEqualTo(before);
    arena.set(buffer + 1, 0);
    arena.set(buffer + 2, 0);
    assertThat(arena.hash()).isEqualTo(cleared);
  }

  @Test
  void diff_slotAndMemoryChanged_namesBoth() {
    Snapshot before = arena.snapshot();
    arena.set(buffer + 2, 5);
    arena.memory().writeInt(0x1004, 0x11223344);

    assertThat(arena.diff(before))
        .containsExactly(
            new Change("cpu0.store-buffer[2]", 0, 5),
            new Change("mem[0x1000]", 0, 0x1122334400000000L));
  }

  @Test
  void dump_showsWhatIsNotZeroByName() {
    arena.set(rax, 0xabc);
    arena.memory().writeByte(0x10, 1);
    List<String> lines = new ArrayList<>();

    arena.dump(lines::add);

    assertThat(lines).containsExactly("cpu0.rax = 0xabc", "mem[0x10] = 0x1");
  }

  @Test
  void restore_afterWrites_equalsSnapshotAndTellsWatchers() {
    arena.memory().writeLong(0, 1);
    Snapshot snapshot = arena.snapshot();
    List<Integer> changed = new ArrayList<>();
    arena.memory().onChange(changed::add);
    arena.memory().watch(0);
    arena.set(rax, 9);
    arena.memory().writeLong(0, 2);

    arena.restore(snapshot);

    assertThat(arena.diff(snapshot)).isEmpty();
    assertThat(changed).containsExactly(0, 0);
  }

  @Test
  void nameOf_everySlot_isItsName() {
    assertThat(arena.nameOf(rax)).isEqualTo("cpu0.rax");
    assertThat(arena.nameOf(buffer + 3)).isEqualTo("cpu0.store-buffer[3]");
    assertThat(arena.nameOf(clock)).isEqualTo("cpu0.clock");
  }

  @Test
  void slot_nameTwice_isRefused() {
    assertThatThrownBy(() -> builder.slot("cpu0.rax")).hasMessage("slot name cpu0.rax is taken");
  }

  @Test
  void mark_noJournal_isRefused() {
    assertThatThrownBy(arena::mark).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void apply_changesOfAnotherTime_bringsAboutTheSameState() {
    arena.openJournal();
    long first = arena.hash();
    arena.set(rax, 1);
    arena.set(rax, 2);
    arena.set(buffer, 5);
    arena.set(buffer, 0);
    arena.memory().writeInt(4, 9);
    StateDelta changes = arena.changesSince(0);
    long second = arena.hash();
    arena.undoTo(0);

    arena.apply(changes);

    assertThat(changes.size()).isEqualTo(2);
    assertThat(first).isNotEqualTo(second);
    assertThat(arena.hash()).isEqualTo(second);
    assertThat(arena.get(rax)).isEqualTo(2);
    assertThat(arena.memory().readInt(4)).isEqualTo(9);
  }

  @Test
  void truncateJournal_afterChanges_keepsStateAndHash() {
    arena.openJournal();
    arena.set(rax, 1);
    long hash = arena.hash();

    arena.truncateJournal();

    assertThat(arena.mark()).isZero();
    assertThat(arena.hash()).isEqualTo(hash);
    assertThat(arena.changesSince(0).size()).isZero();
  }

  @Test
  void changesSince_manyCellsAndWrites_bringAboutTheSameState() {
    Arena large = Arena.builder().memoryBytes(1 << 20).build();
    large.openJournal();
    for (long write = 0; write < 20_000; write++) {
      large.memory().writeLong(SplitMix64.mix(write) >>> 48 << 3, write);
    }
    StateDelta changes = large.changesSince(0);
    long hash = large.hash();
    Snapshot later = large.snapshot();
    large.undoTo(0);

    large.apply(changes);

    assertThat(large.hash()).isEqualTo(hash);
    assertThat(large.diff(later)).isEmpty();
    assertThat(changes.size()).isGreaterThan(10_000);
  }

  @Test
  void changedSince_slotsAndMemory_tellsThoseWrittenAndNotWhatTheVisitorWrites() {
    arena.set(rax, 1);
    arena.openJournal();
    arena.set(buffer + 1, 5);
    int mark = arena.mark();
    arena.set(rax, 3);
    arena.memory().writeByte(17, 9);
    List<String> told = new ArrayList<>();

    arena.changedSince(
        mark,
        new CellVisitor() {
          @Override
          public void slot(int slot) {
            told.add(arena.nameOf(slot));
            arena.set(clock, 1);
          }

          @Override
          public void word(long address) {
            told.add("mem " + address);
          }
        });

    assertThat(told).containsExactly("cpu0.rax", "mem 16");
  }

  @Test
  void slotsNamed_prefix_areAllOfTheRuns() {
    assertThat(arena.slotsNamed(name -> name.contains("buffer")).stream())
        .containsExactly(buffer, buffer + 1, buffer + 2, buffer + 3);
  }
}
