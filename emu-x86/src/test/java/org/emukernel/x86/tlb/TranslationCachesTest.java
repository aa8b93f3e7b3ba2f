package org.emukernel.x86.tlb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.Snapshot;
import org.emukernel.x86.paging.PageTableEntry;
import org.emukernel.x86.paging.TranslationControls;
import org.junit.jupiter.api.Test;

/** Random sequences of fills and invalidations against {@link ReferenceTlb}. */
class TranslationCachesTest {

  private static final TlbSpec ROOMY = new TlbSpec(64, 64, 4, 64, 4, 64);
  private static final int[] PCIDS = {0, 1, 2, 0x801};
  private static final long[] LINEARS = {
    0,
    0x1000,
    0x20_0000,
    0x20_1000,
    0x4000_0000L,
    0x7fff_ffff_f000L,
    0xffff_8880_0000_0000L,
    0xffff_8880_0020_0000L,
    0xffff_ffff_8100_0000L,
    0xffff_ffff_ffff_f000L
  };

  private static final class Subject {
    final Arena arena;
    final TranslationCaches caches;
    final ReferenceTlb reference = new ReferenceTlb();
    long cr3;
    long cr4 =
        TranslationControls.CR4_PAE | TranslationControls.CR4_PGE | TranslationControls.CR4_PCIDE;
    int fills;

    Subject(TlbSpec spec) {
      ArenaBuilder builder = Arena.builder().memoryBytes(4096);
      TlbLayout layout = TlbLayout.reserve(builder, "tlb", spec);
      arena = builder.build();
      caches =
          new TranslationCaches(
              layout,
              arena,
              new TlbChangeListener() {
                @Override
                public void pageChanged(long linear) {}

                @Override
                public void allChanged() {}
              });
    }

    int pcid() {
      return TranslationCaches.pcid(cr3, cr4);
    }

    void apply(Operation op) {
      switch (op.kind) {
        case 0, 1, 2, 3 -> fill(op);
        case 4 -> fillStructure(op);
        case 5 -> invlpg(op);
        case 6 -> invpcid(op);
        case 7 -> movToCr3(op);
        case 8 -> movToCr4(op);
        default -> pageFault(op);
      }
    }

    private void fill(Operation op) {
      int level = 1 + op.variant % 3;
      boolean global = op.variant % 5 == 0 && (cr4 & TranslationControls.CR4_PGE) != 0;
      long data = (long) ++fills << 30 | PageTableEntry.WRITABLE;
      long translation = global ? data | PageTableEntry.GLOBAL : data;
      if (caches.tlb().find(op.linear, pcid()) < 0) {
        caches.insertAbsent(op.linear, level, pcid(), translation);
      } else {
        caches.insert(op.linear, level, pcid(), translation);
      }
      reference.insert(op.linear, level, pcid(), global, data);
    }

    private void fillStructure(Operation op) {
      int level = 2 + op.variant % 3;
      long data = (long) ++fills << 12 | PageTableEntry.USER;
      if (caches.structures().find(op.linear, level, pcid()) < 0) {
        caches.structures().insertAbsent(op.linear, level, pcid(), data);
        reference.insertStructure(op.linear, level, pcid(), data);
      }
    }

    private void invlpg(Operation op) {
      caches.invlpg(op.linear, pcid());
      reference.invlpg(op.linear, pcid());
    }

    private void invpcid(Operation op) {
      switch (op.variant % 4) {
        case 0 -> caches.invpcidAddress(op.linear, op.pcid);
        case 1 -> caches.invpcidContext(op.pcid);
        case 2 -> caches.invpcidAllWithGlobal();
        default -> caches.invpcidAll();
      }
      reference.invpcid(op.variant % 4, op.linear, op.pcid);
    }

    private void movToCr3(Operation op) {
      boolean pcide = (cr4 & TranslationControls.CR4_PCIDE) != 0;
      long source = pcide ? 0x5000L | op.pcid : 0x5000L;
      if (pcide && op.variant % 2 == 0) {
        source |= TranslationControls.CR3_NO_FLUSH;
      }
      caches.cr3Written(source, cr4);
      reference.movToCr3(source, cr4);
      cr3 = source & ~TranslationControls.CR3_NO_FLUSH;
    }

    private void movToCr4(Operation op) {
      long[] toggles = {
        TranslationControls.CR4_PGE,
        TranslationControls.CR4_PCIDE,
        TranslationControls.CR4_SMEP,
        TranslationControls.CR4_SMAP
      };
      long toggle = toggles[op.variant % toggles.length];
      if (toggle == TranslationControls.CR4_PCIDE && (cr3 & 0xfff) != 0) {
        return; // setting PCIDE with CR3[11:0] != 0 is #GP, and clearing it leaves PCID 0
      }
      caches.cr4Written(cr4, cr4 ^ toggle, pcid());
      reference.movToCr4(cr4, cr4 ^ toggle, pcid());
      cr4 ^= toggle;
    }

    private void pageFault(Operation op) {
      caches.pageFaulted(op.linear, pcid());
      reference.pageFault(op.linear, pcid());
    }

    Long lookUp(long linear, int pcid) {
      int number = caches.tlb().find(linear, pcid);
      return number < 0 ? null : (Long) caches.tlb().translation(number);
    }

    List<Long> lookUpAll() {
      List<Long> all = new ArrayList<>();
      for (long linear : LINEARS) {
        for (int pcid : PCIDS) {
          all.add(lookUp(linear, pcid));
          all.add(lookUpLowest(linear, pcid));
        }
      }
      return all;
    }

    Long lookUpLowest(long linear, int pcid) {
      int lowest = caches.structures().findLowest(linear, pcid);
      return lowest < 0 ? null : (Long) caches.structures().structure(lowest);
    }

    Long lowestOfReference(long linear, int pcid) {
      Long found = null;
      for (int level = 4; level >= 2; level--) {
        Long here = reference.lookUpStructure(linear, level, pcid);
        found = here == null ? found : here;
      }
      return found;
    }

    Long lookUpStructure(long linear, int level, int pcid) {
      int index = caches.structures().find(linear, level, pcid);
      return index < 0 ? null : (Long) caches.structures().structure(index);
    }
  }

  record Operation(int kind, long linear, int pcid, int variant) {}

  @Provide
  Arbitrary<List<Operation>> operations() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 9),
            Arbitraries.integers().between(0, LINEARS.length - 1),
            Arbitraries.integers().between(0, PCIDS.length - 1),
            Arbitraries.integers().between(0, 59))
        .as(
            (kind, linear, pcid, variant) ->
                new Operation(kind, LINEARS[linear], PCIDS[pcid], variant))
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Property(tries = 400, seed = "20260324", shrinking = ShrinkingMode.BOUNDED)
  void anySequence_roomyCaches_equalTheReference(@ForAll("operations") List<Operation> operations) {
    Subject subject = new Subject(ROOMY);
    for (Operation op : operations) {
      subject.apply(op);
      for (long linear : LINEARS) {
        for (int pcid : PCIDS) {
          assertThat(subject.lookUp(linear, pcid))
              .as("%s: %x under %x", op, linear, pcid)
              .isEqualTo(subject.reference.lookUp(linear, pcid));
          for (int level = 2; level <= 4; level++) {
            assertThat(subject.lookUpStructure(linear, level, pcid))
                .as("%s: level %d of %x under %x", op, level, linear, pcid)
                .isEqualTo(subject.reference.lookUpStructure(linear, level, pcid));
          }
          assertThat(subject.lookUpLowest(linear, pcid))
              .as("%s: lowest of %x under %x", op, linear, pcid)
              .isEqualTo(subject.lowestOfReference(linear, pcid));
        }
      }
    }
  }

  @Property(tries = 300, seed = "20260324", shrinking = ShrinkingMode.BOUNDED)
  void anySequence_smallCaches_holdNothingThatTheReferenceDropped(
      @ForAll("operations") List<Operation> operations) {
    Subject subject = new Subject(TlbSpec.SMALL);
    for (Operation op : operations) {
      subject.apply(op);
      for (int n = subject.caches.tlb().next(0); n >= 0; n = subject.caches.tlb().next(n + 1)) {
        TlbEntry entry = subject.caches.tlb().entry(n);
        assertThat(
                subject.reference.dataOf(
                    entry.linear(), entry.level(), entry.pcid(), entry.global()))
            .as("%s: %s", op, entry)
            .containsExactly(entry.translation());
      }
    }
  }

  @Property(tries = 200, seed = "20260324", shrinking = ShrinkingMode.BOUNDED)
  void anySequence_undone_restoresHashAndSlots(
      @ForAll("operations") List<Operation> before, @ForAll("operations") List<Operation> undone) {
    Subject subject = new Subject(TlbSpec.SMALL);
    before.forEach(subject::apply);
    subject.arena.openJournal();
    Snapshot snapshot = subject.arena.snapshot();
    long hash = subject.arena.hash();
    int mark = subject.arena.mark();
    undone.forEach(subject::apply);
    subject.arena.undoTo(mark);
    assertThat(subject.arena.hash()).isEqualTo(hash);
    assertThat(subject.arena.diff(snapshot)).isEmpty();
  }

  @Property(tries = 200, seed = "20260324", shrinking = ShrinkingMode.BOUNDED)
  void anySequence_undone_findsWhatWasFoundBefore(
      @ForAll("operations") List<Operation> before, @ForAll("operations") List<Operation> undone) {
    Subject subject = new Subject(ROOMY);
    before.forEach(subject::apply);
    List<Long> found = subject.lookUpAll();
    subject.arena.openJournal();
    int mark = subject.arena.mark();
    undone.forEach(subject::apply);
    subject.arena.undoTo(mark);
    assertThat(subject.lookUpAll()).isEqualTo(found);
  }

  @Property(tries = 200, seed = "20260324", shrinking = ShrinkingMode.BOUNDED)
  void anySequence_everythingDropped_leavesTheEmptyState(
      @ForAll("operations") List<Operation> operations) {
    Subject subject = new Subject(TlbSpec.SMALL);
    long empty = subject.arena.hash();
    Snapshot snapshot = subject.arena.snapshot();
    operations.forEach(subject::apply);
    subject.caches.invpcidAllWithGlobal();
    assertThat(subject.arena.hash()).isEqualTo(empty);
    assertThat(subject.arena.diff(snapshot)).isEqualTo(Collections.emptyList());
  }

  @Test
  void insert_fullSet_replacesTheFirstIn() {
    Subject subject = new Subject(new TlbSpec(1, 3, 1, 1, 1, 1));
    for (int page = 0; page < 5; page++) {
      subject.caches.insert((long) page << 12, 1, 0, (long) page << 12);
    }
    assertThat(subject.lookUp(0, 0)).isNull();
    assertThat(subject.lookUp(0x1000, 0)).isNull();
    assertThat(subject.lookUp(0x2000, 0)).isEqualTo(0x2000);
    assertThat(subject.lookUp(0x4000, 0)).isEqualTo(0x4000);
  }

  @Test
  void structures_moreThanTheirSet_replaceTheFirstIn() {
    Subject subject = new Subject(new TlbSpec(1, 1, 1, 1, 1, 2));
    for (int level = 2; level <= 4; level++) {
      for (long table = 1; table <= 3; table++) {
        subject.caches.structures().insertAbsent(table << 39, level, 0, table << 12);
      }
    }
    for (int level = 2; level <= 4; level++) {
      assertThat(subject.lookUpStructure(1L << 39, level, 0)).as("level %d", level).isNull();
      assertThat(subject.lookUpStructure(3L << 39, level, 0))
          .as("level %d", level)
          .isEqualTo(0x3000);
    }
    assertThat(subject.lookUpLowest(1L << 39, 0)).isNull();
  }

  @Test
  void tlb_moreEntriesThanAreCounted_isRefused() {
    TlbSpec spec = new TlbSpec(1024, 64, 1, 1, 1, 1);
    assertThatThrownBy(() -> new Subject(spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("65536 entries in a TLB; at most 65535");
  }

  @Test
  void spec_notAPowerOfTwo_isRefused() {
    assertThatThrownBy(() -> new TlbSpec(3, 1, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sets = 3 is not a power of two");
  }
}
