package org.emukernel.scenarios.verify;

import org.emukernel.x86.mem.Footprint;

/** Finds out whether a step of one CPU could be seen by others, or see what they do. */
final class CpuFootprint implements Footprint {

  private static final long PAGE = -4096;

  private final int cpu;
  private final SharedWords words;
  private final StepTouches touches;
  private final Listener listener;
  private long[] changingPages = {};
  private boolean visible;
  private boolean moved;
  private boolean walksForChanging;
  private boolean serializesUnnoticed;

  /** Is told of each access to memory. */
  interface Listener {

    /** Nobody listens. */
    Listener NONE = new Listener() {};

    /** A load, or the fetch of an instruction that may be patched. */
    default void loaded(long physical, int size) {}

    /** A store. */
    default void stored(long physical, int size) {}
  }

  CpuFootprint(int cpu, SharedWords words, StepTouches touches, Listener listener) {
    this.cpu = cpu;
    this.words = words;
    this.touches = touches;
    this.listener = listener;
  }

  /** The mapping of these pages changes, so that translating them is visible. */
  void watchPages(long[] pages) {
    changingPages = pages.clone();
  }

  /**
   * From now on nobody notices when the CPU serialises: what it would still see of old text
   * afterwards the hardware may fetch anew, at any time.
   */
  void serializeUnnoticed() {
    serializesUnnoticed = true;
  }

  void begin() {
    visible = false;
    moved = false;
  }

  void setVisible() {
    visible = true;
  }

  /** {@return whether the step was noticed otherwise than by what it has touched} */
  boolean isVisible() {
    return visible;
  }

  /** {@return whether CR3 or CR4 was changed: then the hardware may fill other translations} */
  boolean addressSpaceHasChanged() {
    return moved;
  }

  @Override
  public void loaded(long physical, int size) {
    if (words.loaded(cpu, physical, size)) {
      touches.loaded(physical, size);
    }
    listener.loaded(physical, size);
  }

  /* The first byte of each instruction that is patched is stored to, by the INT3. */
  @Override
  public void fetched(long physical) {
    if (words.haveText()) {
      loaded(physical, 1);
    }
  }

  @Override
  public void stored(long physical, int size) {
    if (words.stored(cpu, physical, size)) {
      touches.stored(physical, size);
    }
    listener.stored(physical, size);
  }

  /* Its own walker sees it at once, and may walk before. */
  @Override
  public void buffered(long physical, int size) {
    visible |= words.areWalked(physical, size);
    touches.buffered(physical, size);
  }

  @Override
  public void translated(long linear) {
    walksForChanging = false;
    for (long page : changingPages) {
      walksForChanging |= (linear & PAGE) == page;
    }
    visible |= walksForChanging;
  }

  /* Of all other pages every walk finds the same, whenever it comes. */
  @Override
  public void entryLoaded(long physical) {
    if (walksForChanging) {
      words.walked(physical);
    }
  }

  @Override
  public void entryStored(long physical) {
    if (walksForChanging) {
      words.walkerStored(physical);
    }
  }

  /* Without stale text there is nothing that a sync could change. */
  @Override
  public void serialized() {
    visible |= words.haveText() && !serializesUnnoticed;
  }

  @Override
  public void addressSpaceChanged() {
    moved = true;
  }

  @Override
  public boolean isShared(long physical, int size) {
    return words.contains(physical, size);
  }
}
