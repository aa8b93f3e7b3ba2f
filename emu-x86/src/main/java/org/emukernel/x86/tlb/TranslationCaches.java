package org.emukernel.x86.tlb;

import org.emukernel.api.arena.Arena;
import org.emukernel.x86.paging.PageTableEntry;
import org.emukernel.x86.paging.TranslationControls;

/**
 * One CPU's TLB and paging-structure caches, and everything that puts entries in or drops them (SDM
 * vol. 3A, "Caching Translation Information", in particular "Operations that Invalidate TLBs and
 * Paging-Structure Caches"). Drops what the SDM requires; what the processor is merely free to drop
 * besides stays, and goes only by {@link #evict}.
 */
public final class TranslationCaches {

  private static final long ANY = 0;
  private static final long PCID_LOW_BITS = 0xfff;

  private final Tlb tlb;
  private final PagingStructureCaches structures;
  private final TlbChangeListener listener;

  /** Makes the caches on their slots. */
  public TranslationCaches(TlbLayout layout, Arena arena, TlbChangeListener listener) {
    this.tlb = new Tlb(layout, arena);
    this.structures = new PagingStructureCaches(layout, arena);
    this.listener = listener;
  }

  /** {@return the TLB} */
  public Tlb tlb() {
    return tlb;
  }

  /** {@return the paging-structure caches} */
  public PagingStructureCaches structures() {
    return structures;
  }

  /** {@return the current PCID: CR3 bits 11:0 with CR4.PCIDE = 1, else 0} */
  public static int pcid(long cr3, long cr4) {
    return (cr4 & TranslationControls.CR4_PCIDE) != 0 ? (int) (cr3 & PCID_LOW_BITS) : 0;
  }

  /**
   * Puts a translation in. An entry of the same page, PCID and G bit is replaced.
   *
   * @param translation as {@link org.emukernel.x86.paging.PageWalker#translation}, GLOBAL only if
   *     CR4.PGE = 1
   * @return the entry's number
   */
  public int insert(long linear, int level, int pcid, long translation) {
    boolean mayHide = level > 1 && (tlb.hasHugePages() || tlb.find(linear, pcid) >= 0);
    long tag = Tlb.tagOf(linear, level, pcid, translation);
    int number = tlb.numberFor(linear, level, tag);
    replace(number, tag, translation);
    if (mayHide) {
      listener.allChanged();
    } else if (level == 1) {
      listener.pageChanged(linear);
    }
    return number;
  }

  /**
   * Puts a translation in of an address that has none under the PCID: no page of any size, and no
   * global one. So it changes the translation of no other address, either.
   */
  public void insertAbsent(long linear, int level, int pcid, long translation) {
    int number = tlb.numberForAbsent(linear, level);
    replace(number, Tlb.tagOf(linear, level, pcid, translation), translation);
  }

  private void replace(int number, long tag, long translation) {
    long evicted = tlb.tag(number);
    tlb.put(number, tag, translation);
    if (Tag.level(evicted) > 1) {
      listener.allChanged();
    } else if (evicted != 0 && evicted != tag) {
      listener.pageChanged(Tag.linear(evicted));
    }
  }

  /** Condemns a TLB entry by its number. */
  public void condemn(int number) {
    tlb.condemn(number);
    listener.allChanged();
  }

  /** Marks every cached paging structure that leads to a table, which was freed. */
  public boolean condemnTable(long table) {
    return structures.condemnTable(table);
  }

  /** Drops one entry of a paging-structure cache, as the processor may at any time. */
  public void evictStructure(int index) {
    structures.remove(index);
  }

  /** Drops one TLB entry, as the processor may at any time. */
  public void evict(int number) {
    tlb.remove(number);
    listener.allChanged();
  }

  /** INVLPG: the page under the current PCID and as a global page; all structures of the PCID. */
  public void invlpg(long linear, int pcid) {
    dropAddress(linear, pcid);
    structures.removeMatching(Tag.PCID, Tag.pcidBits(pcid));
  }

  /**
   * A page fault drops what would translate the address under the current PCID, so that a fault
   * caused by stale entries does not recur. Global entries for the address go too: the SDM does not
   * name them, but the promise could not be kept otherwise.
   */
  public void pageFaulted(long linear, int pcid) {
    dropAddress(linear, pcid);
    structures.removeAddress(linear, pcid);
  }

  /**
   * Drops every TLB entry that would translate an address, before a walk looks it up anew: a write
   * through an entry whose D bit is clear.
   */
  public void dropAddress(long linear, int pcid) {
    if (tlb.removeUsable(linear, pcid)) {
      listener.allChanged();
    }
  }

  /** INVPCID type 0: one address under one PCID, no global translations. */
  public void invpcidAddress(long linear, int pcid) {
    if (tlb.removeAddress(linear, pcid)) {
      listener.allChanged();
    }
    structures.removeAddress(linear, pcid);
  }

  /** INVPCID type 1: one PCID, no global translations. */
  public void invpcidContext(int pcid) {
    dropContext(pcid);
  }

  /** INVPCID type 2: everything. */
  public void invpcidAllWithGlobal() {
    dropAll();
  }

  /** INVPCID type 3: everything but global translations. */
  public void invpcidAll() {
    if (tlb.removeMatching(Tag.GLOBAL, 0)) {
      listener.allChanged();
    }
    structures.removeMatching(ANY, 0);
  }

  /**
   * MOV to CR3. With CR4.PCIDE = 0 drops what is tagged with PCID 0; with CR4.PCIDE = 1 what is
   * tagged with the new PCID, or nothing if bit 63 of the source is set. Global translations stay.
   *
   * @param source the source operand with its bit 63
   */
  public void cr3Written(long source, long cr4) {
    boolean keeps =
        (cr4 & TranslationControls.CR4_PCIDE) != 0
            && (source & TranslationControls.CR3_NO_FLUSH) != 0;
    if (!keeps) {
      dropContext(pcid(source, cr4));
    }
  }

  /**
   * MOV to CR4. A change of PGE, or PCIDE going to 0, drops everything. A change of PAE, or SMEP
   * going to 1, drops "all TLB entries and all entries in all paging-structure caches for the
   * current PCID"; global entries are taken to belong to it.
   *
   * @param pcid the current PCID
   */
  public void cr4Written(long oldValue, long newValue, int pcid) {
    long changed = oldValue ^ newValue;
    long cleared = oldValue & ~newValue;
    long set = newValue & ~oldValue;
    if ((changed & TranslationControls.CR4_PGE) != 0
        || (cleared & TranslationControls.CR4_PCIDE) != 0) {
      dropAll();
    } else if ((changed & TranslationControls.CR4_PAE) != 0
        || (set & TranslationControls.CR4_SMEP) != 0) {
      dropContext(pcid);
      if (tlb.removeMatching(Tag.GLOBAL, Tag.GLOBAL)) {
        listener.allChanged();
      }
    }
  }

  /** INVLPGB, as it arrives at this CPU: pages or everything, of one PCID or all. */
  public void invlpgb(Invlpgb what) {
    if (!what.hasAddress()) {
      invlpgbContexts(what);
      return;
    }
    for (int i = 0; i < what.pages(); i++) {
      for (int level = 1; level <= PageTableEntry.TOP_LEVEL; level++) {
        invlpgbAddress(what, what.page(i), level);
      }
    }
    listener.allChanged();
  }

  private void invlpgbAddress(Invlpgb what, long linear, int level) {
    long mask = what.hasPcid() ? -1L : ~Tag.PCID;
    long bits = Tag.of(linear, level, what.hasPcid() ? what.pcid() : 0);
    tlb.removeMatching(mask, bits);
    if (what.includesGlobal()) {
      tlb.removeMatching(-1L, Tag.global(linear, level));
    }
    if (!what.keepsStructures() && level > 1) {
      structures.removeMatching(mask, bits);
    }
  }

  private void invlpgbContexts(Invlpgb what) {
    if (what.hasPcid()) {
      dropContext(what.pcid());
    } else {
      invpcidAll();
    }
    if (what.includesGlobal() && tlb.removeMatching(Tag.GLOBAL, Tag.GLOBAL)) {
      listener.allChanged();
    }
  }

  private void dropContext(int pcid) {
    if (tlb.removeMatching(Tag.GLOBAL | Tag.PCID, Tag.pcidBits(pcid))) {
      listener.allChanged();
    }
    structures.removeMatching(Tag.PCID, Tag.pcidBits(pcid));
  }

  private void dropAll() {
    if (tlb.removeMatching(ANY, 0)) {
      listener.allChanged();
    }
    structures.removeMatching(ANY, 0);
  }

  /**
   * Marks every entry of a linear range, of any PCID and global ones, that no longer agrees with
   * the page tables. A later use is reported; nothing else changes.
   *
   * @param start first address
   * @param end the address after the last
   * @return whether any entry was marked
   */
  public boolean condemn(long start, long end, StaleCheck check) {
    return condemn(new Condemned(start, end, ANY, 0), check);
  }

  /** As {@link #condemn(long, long, StaleCheck)}, but only entries tagged with one PCID. */
  public boolean condemn(long start, long end, int pcid, StaleCheck check) {
    return condemn(new Condemned(start, end, Tag.GLOBAL | Tag.PCID, Tag.pcidBits(pcid)), check);
  }

  private boolean condemn(Condemned which, StaleCheck check) {
    boolean translations = tlb.condemn(which, check);
    if (translations) {
      listener.allChanged();
    }
    return structures.condemn(which, check) | translations;
  }
}
