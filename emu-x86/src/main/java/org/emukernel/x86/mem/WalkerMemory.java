package org.emukernel.x86.mem;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.x86.paging.EntryMemory;
import org.emukernel.x86.paging.PageTableEntry;
import org.jspecify.annotations.Nullable;

/**
 * Paging structures as one CPU's page walker sees them: its loads see the CPU's own buffered stores
 * like any load of that CPU, and setting A or D is one atomic access to memory. If the CPU has a
 * store to that very entry in its buffer, the buffer drains first, since the store would take the
 * bit back.
 */
final class WalkerMemory implements EntryMemory {

  private final PhysicalMemory memory;
  private final StoreBuffer buffer;
  private final Runnable drain;
  private @Nullable Footprint footprint;

  WalkerMemory(PhysicalMemory memory, StoreBuffer buffer, Runnable drain) {
    this.memory = memory;
    this.buffer = buffer;
    this.drain = drain;
  }

  void observe(Footprint observer) {
    footprint = observer;
  }

  @Override
  public long readEntry(long physical) {
    if (!memory.contains(physical, PageTableEntry.BYTES)) {
      return -1;
    }
    if (footprint != null) {
      footprint.entryLoaded(physical);
    }
    long value = memory.readLong(physical);
    return buffer.isEmpty() ? value : buffer.forward(physical, PageTableEntry.BYTES, value);
  }

  @Override
  public void setBits(long physical, long bits) {
    if (buffer.overlaps(physical, PageTableEntry.BYTES)) {
      drain.run();
    }
    if (footprint != null) {
      footprint.entryStored(physical);
    }
    memory.writeLong(physical, memory.readLong(physical) | bits);
  }
}
