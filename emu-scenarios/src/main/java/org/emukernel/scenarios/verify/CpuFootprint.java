package org.emukernel.scenarios.verify;

import org.emukernel.x86.mem.Footprint;

/** Finds out whether a step of one CPU could be seen by others, or see what they do. */
final class CpuFootprint implements Footprint {

  private static final long PAGE = -4096;

  private final int cpu;
  private final SharedWords words;
  private final StackWords stacks;
  private long[] changingPages = {};
  private boolean visible;

  CpuFootprint(int cpu, SharedWords words, StackWords stacks) {
    this.cpu = cpu;
    this.words = words;
    this.stacks = stacks;
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
    words.loaded(cpu, physical, size);
    visible |= words.contains(physical, size);
  }

  @Override
  public void stored(long physical, int size) {
    words.stored(cpu, physical, size);
    visible |= words.contains(physical, size);
    stacks.stored(physical);
  }

  @Override
  public void translated(long linear) {
    for (long page : changingPages) {
      visible |= (linear & PAGE) == page;
    }
  }

  @Override
  public void ordered() {
    visible = true;
  }

  @Override
  public boolean isShared(long physical, int size) {
    return words.contains(physical, size);
  }
}
