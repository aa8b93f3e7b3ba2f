package org.emukernel.entry.defer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.strategy.Decision;
import org.emukernel.api.strategy.DeferralStrategy;
import org.emukernel.api.strategy.SenderView;

/** CPU 0's view of words in memory; it notes what was accessed. */
final class TestSenderView implements SenderView {

  private static final int LIMIT = 100;

  private final CpuMask isolated;
  private final Map<String, Long> symbols = new HashMap<>();
  private final Map<Long, Long> memory = new HashMap<>();
  private final List<Long> accesses = new ArrayList<>();
  private long[] notes = new long[NOTES];
  private boolean inUserMode;

  TestSenderView(CpuMask isolated) {
    this.isolated = isolated;
  }

  /** Asks as the sender does, until there is an answer. */
  Decision decide(DeferralStrategy strategy, IpiWork work, int target) {
    for (int i = 0; i < LIMIT; i++) {
      Decision decision = strategy.decide(work, target, this);
      if (decision != Decision.AGAIN) {
        return decision;
      }
    }
    throw new AssertionError("no answer");
  }

  void nextCall() {
    notes = new long[NOTES];
  }

  void put(String symbol, int cpu, long offset, long value) {
    memory.put(perCpu(symbol, cpu) + offset, value);
  }

  long get(String symbol, int cpu, long offset) {
    return memory.getOrDefault(perCpu(symbol, cpu) + offset, 0L);
  }

  List<Long> accesses() {
    return accesses;
  }

  void border(boolean targetInUserMode) {
    inUserMode = targetInUserMode;
  }

  @Override
  public int cpu() {
    return 0;
  }

  @Override
  public CpuMask isolated() {
    return isolated;
  }

  @Override
  public long perCpu(String name, int cpu) {
    return symbols.computeIfAbsent(name + cpu, key -> symbols.size() + 1L << 24);
  }

  @Override
  public long load(long linear, int size) {
    accesses.add(linear);
    return memory.getOrDefault(linear, 0L);
  }

  @Override
  public void store(long linear, int size, long value) {
    accesses.add(linear);
    memory.put(linear, value);
  }

  @Override
  public long compareExchange(long linear, int size, long expected, long value) {
    long old = load(linear, size);
    if (old == expected) {
      memory.put(linear, value);
    }
    return old;
  }

  @Override
  public long fetchAdd(long linear, int size, long delta) {
    long old = load(linear, size);
    memory.put(linear, old + delta);
    return old;
  }

  @Override
  public long fetchOr(long linear, int size, long bits) {
    long old = load(linear, size);
    memory.put(linear, old | bits);
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
    return inUserMode;
  }
}
