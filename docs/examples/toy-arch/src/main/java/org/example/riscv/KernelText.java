package org.example.riscv;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.PhysicalMemory;

/** Where the kernel's instructions lie, and every hart's view of them. */
final class KernelText {

  private final PhysicalMemory memory;
  private final List<TextView> views = new ArrayList<>();
  private long start;
  private long end;

  KernelText(PhysicalMemory memory) {
    this.memory = memory;
  }

  void declare(long physical, long bytes) {
    start = physical;
    end = physical + bytes;
  }

  void attach(TextView view) {
    views.add(view);
  }

  /* A store is about to reach memory: the words that it touches become stale for every hart. */
  void storing(long physical, int size) {
    if (physical + size > start && physical < end) {
      for (long word = physical & -4; word < physical + size; word += 4) {
        int old = memory.readInt(word);
        for (TextView view : views) {
          view.changes(word, old);
        }
      }
    }
  }

  void synced(long physical, int length) {
    views.forEach(view -> view.condemn(physical, length));
  }
}
