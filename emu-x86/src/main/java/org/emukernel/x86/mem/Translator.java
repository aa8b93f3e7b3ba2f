package org.emukernel.x86.mem;

import java.util.function.LongUnaryOperator;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.machine.AccessMonitor;
import org.emukernel.api.machine.TlbMonitor;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.paging.AccessKind;
import org.emukernel.x86.paging.AccessMode;
import org.emukernel.x86.paging.PageFaultCode;
import org.emukernel.x86.paging.PageTableEntry;
import org.emukernel.x86.paging.PageWalker;
import org.emukernel.x86.paging.TranslationControls;
import org.emukernel.x86.tlb.PagingStructureCaches;
import org.emukernel.x86.tlb.StaleCheck;
import org.emukernel.x86.tlb.Tlb;
import org.emukernel.x86.tlb.TlbChangeListener;
import org.emukernel.x86.tlb.TranslationCaches;
import org.jspecify.annotations.Nullable;

/**
 * Turns linear addresses into physical ones for one CPU: canonical check, short cut, TLB, page
 * walk, faults.
 */
final class Translator {

  private static final long OFFSET = 4095;

  /* Tells the two roots of a pair apart where they share a PCID: what is global stays under both. */
  private static final int LOWEST_FRAME_BIT = 1 << 12;

  private final int cpu;
  private final TranslationControls controls;
  private final ProcessorException fault;
  private final CpuClock clock;
  private final TlbMonitor monitor;
  private final Arena arena;
  private final KernelText text;
  private final boolean shortCuts;
  private final TranslationCaches caches;
  private final Tlb tlb;
  private final PagingStructureCaches structures;
  private final WalkerMemory walkerMemory;
  private final PageWalker walker;
  private final ShortCuts cuts;
  private final FastTranslations reads;
  private final FastTranslations writes;
  private final FastTranslations instrumentable;
  private final FastTranslations otherCode;
  private final AccessMonitor accessMonitor;
  private final Contexts contexts = new Contexts(this::clearShortCuts);

  /* From which pages was fetched since the contexts were forgotten last. */
  private final PageFilter fetched = new PageFilter();

  /*
   * The slow way for each kind of access. All are called from one place, which so has more receivers than the just-in-time compiler
   * follows: it would else put the whole of a page walk to each place that accesses memory, which took most of its time.
   */
  private final LongUnaryOperator reading =
      linear -> translateOrFault(linear, AccessKind.READ, Requester.PROGRAM);
  private final LongUnaryOperator writing =
      linear -> translateOrFault(linear, AccessKind.WRITE, Requester.PROGRAM);
  private final LongUnaryOperator fetching =
      linear -> translateOrFault(linear, AccessKind.FETCH, Requester.PROGRAM);

  /* All below is derived from the registers and the TLB, or scratch of one translation. */
  private int mode;
  private int systemMode;
  private int pcid;
  private int context;
  private int systemContext;
  private long epoch;
  private boolean outdated = true;

  /*
   * The kind of code that was last fetched: short cuts of the other kind are not found, so that the monitor is asked. Starts anew after
   * an undo. A flag and not a reference to one of the two, which would cost the collector's barrier at each change.
   */
  private boolean inInstrumentable;

  private @Nullable Footprint footprint;
  private int faultCause;
  private long firstStructure;
  private StartsFrom startsFrom = StartsFrom.CURRENT;

  Translator(MmuLayout layout, Arena arena, MmuParts parts, StoreBuffer buffer, Runnable drain) {
    this.cpu = layout.cpu();
    this.arena = arena;
    this.controls = parts.controls();
    this.fault = parts.fault();
    this.clock = parts.clock();
    this.monitor = parts.tlbMonitor();
    this.text = parts.text();
    this.shortCuts = layout.spec().fastPath() == MmuSpec.FastPath.ON;
    FastTranslations.Data data =
        parts.chooser().constant(Choice.STORE_BUFFER_DRAIN) == 1
            ? FastTranslations.Data.IN_MEMORY
            : FastTranslations.Data.ALSO_BUFFERED;
    this.cuts = new ShortCuts(arena.memory(), data);
    this.reads = cuts.of(ShortCuts.Kind.READ);
    this.writes = cuts.of(ShortCuts.Kind.WRITE);
    this.instrumentable = cuts.of(ShortCuts.Kind.INSTRUMENTABLE_FETCH);
    this.otherCode = cuts.of(ShortCuts.Kind.OTHER_FETCH);
    this.accessMonitor = parts.accessMonitor();
    this.caches = new TranslationCaches(layout.tlb(), arena, new ShortCutDropper());
    this.tlb = caches.tlb();
    this.structures = caches.structures();
    this.walkerMemory = new WalkerMemory(arena.memory(), buffer, drain);
    this.walker = new PageWalker(walkerMemory);
    arena.onRewind(this::rewound);
  }

  /*
   * Must run before anything else but a short cut is asked: follows an undo of the registers and
   * the TLB.
   */
  void sync() {
    if (outdated) {
      translationsChanged();
    }
  }

  /* No short cut is under context 0, so that each access comes to sync first. */
  private void rewound() {
    outdated = true;
    inInstrumentable = false;
    context = Contexts.NONE;
    systemContext = Contexts.NONE;
  }

  void modeChanged() {
    if (outdated) {
      outdated = false;
      contexts.forgetAll();
      fetched.clear();
    }
    mode = AccessMode.of(controls);
    systemMode = AccessMode.implicitSupervisor(mode);
    pcid = TranslationCaches.pcid(controls.cr3(), controls.cr4());
    contexts.makeRoomForPair();
    int root = pcid | (int) controls.cr3() & LOWEST_FRAME_BIT;
    context = contexts.numberOf(root, mode);
    systemContext = contexts.numberOf(root, systemMode);
    epoch = contexts.unique(context);
  }

  private void translationsChanged() {
    contexts.forgetAll();
    fetched.clear();
    modeChanged();
  }

  private void clearShortCuts() {
    cuts.clear();
  }

  long epoch() {
    return epoch;
  }

  long fastRead(long linear) {
    return reads.physical(linear, context);
  }

  long fastWrite(long linear) {
    return writes.physical(linear, context);
  }

  /* The short cuts of reads, to look into under context. */
  FastTranslations reads() {
    return reads;
  }

  FastTranslations writes() {
    return writes;
  }

  int context() {
    return context;
  }

  long fastSystemRead(long linear) {
    return reads.physical(linear, systemContext);
  }

  long fastSystemWrite(long linear) {
    return writes.physical(linear, systemContext);
  }

  long fastFetch(long linear) {
    return fetches().physical(linear, context);
  }

  private FastTranslations fetches() {
    return inInstrumentable ? instrumentable : otherCode;
  }

  /* The physical address of a fetch that fastFetch did not know; raises #GP or #PF. */
  long translateFetch(long linear) {
    inInstrumentable = accessMonitor.fetching(cpu, linear) == AccessMonitor.CodeKind.INSTRUMENTABLE;
    long physical = fetches().physical(linear, context);
    return physical >= 0 ? physical : translate(linear, AccessKind.FETCH);
  }

  void observe(Footprint observer) {
    footprint = observer;
    walkerMemory.observe(observer);
  }

  /* The physical address for an explicit access; raises #GP or #PF. */
  long translate(long linear, AccessKind kind) {
    LongUnaryOperator way =
        switch (kind) {
          case READ -> reading;
          case WRITE -> writing;
          case FETCH -> fetching;
        };
    return way.applyAsLong(linear);
  }

  /* The physical address for an implicit supervisor access; raises #GP or #PF. */
  long translateSystem(long linear, AccessKind kind) {
    return translateOrFault(linear, kind, Requester.SYSTEM);
  }

  private long translateOrFault(long linear, AccessKind kind, Requester requester) {
    if (!PageTableEntry.isCanonical(linear)) {
      throw fault.generalProtection(0);
    }
    long physical = tryTranslate(linear, kind, requester);
    if (physical < 0) {
      caches.pageFaulted(linear, pcid);
      throw fault.pageFault(linear, PageFaultCode.of(faultCause, kind, modeOf(requester)));
    }
    return physical;
  }

  private int modeOf(Requester requester) {
    return requester == Requester.PROGRAM ? mode : systemMode;
  }

  /* As translate for a fetch, but -1 and no effect of a fault where that would raise one. */
  long tryFetch(long linear) {
    return tryAccess(linear, AccessKind.FETCH);
  }

  /* As tryFetch, for any kind of access. */
  long tryAccess(long linear, AccessKind kind) {
    return PageTableEntry.isCanonical(linear) ? tryTranslate(linear, kind, Requester.PROGRAM) : -1;
  }

  private long tryTranslate(long linear, AccessKind kind, Requester requester) {
    if (footprint != null) {
      footprint.translated(linear);
    }
    int number = tlb.find(linear, pcid);
    if (number >= 0) {
      long translation = tlb.translation(number);
      if (!AccessMode.permits(translation, kind, modeOf(requester))) {
        faultCause = PageFaultCode.PRESENT;
        return -1;
      }
      if (kind != AccessKind.WRITE || (translation & PageTableEntry.DIRTY) != 0) {
        return use(linear, kind, requester, number);
      }
      caches.dropAddress(linear, pcid);
    }
    if (!walk(linear, kind, modeOf(requester))) {
      return -1;
    }
    long physical = physical(linear, walker.level(), walker.translation());
    return waitsForNextUse(linear, kind, requester)
        ? physical
        : used(linear, kind, requester, physical);
  }

  /* Of an entry that the TLB had, and that may be condemned. */
  private long use(long linear, AccessKind kind, Requester requester, int number) {
    long physical = physical(linear, tlb.level(number), tlb.translation(number));
    if (!tlb.isCondemned(number)) {
      return used(linear, kind, requester, physical);
    }
    reportKernelAccess(linear, requester);
    if (tlb.isCondemned(number, kind)) {
      long frame = tlb.translation(number) & PageTableEntry.FRAME;
      monitor.condemnedTranslationUsed(cpu, linear, frame);
    }
    if (kind == AccessKind.FETCH) {
      translationsChanged();
      fetched.add(linear);
    }
    return physical;
  }

  private static long physical(long linear, int level, long translation) {
    long offset = (1L << PageTableEntry.shift(level)) - 1;
    return translation & PageTableEntry.FRAME | linear & offset;
  }

  /* Of an entry that is not condemned. */
  private long used(long linear, AccessKind kind, Requester requester, long physical) {
    reportKernelAccess(linear, requester);
    if (shortCuts) {
      addShortCut(linear, kind, requester, physical);
    }
    if (kind == AccessKind.FETCH) {
      fetched.add(linear);
    }
    return physical;
  }

  /*
   * Whether not the access that fills the TLB makes the short cut, but the next one: a program that misses all the time uses most pages
   * once, and a short cut to be dropped costs more than it saves then. Not where a monitor hears of each access without a short cut: it
   * would hear of two.
   */
  private boolean waitsForNextUse(long linear, AccessKind kind, Requester requester) {
    return kind == AccessKind.READ && !isKernelAccessByUser(linear, requester);
  }

  private void reportKernelAccess(long linear, Requester requester) {
    if (isKernelAccessByUser(linear, requester)) {
      accessMonitor.kernelAccessedByUser(cpu, linear);
    }
  }

  private boolean isKernelAccessByUser(long linear, Requester requester) {
    return linear < 0 && (modeOf(requester) & AccessMode.USER) != 0;
  }

  private void addShortCut(long linear, AccessKind kind, Requester requester, long physical) {
    long page = physical & ~OFFSET;
    if (!arena.memory().contains(page, (int) OFFSET + 1)) {
      return;
    }
    int number = requester == Requester.PROGRAM ? context : systemContext;
    switch (kind) {
      case READ -> cuts.put(ShortCuts.Kind.READ, linear, number, physical);
      case FETCH -> cuts.put(fetchKind(), linear, number, physical);
      case WRITE -> {
        if (!text.watchesStores(page, OFFSET + 1)) {
          cuts.put(ShortCuts.Kind.WRITE, linear, number, physical);
        }
      }
    }
  }

  private ShortCuts.Kind fetchKind() {
    return inInstrumentable ? ShortCuts.Kind.INSTRUMENTABLE_FETCH : ShortCuts.Kind.OTHER_FETCH;
  }

  /*
   * Of an address that is not in the TLB; false for a fault. The loop of insertStructures stands here once more, since a method with a loop
   * of its own is compiled before those that call it, which then call it: with all of a walk inside them they were slower by a tenth.
   */
  private boolean walk(long linear, AccessKind kind, int accessMode) {
    clock.charge(Cost.PAGE_WALK);
    int first = firstLevel(linear);
    reportStart(linear);
    boolean permitted = walker.walk(linear, first, firstStructure, kind, accessMode);
    for (int level = first; level > walker.level(); level--) {
      structures.insertAbsent(linear, level, pcid, walker.structure(level));
    }
    if (!permitted) {
      faultCause = walker.faultCause();
      return false;
    }
    caches.insertAbsent(linear, walker.level(), pcid, walkedTranslation());
    return true;
  }

  /* What the walk passed. It was not there, or else the walk would have begun below it. */
  private void insertStructures(long linear, int first) {
    for (int level = first; level > walker.level(); level--) {
      structures.insertAbsent(linear, level, pcid, walker.structure(level));
    }
  }

  private long walkedTranslation() {
    boolean global = (controls.cr4() & TranslationControls.CR4_PGE) != 0;
    long translation = walker.translation();
    return global ? translation : translation & ~PageTableEntry.GLOBAL;
  }

  /* Where the walk starts: below the lowest cached structure, or at CR3. */
  private int firstLevel(long linear) {
    int index = structures.findLowest(linear, pcid);
    StartsFrom start = startOf(index);
    if (startsFrom != start) {
      startsFrom = start;
    }
    if (index < 0) {
      firstStructure = controls.cr3() & PageTableEntry.FRAME | PageWalker.ALL_RIGHTS;
      return PageTableEntry.TOP_LEVEL;
    }
    firstStructure = structures.structure(index);
    return structures.level(index) - 1;
  }

  private StartsFrom startOf(int index) {
    if (index < 0) {
      return StartsFrom.CURRENT;
    }
    if (structures.isFreed(index)) {
      return StartsFrom.FREED;
    }
    return structures.isCondemned(index) ? StartsFrom.OLD : StartsFrom.CURRENT;
  }

  private void reportStart(long linear) {
    long table = firstStructure & PageTableEntry.FRAME;
    switch (startsFrom) {
      case CURRENT -> {}
      case OLD -> monitor.condemnedStructureUsed(cpu, linear, table);
      case FREED -> monitor.freedTableUsed(cpu, linear, table);
    }
  }

  /*
   * The processor translates on its own account; whether a TLB entry was made. From an old structure it may, as long as the table is there,
   * but nobody may use what it finds; in a table that was freed it would set accessed flags.
   */
  boolean fillSpeculatively(long linear) {
    if (!PageTableEntry.isCanonical(linear)) {
      return false;
    }
    if (footprint != null) {
      footprint.translated(linear);
    }
    int level = firstLevel(linear);
    if (startsFrom == StartsFrom.FREED) {
      reportStart(linear);
    }
    boolean found = walker.walkSpeculatively(linear, level, firstStructure, mode);
    insertStructures(linear, level);
    if (found) {
      int number = caches.insert(linear, walker.level(), pcid, walkedTranslation());
      if (startsFrom != StartsFrom.CURRENT) {
        caches.condemn(number);
      }
    }
    return found;
  }

  TranslationCaches caches() {
    return caches;
  }

  int pcid() {
    return pcid;
  }

  boolean condemn(long start, long end, StaleCheck check) {
    return caches.condemn(start, end, check);
  }

  boolean condemn(long start, long end, int tag, StaleCheck check) {
    return caches.condemn(start, end, tag, check);
  }

  /** What the walk's first table is. */
  private enum StartsFrom {
    /** What CR3 leads to, as far as anybody said. */
    CURRENT,
    /** What was flushed. */
    OLD,
    /** Freed. */
    FREED
  }

  private enum Requester {
    PROGRAM,
    SYSTEM
  }

  private final class ShortCutDropper implements TlbChangeListener {

    @Override
    public void pageChanged(long linear) {
      cuts.dropPage(linear);
      if (fetched.mayContain(linear)) {
        translationsChanged();
      }
    }

    @Override
    public void allChanged() {
      translationsChanged();
    }
  }
}
