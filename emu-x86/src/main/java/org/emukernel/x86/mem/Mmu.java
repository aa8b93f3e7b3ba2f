package org.emukernel.x86.mem;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.machine.TextMonitor;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.paging.AccessKind;
import org.emukernel.x86.paging.PageTableEntry;
import org.emukernel.x86.paging.TranslationControls;
import org.emukernel.x86.tlb.Invlpgb;
import org.emukernel.x86.tlb.PagingStructureCaches;
import org.emukernel.x86.tlb.StaleCheck;
import org.emukernel.x86.tlb.Tlb;
import org.jspecify.annotations.Nullable;

/**
 * The only way from one CPU to memory: translation, access rights, store buffer, and the CPU's own
 * view of kernel text. Linear addresses that are not canonical raise #GP(0); the CPU turns that
 * into #SS(0) for a stack access.
 *
 * <p>An access inside one page is one access to memory, whatever its alignment. One that crosses a
 * page is split there; both pages are translated before any byte is written.
 *
 * <p>Sizes are 1, 2, 4 or 8 bytes; values are zero-extended.
 */
public final class Mmu {

  private static final int OFFSET = PhysicalMemory.PAGE_BYTES - 1;
  private static final int INVPCID_CONTEXT = 1;
  private static final int INVPCID_LAST_TYPE = 3;
  private static final int MAX_INSTRUCTION = 15;

  private final int cpu;
  private final PhysicalMemory memory;
  private final TranslationControls controls;
  private final ProcessorException fault;
  private final KernelText text;
  private final TextMonitor textMonitor;
  private final Arena arena;
  private final boolean buffersStores;
  private final StoreBuffer buffer;
  private final TextView view;
  private final VisibleMemory visible;
  private final Translator translator;
  private final FastTranslations reads;
  private final FastTranslations writes;
  private final byte[] instruction = new byte[MAX_INSTRUCTION];

  /*
   * Accesses without a short cut. All are called from one place (slowly), which so has more receivers than the just-in-time compiler
   * follows: it would else put all of this to each place in the kernel that accesses memory.
   */
  private final SlowAccess reading = (linear, size, value) -> readSlowly(linear, size);
  private final SlowAccess writing = this::writeSlowly;
  private final SlowAccess modifying = (linear, size, value) -> readForModifySlowly(linear, size);
  private final SlowAccess locking = (linear, size, value) -> lockedReadSlowly(linear, size);
  private final SlowAccess fetching = (linear, size, value) -> fetchSlowly(linear);

  private @Nullable Footprint footprint;

  /* Only says how exactly RIP is kept; no state of the machine. */
  private boolean watched;
  private int disturbances;
  private final int awaited;

  /**
   * Makes the way to memory of one CPU. The registers may still change freely until the first
   * access or {@link #modeChanged}.
   */
  public Mmu(MmuLayout layout, Arena arena, MmuParts parts) {
    cpu = layout.cpu();
    this.arena = arena;
    awaited = layout.awaited();
    memory = arena.memory();
    controls = parts.controls();
    fault = parts.fault();
    text = parts.text();
    textMonitor = parts.textMonitor();
    buffersStores = parts.chooser().constant(Choice.STORE_BUFFER_DRAIN) != 1;
    buffer = new StoreBuffer(arena, layout.storeBuffer(), layout.spec().storeBufferEntries());
    view = new TextView(arena, layout.textView(), layout.textOverflows());
    visible = new VisibleMemory(memory, text, view);
    translator = new Translator(layout, arena, parts, buffer, this::drainAll);
    reads = translator.reads();
    writes = translator.writes();
    text.attach(view);
  }

  /** From now on someone watches what this CPU touches. */
  public void observe(Footprint observer) {
    footprint = observer;
    visible.observe(observer);
    translator.observe(observer);
  }

  /** {@return what a load with the CPU's current rights gives} */
  public long read(long linear, int size) {
    long physical = translator.fastRead(linear);
    if (physical >= 0 && isInPage(linear, size)) {
      return loadUnchecked(physical, size);
    }
    return slowly(reading, linear, size, 0);
  }

  private static long slowly(SlowAccess access, long linear, int size, long value) {
    return access.run(linear, size, value);
  }

  /** {@return what {@link #read} gives of 8 bytes} */
  public long readLong(long linear) {
    int context = translator.context();
    int place = reads.place(linear, context);
    if (!reads.holds(place, linear, context)) {
      return slowly(reading, linear, Long.BYTES, 0);
    }
    byte[] page = reads.bytes(place);
    if (page == null || !isInPage(linear, Long.BYTES)) {
      reads.refresh(place);
      return read(linear, Long.BYTES);
    }
    return PhysicalMemory.longIn(page, (int) linear & OFFSET);
  }

  private long readSlowly(long linear, int size) {
    disturb();
    if (isInPage(linear, size)) {
      return load(translator.translate(linear, AccessKind.READ), size);
    }
    long first = translator.translate(linear, AccessKind.READ);
    long second = translator.translate(nextPage(linear), AccessKind.READ);
    return loadSplit(linear, size, first, second);
  }

  /** {@return the physical address of a byte that a load may read; faults as the load would} */
  public long physicalOfRead(long linear) {
    disturb();
    return translator.translate(linear, AccessKind.READ);
  }

  /** Stores the low {@code size} bytes of a value with the CPU's current rights. */
  public void write(long linear, int size, long value) {
    long physical = translator.fastWrite(linear);
    if (physical >= 0 && isInPage(linear, size)) {
      storeUnwatched(physical, size, value);
    } else {
      slowly(writing, linear, size, value);
    }
  }

  /** Stores 8 bytes as {@link #write} does. */
  public void writeLong(long linear, long value) {
    int context = translator.context();
    int place = writes.place(linear, context);
    if (!writes.holds(place, linear, context)) {
      slowly(writing, linear, Long.BYTES, value);
      return;
    }
    byte[] page = writes.bytes(place);
    if (page == null || !isInPage(linear, Long.BYTES)) {
      write(linear, Long.BYTES, value);
      writes.refresh(place);
    } else if (memory.writeLong(page, writes.physical(place, linear), value)) {
      disturbances++;
    }
  }

  private long writeSlowly(long linear, int size, long value) {
    disturb();
    long first = translator.translate(linear, AccessKind.WRITE);
    if (isInPage(linear, size)) {
      store(linear, first, size, value);
    } else {
      long second = translator.translate(nextPage(linear), AccessKind.WRITE);
      storeSplit(linear, size, value, first, second);
    }
    return value;
  }

  /**
   * {@return what an implicit supervisor-mode load gives: of the IDT, the GDT, the TSS, whatever
   * CPL is}
   */
  public long readSystem(long linear, int size) {
    long physical = translator.fastSystemRead(linear);
    if (physical >= 0 && isInPage(linear, size)) {
      return loadUnchecked(physical, size);
    }
    disturb();
    long first = translator.translateSystem(linear, AccessKind.READ);
    if (isInPage(linear, size)) {
      return load(first, size);
    }
    long second = translator.translateSystem(nextPage(linear), AccessKind.READ);
    return loadSplit(linear, size, first, second);
  }

  /** Stores as an implicit supervisor-mode access: pushes at delivery, descriptor bits. */
  public void writeSystem(long linear, int size, long value) {
    long physical = translator.fastSystemWrite(linear);
    if (physical >= 0 && isInPage(linear, size)) {
      storeUnwatched(physical, size, value);
      return;
    }
    disturb();
    long first = translator.translateSystem(linear, AccessKind.WRITE);
    if (isInPage(linear, size)) {
      store(linear, first, size, value);
    } else {
      long second = translator.translateSystem(nextPage(linear), AccessKind.WRITE);
      storeSplit(linear, size, value, first, second);
    }
  }

  /**
   * {@return what the load of a read-modify-write gives} It needs the right to write, and faults as
   * a write.
   */
  public long readForModify(long linear, int size) {
    long physical = translator.fastWrite(linear);
    if (physical >= 0 && isInPage(linear, size)) {
      return loadUnchecked(physical, size);
    }
    return slowly(modifying, linear, size, 0);
  }

  private long readForModifySlowly(long linear, int size) {
    disturb();
    long first = translator.translate(linear, AccessKind.WRITE);
    if (isInPage(linear, size)) {
      return load(first, size);
    }
    long second = translator.translate(nextPage(linear), AccessKind.WRITE);
    return loadSplit(linear, size, first, second);
  }

  /** Stores what {@link #readForModify} gave, modified, in the same step. */
  public void writeModified(long linear, int size, long value) {
    write(linear, size, value);
  }

  /**
   * {@return what the load of a locked read-modify-write gives} Checks the right to write, then
   * drains the store buffer.
   */
  public long lockedRead(long linear, int size) {
    disturbances++;
    long physical = translator.fastWrite(linear);
    if (physical >= 0 && isInPage(linear, size)) {
      drainAll();
      return memory.read(physical, size);
    }
    return slowly(locking, linear, size, 0);
  }

  private long lockedReadSlowly(long linear, int size) {
    translator.sync();
    long first = translator.translate(linear, AccessKind.WRITE);
    if (isInPage(linear, size)) {
      drainAll();
      return visible.read(first, size);
    }
    long second = translator.translate(nextPage(linear), AccessKind.WRITE);
    drainAll();
    return loadSplit(linear, size, first, second);
  }

  /** Stores what {@link #lockedRead} gave, modified, in the same step: visible at once. */
  public void lockedWrite(long linear, int size, long value) {
    write(linear, size, value);
    drainAll();
  }

  /**
   * Fetches instruction bytes, as this CPU sees them.
   *
   * @param into receives the bytes, from its start
   * @param max how many are wanted, at least 1
   * @return how many came, 1..max: fewer if the next page cannot be fetched from; a fetch from
   *     there raises the fault
   */
  public int fetch(long linear, byte[] into, int max) {
    translator.sync();
    long first = translator.translate(linear, AccessKind.FETCH);
    int inFirst = Math.min(max, bytesLeft(linear));
    copyText(first, into, 0, inFirst);
    if (inFirst == max) {
      return max;
    }
    long second = translator.tryFetch(nextPage(linear));
    if (second < 0) {
      return inFirst;
    }
    copyText(second, into, inFirst, max - inFirst);
    return max;
  }

  private void copyText(long physical, byte[] into, int offset, int length) {
    for (int i = 0; i < length; i++) {
      into[offset + i] = (byte) textByte(physical + i);
    }
  }

  private int textByte(long physical) {
    int own = buffer.isEmpty() ? -1 : buffer.fetchByte(physical);
    if (own >= 0) {
      return own;
    }
    int stale = view.isEmpty() ? -1 : view.staleByte(physical);
    return stale >= 0 ? stale : (int) visible.read(physical, 1);
  }

  /**
   * Checks the right to fetch from a page.
   *
   * @return its physical page number (physical address divided by 4096), which stands for this
   *     linear page as long as {@link #translationEpoch} gives the same number
   */
  public long fetchPage(long linear) {
    long physical = translator.fastFetch(linear);
    if (physical < 0) {
      physical = slowly(fetching, linear, 1, 0);
    }
    return physical >>> PhysicalMemory.PAGE_SHIFT;
  }

  private long fetchSlowly(long linear) {
    disturb();
    long physical = translator.translateFetch(linear);
    if (footprint != null) {
      footprint.fetched(physical);
    }
    return physical;
  }

  /**
   * {@return a number under which answers of {@link #fetchPage} may be kept} Each change of the
   * mode or the TLB that may change an answer changes it; going back to an earlier mode or PCID may
   * bring an earlier number back, under which the earlier answers still hold.
   */
  public long translationEpoch() {
    translator.sync();
    return translator.epoch();
  }

  /**
   * {@return whether instruction bytes may differ from memory for this CPU, or a patch is under
   * way} Then the CPU takes {@link #fetch} for pages that are not {@link #isPlainText}, and calls
   * {@link #executing} for each instruction.
   */
  public boolean hasStaleText() {
    return !view.isEmpty() || buffersStores && !buffer.isEmpty() || text.hasPatches();
  }

  /** {@return whether a physical page holds what this CPU's fetches see of it} */
  public boolean isPlainText(long pageNumber) {
    long page = pageNumber << PhysicalMemory.PAGE_SHIFT;
    return !view.overlaps(page, PhysicalMemory.PAGE_BYTES)
        && !buffer.overlaps(page, PhysicalMemory.PAGE_BYTES);
  }

  /**
   * Tells the text monitor about one instruction that was fetched and is now executed.
   *
   * @param linear where it starts
   * @param length its bytes, 1..15
   */
  public void executing(long linear, int length) {
    long physical = text.physicalOf(linear);
    if (physical < 0) {
      return;
    }
    if (view.hasCondemned(physical, length)) {
      textMonitor.condemnedTextExecuted(cpu, linear, length);
    }
    if (text.hasPatches()) {
      copyText(physical, instruction, 0, length);
      if (text.isTorn(physical, instruction, length)) {
        textMonitor.tornTextExecuted(cpu, linear, length);
      }
    }
  }

  /**
   * {@return a number that changes with each access that may have done more than move data: changed
   * a translation, what {@link #hasStaleText} says, the clock, or a page of memory that is watched}
   */
  public int disturbances() {
    return disturbances + text.changes();
  }

  private void disturb() {
    disturbances++;
    translator.sync();
  }

  /** {@return how many stale bytes this CPU sees} */
  public int staleBytes() {
    return view.size();
  }

  /**
   * Fetches one stale byte anew, as the processor may at any time.
   *
   * @param index 0 up to but without {@link #staleBytes}
   */
  public void refetch(int index) {
    view.refetchAt(index);
  }

  /**
   * {@return the physical address of a stale byte}
   *
   * @param index 0 up to but without {@link #staleBytes}
   */
  public long staleByteAt(int index) {
    return view.address(index);
  }

  /**
   * {@return the byte that this CPU would fetch there, to look at}
   *
   * @param index as in {@link #staleByteAt}
   */
  public int staleByteSeen(int index) {
    return view.seen(index);
  }

  /** {@return what a load of this CPU would bring, its own buffered stores included, to look at} */
  public long seen(long physical, int size) {
    return buffer.forward(physical, size, memory.read(physical, size));
  }

  /** Makes every buffered store visible: MFENCE, locked instructions, exceptions. */
  public void drainAll() {
    while (!buffer.isEmpty()) {
      drainOne();
    }
  }

  /** Makes the oldest buffered store visible, if there is one. */
  public void drainOne() {
    if (!buffer.isEmpty()) {
      visible.write(buffer.physical(0), buffer.size(0), buffer.value(0), buffer.kind(0));
      buffer.removeOldest();
    }
  }

  /** {@return whether any store is buffered} */
  public boolean hasBufferedStores() {
    return buffersStores && !buffer.isEmpty();
  }

  /** {@return whether a store into 8 bytes of memory is buffered} */
  public boolean isBuffered(long physical) {
    return buffer.overlaps(physical, Long.BYTES);
  }

  /** {@return how many stores are buffered} */
  public int bufferedStores() {
    return buffer.size();
  }

  /**
   * {@return the physical address of the n-th buffered store, the oldest first; it has at most 8
   * bytes}
   */
  public long bufferedAt(int n) {
    return buffer.physical(n);
  }

  /** {@return whether no store is buffered} */
  public boolean storeBufferEmpty() {
    return buffer.isEmpty();
  }

  /** Serialises: drains the store buffer and refetches the instruction stream. */
  public void serialize() {
    if (arena.get(awaited) != 0) {
      arena.set(awaited, 0);
    }
    if (footprint != null) {
      footprint.serialized();
    }
    drainAll();
    if (!view.isEmpty()) {
      view.clear();
    }
  }

  /** From now on a monitor waits for this CPU to serialise. */
  public void awaitSerialization() {
    arena.set(awaited, 1);
  }

  /** It waits no more. {@return whether the CPU has not serialised meanwhile} */
  public boolean takeAwaitedSerialization() {
    boolean result = arena.get(awaited) != 0;
    arena.set(awaited, 0);
    return result;
  }

  /** INVLPG's effect on translations; no address is refused. */
  public void invlpg(long linear) {
    translator.sync();
    if (PageTableEntry.isCanonical(linear)) {
      translator.caches().invlpg(linear, translator.pcid());
    }
  }

  /**
   * INVPCID's effect on translations; raises #GP(0) as the instruction does (SDM vol. 2A, INVPCID).
   *
   * @param type the register operand
   * @param pcid the descriptor's low quadword, whose bits 63:12 must be 0
   * @param linear the descriptor's high quadword
   */
  public void invpcid(long type, long pcid, long linear) {
    translator.sync();
    if (!isValidInvpcid(type, pcid, linear)) {
      throw fault.generalProtection(0);
    }
    switch ((int) type) {
      case 0 -> translator.caches().invpcidAddress(linear, (int) pcid);
      case 1 -> translator.caches().invpcidContext((int) pcid);
      case 2 -> translator.caches().invpcidAllWithGlobal();
      default -> translator.caches().invpcidAll();
    }
  }

  /** INVLPGB's effect on translations, of this CPU or of another. Serialises nothing. */
  public void invlpgb(Invlpgb what) {
    translator.sync();
    translator.caches().invlpgb(what);
  }

  private boolean isValidInvpcid(long type, long pcid, long linear) {
    if (type < 0 || type > INVPCID_LAST_TYPE || pcid >>> 12 != 0) {
      return false;
    }
    boolean pcidsOff = (controls.cr4() & TranslationControls.CR4_PCIDE) == 0;
    if (type <= INVPCID_CONTEXT && pcidsOff && pcid != 0) {
      return false;
    }
    return type != 0 || PageTableEntry.isCanonical(linear);
  }

  /**
   * MOV to CR3 was executed; the registers hold the new value already.
   *
   * @param oldValue CR3 before
   * @param source the source operand with its bit 63
   */
  public void cr3Written(long oldValue, long source) {
    noteAddressSpace(oldValue, controls.cr3());
    translator.sync();
    translator.caches().cr3Written(source, controls.cr4());
    translator.modeChanged();
  }

  /** MOV to CR4 was executed; the registers hold the new value already. */
  public void cr4Written(long oldValue, long newValue) {
    noteAddressSpace(oldValue, newValue);
    translator.sync();
    translator.caches().cr4Written(oldValue, newValue, translator.pcid());
    translator.modeChanged();
  }

  /** CPL, CR0.WP, RFLAGS.AC or EFER changed. */
  public void modeChanged() {
    translator.modeChanged();
  }

  /**
   * PREFETCHh, PREFETCHW, PREFETCHIT0: translates an address as an access does, uses the
   * translation, and does nothing where the access would fault (SDM vol. 2B, PREFETCHh, PREFETCHW).
   */
  public void prefetch(long linear, AccessKind kind) {
    disturb();
    translator.tryAccess(linear, kind);
  }

  /**
   * The processor translates an address on its own account, without an access.
   *
   * @return whether a TLB entry was made
   */
  public boolean fillSpeculatively(long linear) {
    translator.sync();
    return translator.fillSpeculatively(linear);
  }

  /** {@return the TLB, to look at} */
  public Tlb tlb() {
    return translator.caches().tlb();
  }

  /** {@return the paging-structure caches, to look at} */
  public PagingStructureCaches structures() {
    return translator.caches().structures();
  }

  /** Drops an entry of a paging-structure cache, as the processor may at any time. */
  public void evictStructure(int index) {
    translator.sync();
    translator.caches().evictStructure(index);
  }

  /** Drops a TLB entry by its number, as the processor may at any time. */
  public void evict(int number) {
    translator.sync();
    translator.caches().evict(number);
  }

  /**
   * Condemns every cached translation of a linear range that is stale: its later use is reported to
   * the monitor and else changes nothing.
   *
   * @param start first address
   * @param end the address after the last
   */
  public void condemn(long start, long end, StaleCheck check) {
    translator.sync();
    watched |= translator.condemn(start, end, check);
  }

  /** Condemns every cached paging structure that leads to a table, which was freed. */
  public void condemnTable(long physical) {
    translator.sync();
    watched |= translator.caches().condemnTable(physical);
  }

  /** As {@link #condemn(long, long, StaleCheck)}, but only what is tagged with one PCID. */
  public void condemn(long start, long end, int pcid, StaleCheck check) {
    translator.sync();
    watched |= translator.condemn(start, end, pcid, check);
  }

  /** {@return the current PCID, 0 where there are none} */
  public int pcid() {
    translator.sync();
    return translator.pcid();
  }

  /**
   * {@return whether any translation has ever been condemned here} Then the CPU keeps RIP in its
   * register at every access, so that the monitor can say where one is used.
   */
  public boolean isWatched() {
    return watched;
  }

  /* A load through a short cut: there is memory, and the size is one that it knows. */
  private long loadUnchecked(long physical, int size) {
    long value = memory.read(physical, size);
    return !buffersStores || buffer.isEmpty() ? value : buffer.forward(physical, size, value);
  }

  private long load(long physical, int size) {
    if (!buffersStores || buffer.isEmpty()) {
      return visible.read(physical, size);
    }
    return buffer.forward(physical, size, visible.read(physical, size));
  }

  private void store(long linear, long physical, int size, long value) {
    StoreKind kind = text.kindOf(linear, physical, size);
    if (!buffersStores || isPrivate(physical, size)) {
      visible.write(physical, size, value, kind);
      return;
    }
    if (buffer.isFull()) {
      drainOne();
    }
    if (footprint != null) {
      footprint.buffered(physical, size);
    }
    buffer.push(physical, size, value, kind);
  }

  private boolean isPrivate(long physical, int size) {
    return footprint != null && !footprint.isShared(physical, size);
  }

  private void noteAddressSpace(long oldValue, long newValue) {
    if (footprint != null && oldValue != newValue) {
      footprint.addressSpaceChanged();
    }
  }

  /* A store through a short cut: never into text whose stores are watched. */
  private void storeUnwatched(long physical, int size, long value) {
    if (!buffersStores) {
      if (memory.write(physical, size, value)) {
        disturbances++;
      }
      return;
    }
    disturbances++;
    if (buffer.isFull()) {
      drainOne();
    }
    buffer.push(physical, size, value, StoreKind.PLAIN);
  }

  private long loadSplit(long linear, int size, long first, long second) {
    int inFirst = bytesLeft(linear);
    return load(first, inFirst) | load(second, size - inFirst) << inFirst * 8;
  }

  private void storeSplit(long linear, int size, long value, long first, long second) {
    int inFirst = bytesLeft(linear);
    store(linear, first, inFirst, value);
    store(nextPage(linear), second, size - inFirst, value >>> inFirst * 8);
  }

  private static boolean isInPage(long linear, int size) {
    return ((int) linear & OFFSET) <= PhysicalMemory.PAGE_BYTES - size;
  }

  private static int bytesLeft(long linear) {
    return PhysicalMemory.PAGE_BYTES - ((int) linear & OFFSET);
  }

  private static long nextPage(long linear) {
    return (linear | OFFSET) + 1;
  }

  /** An access that finds no short cut. */
  @FunctionalInterface
  private interface SlowAccess {

    /** {@return what was read} */
    long run(long linear, int size, long value);
  }
}
