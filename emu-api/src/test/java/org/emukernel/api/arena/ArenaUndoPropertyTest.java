package org.emukernel.api.arena;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** DESIGN invariant 2: undoing restores arena, memory and hash exactly. */
class ArenaUndoPropertyTest {

  private static final int SLOTS = 16;
  private static final int MEMORY = 4 * PhysicalMemory.PAGE_BYTES;

  /** One write: to a slot if {@code size} is 0, else to memory. */
  record Write(int size, int where, long value) {

    void applyTo(Arena arena) {
      if (size == 0) {
        arena.set(where % SLOTS, value);
        return;
      }
      int page = where / PhysicalMemory.PAGE_BYTES * PhysicalMemory.PAGE_BYTES;
      arena.memory().write(Math.min(where, page + PhysicalMemory.PAGE_BYTES - size), size, value);
    }
  }

  @Provide
  Arbitrary<List<Write>> writes() {
    Arbitrary<Long> values = Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.of(0L, 1L, -1L));
    return Combinators.combine(
            Arbitraries.of(0, 1, 2, 4, 8), Arbitraries.integers().between(0, MEMORY - 1), values)
        .as(Write::new)
        .list()
        .ofMaxSize(60);
  }

  private static Arena newArena() {
    ArenaBuilder builder = Arena.builder().memoryBytes(MEMORY);
    builder.slots("state", SLOTS - 1, SlotKind.STATE);
    builder.observer("clock");
    return builder.build();
  }

  @Property(seed = "20261122")
  void undoTo_randomWrites_restoresEverything(
      @ForAll("writes") List<Write> before, @ForAll("writes") List<Write> after) {
    Arena arena = newArena();
    arena.openJournal();
    before.forEach(write -> write.applyTo(arena));
    Snapshot snapshot = arena.snapshot();
    long hash = arena.hash();
    int mark = arena.mark();
    after.forEach(write -> write.applyTo(arena));

    arena.undoTo(mark);

    assertThat(arena.diff(snapshot)).isEmpty();
    assertThat(arena.hash()).isEqualTo(hash);
    assertThat(arena.mark()).isEqualTo(mark);
  }

  @Property(seed = "20261122")
  void compact_randomWrites_leavesTheStateAndWhatUndoesIt(
      @ForAll("writes") List<Write> before,
      @ForAll("writes") List<Write> first,
      @ForAll("writes") List<Write> after) {
    Arena arena = newArena();
    arena.openJournal();
    before.forEach(write -> write.applyTo(arena));
    Snapshot snapshot = arena.snapshot();
    int mark = arena.mark();
    first.forEach(write -> write.applyTo(arena));
    Snapshot between = arena.snapshot();

    arena.compact(mark);

    assertThat(arena.diff(between)).isEmpty();
    assertThat(arena.mark() - mark).isEqualTo(2 * cells(arena.changesSince(mark)));
    int later = arena.mark();
    after.forEach(write -> write.applyTo(arena));
    arena.undoTo(later);
    assertThat(arena.diff(between)).isEmpty();
    arena.undoTo(mark);
    assertThat(arena.diff(snapshot)).isEmpty();
  }

  @Property(seed = "20261122")
  void redo_inAnotherArena_bringsAboutTheStateAndCanBeTakenBackStepByStep(
      @ForAll("writes") List<Write> before,
      @ForAll("writes") List<Write> first,
      @ForAll("writes") List<Write> after) {
    Arena arena = newArena();
    arena.openJournal();
    before.forEach(write -> write.applyTo(arena));
    Snapshot snapshot = arena.snapshot();
    StateDelta state = arena.changesSince(0);
    int mark = arena.mark();
    first.forEach(write -> write.applyTo(arena));
    Snapshot between = arena.snapshot();
    long hash = arena.hash();
    int later = arena.mark();
    after.forEach(write -> write.applyTo(arena));
    Arena other = newArena();
    other.openJournal();
    other.apply(state);
    int base = other.mark();

    other.redo(arena.journalSince(mark));

    assertThat(other.diff(arena.snapshot())).isEmpty();
    assertThat(other.hash()).isEqualTo(arena.hash());
    other.undoTo(base + later - mark);
    assertThat(other.diff(between)).isEmpty();
    assertThat(other.hash()).isEqualTo(hash);
    other.undoTo(base);
    assertThat(other.diff(snapshot)).isEmpty();
  }

  private static int cells(StateDelta delta) {
    return delta.cells().length / 2;
  }

  @Property(seed = "20261122")
  void hash_maintainedByWrites_equalsHashFromScratch(@ForAll("writes") List<Write> writes) {
    Arena arena = newArena();
    arena.openJournal();
    writes.forEach(write -> write.applyTo(arena));
    long maintained = arena.hash();

    arena.closeJournal();

    assertThat(arena.hash()).isEqualTo(maintained);
  }

  @Property(seed = "20261122")
  void memory_randomWrites_readsBackLikeAByteArray(@ForAll("writes") List<Write> writes) {
    Arena arena = newArena();
    byte[] model = new byte[MEMORY];
    for (Write write : writes) {
      if (write.size() == 0) {
        continue;
      }
      write.applyTo(arena);
      int page = write.where() / PhysicalMemory.PAGE_BYTES * PhysicalMemory.PAGE_BYTES;
      int at = Math.min(write.where(), page + PhysicalMemory.PAGE_BYTES - write.size());
      for (int i = 0; i < write.size(); i++) {
        model[at + i] = (byte) (write.value() >>> (8 * i));
      }
    }
    byte[] actual = new byte[MEMORY];
    arena.memory().readBytes(0, actual, 0, MEMORY);
    assertThat(actual).isEqualTo(model);
  }
}
