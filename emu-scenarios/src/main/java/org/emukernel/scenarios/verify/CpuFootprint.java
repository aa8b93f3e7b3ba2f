package org.emukernel.scenarios.verify;

import java.util.function.LongConsumer;
import org.emukernel.x86.mem.Footprint;

/** Finds out whether a step of one CPU could be seen by others, or see what they do. */
final class CpuFootprint implements Footprint {

  private static final long PAGE = -4096;

  private final int cpu;
  private final SharedWords words;
  private final LongConsumer stores;
  private long[] changingPages = {};
  private boolean visible;
  private boolean walksForChanging;

  /**
   * Makes one.
   *
   * @param stores told the physical address of each store
   */
  CpuFootprint(int cpu, SharedWords words, LongConsumer stores) {
    this.cpu = cpu;
    this.words = words;
    this.stores = stores;
  }

  /** The mapping of these pages changes, so that translating them is visible. */
  void watchPages(long[] pages) {
    changingPages = pages.clone();
  }

  void begin() {
    visible = false;
  }

  void setVisible() {
    visible = true;
  }

  boolean isVisible() {
    return visible;
  }

  @Override
  public void loaded(long physical, int size) {
    visible |= words.loaded(cpu, physical, size);
  }

  @Override
  public void stored(long physical, int size) {
    visible |= words.stored(cpu, physical, size);
    stores.accept(physical);
  }

  /* Its own walker sees it at once, and may walk before. */
  @Override
  public void buffered(long physical, int size) {
    visible |= words.areWalked(physical, size);
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
    visible |= words.haveText();
  }

  /* What the hardware may fill changes; what is dropped could as well never have been filled. */
  @Override
  public void addressSpaceChanged() {
    visible = true;
  }

  @Override
  public boolean isShared(long physical, int size) {
    return words.contains(physical, size);
  }
}
