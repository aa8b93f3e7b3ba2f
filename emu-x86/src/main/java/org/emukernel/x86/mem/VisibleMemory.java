package org.emukernel.x86.mem;

import org.emukernel.api.arena.PhysicalMemory;
import org.jspecify.annotations.Nullable;

/**
 * Memory as one CPU's accesses reach it once they leave the store buffer: tells the text views of
 * stores into kernel text, and answers for addresses where no memory is: reads give all ones,
 * writes are lost.
 */
final class VisibleMemory {

  private final PhysicalMemory memory;
  private final KernelText text;
  private final TextView view;
  private @Nullable Footprint footprint;

  VisibleMemory(PhysicalMemory memory, KernelText text, TextView view) {
    this.memory = memory;
    this.text = text;
    this.view = view;
  }

  void observe(Footprint observer) {
    footprint = observer;
  }

  /* size is 1..8; the bytes do not cross a page. */
  long read(long physical, int size) {
    if (!memory.contains(physical, size)) {
      return Bytes.mask(size);
    }
    if (footprint != null) {
      footprint.loaded(physical, size);
    }
    if (Integer.bitCount(size) == 1) {
      return memory.read(physical, size);
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value |= (long) memory.readByte(physical + i) << i * 8;
    }
    return value;
  }

  /* size is 1..8; the bytes do not cross a page. */
  void write(long physical, int size, long value, StoreKind kind) {
    if (!memory.contains(physical, size)) {
      return;
    }
    if (footprint != null) {
      footprint.stored(physical, size);
    }
    if (text.watchesStores(physical, size)) {
      text.storeBecomesVisible(view, kind, physical, size, value);
    }
    if (Integer.bitCount(size) == 1) {
      memory.write(physical, size, value);
      return;
    }
    for (int i = 0; i < size; i++) {
      memory.writeByte(physical + i, (int) (value >>> i * 8));
    }
  }
}
