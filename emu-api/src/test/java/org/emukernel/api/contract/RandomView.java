package org.emukernel.api.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.arena.SplitMix64;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.strategy.SenderView;

/**
 * A sender's view of memory that holds anything, small numbers above all; now and then another CPU
 * changes a word between two steps. The same seed is the same memory.
 */
final class RandomView implements SenderView {

  /** Address bits of one CPU's copy of a symbol. */
  private static final int COPY_BITS = 36;

  private static final int SYMBOL_BITS = 48;
  private static final int CHANGES_ONE_IN = 16;

  private final long seed;
  private final int sender;
  private final CpuMask isolated;
  private final Map<Long, Long> memory = new HashMap<>();
  private final List<String> accesses = new ArrayList<>();
  private final long[] notes = new long[NOTES];
  private long drawn;
  private int shared;
  private int mostShared;

  RandomView(long seed, int sender, CpuMask isolated) {
    this.seed = seed;
    this.sender = sender;
    this.isolated = isolated;
  }

  void nextStep() {
    shared = 0;
    long word = SplitMix64.mix(seed ^ ++drawn * SplitMix64.GOLDEN_GAMMA);
    if (word % CHANGES_ONE_IN == 0) {
      memory.replaceAll((linear, value) -> small(word ^ linear));
    }
  }

  List<String> accesses() {
    return List.copyOf(accesses);
  }

  int mostShared() {
    return mostShared;
  }

  private static long small(long any) {
    long word = SplitMix64.mix(any);
    return switch ((int) (word >>> 61)) {
      case 0, 1, 2 -> 0;
      case 3, 4 -> 1;
      default -> word & 0xffff;
    };
  }

  private long access(String what, long linear, int size, long value) {
    accesses.add("%s %d bytes at 0x%x, 0x%x".formatted(what, size, linear, value));
    boolean own = (linear >>> COPY_BITS & 0xfff) == sender;
    if (!own) {
      shared++;
      mostShared = Math.max(mostShared, shared);
    }
    return memory.computeIfAbsent(linear, address -> small(seed ^ address)) & mask(size);
  }

  private static long mask(int size) {
    return size == Long.BYTES ? -1 : (1L << size * Byte.SIZE) - 1;
  }

  @Override
  public int cpu() {
    return sender;
  }

  @Override
  public CpuMask isolated() {
    return isolated;
  }

  @Override
  public long perCpu(String name, int cpu) {
    return (long) (name.hashCode() & 0x3fff) << SYMBOL_BITS | (long) cpu << COPY_BITS;
  }

  @Override
  public long load(long linear, int size) {
    return access("load", linear, size, 0);
  }

  @Override
  public long compareExchange(long linear, int size, long expected, long value) {
    long old = access("compareExchange", linear, size, value);
    if (old == (expected & mask(size))) {
      memory.put(linear, value & mask(size));
    }
    return old;
  }

  @Override
  public void store(long linear, int size, long value) {
    access("store", linear, size, value);
    memory.put(linear, value & mask(size));
  }

  @Override
  public long fetchAdd(long linear, int size, long delta) {
    long old = access("fetchAdd", linear, size, delta);
    memory.put(linear, old + delta & mask(size));
    return old;
  }

  @Override
  public long fetchOr(long linear, int size, long bits) {
    long old = access("fetchOr", linear, size, bits);
    memory.put(linear, (old | bits) & mask(size));
    return old;
  }

  @Override
  public long note(int i) {
    return notes[i];
  }

  @Override
  public void setNote(int i, long value) {
    notes[i] = value;
  }

  @Override
  public boolean leaveAtBorder(int target, IpiWork work) {
    boolean inUserMode = small(seed + target) == 0;
    accesses.add("leaveAtBorder " + target + " " + inUserMode);
    return inUserMode;
  }
}
