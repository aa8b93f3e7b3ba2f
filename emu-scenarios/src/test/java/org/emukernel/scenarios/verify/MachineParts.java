package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.CellVisitor;
import org.emukernel.api.arena.PhysicalMemory;

/**
 * The contents of an arena in parts: the slots of each CPU, observers apart, and each page of
 * memory. Each content that a part has had gets a number; number 0 is what it had at first.
 */
final class MachineParts {

  /** What the cells of a part hold. */
  private record Content(long[] values) {

    @Override
    public boolean equals(Object other) {
      return other instanceof Content content && Arrays.equals(values, content.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /** One part: the cells of it that have ever changed, and the contents that they have had. */
  private final class Part {

    final boolean isObserver;
    long[] cells = new long[16];
    long[] initial = new long[16];
    int size;
    final List<Content> contents = new ArrayList<>();
    final Map<Content, Integer> numbers = new HashMap<>();
    int current;
    boolean isDirty;

    Part(boolean isObserver) {
      this.isObserver = isObserver;
      contents.add(new Content(new long[0]));
      numbers.put(contents.get(0), 0);
    }

    void add(long cell) {
      if (size == cells.length) {
        cells = Arrays.copyOf(cells, size * 2);
        initial = Arrays.copyOf(initial, size * 2);
      }
      cells[size] = cell;
      initial[size] = initially(cell);
      size++;
    }

    int number() {
      if (isDirty) {
        Content content = content();
        Integer known = numbers.get(content);
        if (known == null) {
          known = contents.size();
          numbers.put(content, known);
          contents.add(content);
        }
        current = known;
        isDirty = false;
      }
      return current;
    }

    /* Cells that stand last and have their first value are left out, so that new cells change no number. */
    private Content content() {
      int length = size;
      while (length > 0 && read(cells[length - 1]) == initial[length - 1]) {
        length--;
      }
      long[] values = new long[length];
      for (int i = 0; i < length; i++) {
        values[i] = read(cells[i]);
      }
      return new Content(values);
    }

    void restore(int number) {
      if (number == current && !isDirty) {
        return;
      }
      long[] values = contents.get(number).values;
      for (int i = 0; i < size; i++) {
        write(cells[i], i < values.length ? values[i] : initial[i]);
      }
      current = number;
      isDirty = false;
    }
  }

  private final Arena arena;
  private final PhysicalMemory memory;
  private final long[] firstSlots;
  private final Map<Long, byte[]> firstPages = new HashMap<>();
  private final Map<String, Part> byName = new LinkedHashMap<>();
  private final List<Part> parts = new ArrayList<>();
  private final Part[] bySlot;
  private final Map<Long, Part> byWord = new HashMap<>();
  private final CellVisitor changes =
      new CellVisitor() {
        @Override
        public void slot(int slot) {
          changed(slot);
        }

        @Override
        public void word(long address) {
          changed(~address);
        }
      };

  /** Notes what an arena with an open journal holds. */
  MachineParts(Arena arena) {
    this.arena = arena;
    this.memory = arena.memory();
    firstSlots = new long[arena.slotCount()];
    bySlot = new Part[firstSlots.length];
    for (int slot = 0; slot < firstSlots.length; slot++) {
      firstSlots[slot] = arena.get(slot);
    }
    for (long page = 0; page < memory.bytes(); page += PhysicalMemory.PAGE_BYTES) {
      byte[] written = memory.writtenPage(page);
      if (written != null) {
        firstPages.put(page, written.clone());
      }
    }
    arena.truncateJournal();
  }

  /* Slots as they are, words of memory as the complement of their address. */
  private long read(long cell) {
    return cell >= 0 ? arena.get((int) cell) : memory.readLong(~cell);
  }

  private void write(long cell, long value) {
    if (cell >= 0) {
      arena.set((int) cell, value);
    } else {
      memory.writeLong(~cell, value);
    }
  }

  private long initially(long cell) {
    if (cell >= 0) {
      return firstSlots[(int) cell];
    }
    int offset = (int) ~cell & PhysicalMemory.PAGE_BYTES - 1;
    byte[] page = firstPages.get(~cell - offset);
    return page == null ? 0 : PhysicalMemory.longIn(page, offset);
  }

  /* Parts that were written to since the last look have no number yet. */
  private void noteChanges() {
    arena.changedSince(0, changes);
    arena.truncateJournal();
  }

  /** {@return the numbers of the contents, without trailing zeros} */
  int[] current() {
    noteChanges();
    int[] numbers = new int[parts.size()];
    int length = 0;
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = parts.get(i).number();
      length = numbers[i] == 0 ? length : i + 1;
    }
    return Arrays.copyOf(numbers, length);
  }

  private void changed(long cell) {
    Part part = cell >= 0 ? bySlot[(int) cell] : byWord.get(cell);
    if (part == null) {
      part = byName.computeIfAbsent(name(cell), name -> new Part(name.startsWith("observer")));
      if (parts.size() < byName.size()) {
        parts.add(part);
      }
      if (cell >= 0) {
        bySlot[(int) cell] = part;
      } else {
        byWord.put(cell, part);
      }
      part.add(cell);
    }
    part.isDirty = true;
  }

  private String name(long cell) {
    if (cell < 0) {
      return "memory " + (~cell >>> PhysicalMemory.PAGE_SHIFT);
    }
    String kind = arena.isObserver((int) cell) ? "observer " : "state ";
    return kind + arena.nameOf((int) cell).replaceFirst("\\..*", "");
  }

  /** Writes contents back. */
  void restore(int[] numbers) {
    noteChanges();
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).restore(i < numbers.length ? numbers[i] : 0);
    }
    arena.truncateJournal();
    arena.rewound();
  }

  /** {@return numbers for comparison, with room for one more at the end} */
  int[] withoutObservers(int[] numbers) {
    int[] key = new int[numbers.length + 1];
    int length = 0;
    for (int i = 0; i < numbers.length; i++) {
      if (!parts.get(i).isObserver) {
        key[length++] = numbers[i];
      }
    }
    while (length > 0 && key[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(key, length + 1);
  }
}
