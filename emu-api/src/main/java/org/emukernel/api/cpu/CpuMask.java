package org.emukernel.api.cpu;

import java.util.BitSet;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * An immutable set of CPU numbers, read and printed in the list format of Linux (cpulist: {@code
 * 0-3,8,10-35}; strides as in {@code 0-31:2/4} are read too). Source: Linux,
 * Documentation/core-api/printk-formats "bitmap and its derivatives", lib/bitmap-str.c
 * bitmap_parselist().
 */
public final class CpuMask {

  /** The highest CPU number that is read, as with the largest NR_CPUS of Linux x86-64. */
  public static final int MAX_CPU = 8191;

  private static final CpuMask NONE = new CpuMask(new BitSet());

  private final BitSet bits;

  private CpuMask(BitSet bits) {
    this.bits = bits;
  }

  /** {@return the empty set} */
  public static CpuMask none() {
    return NONE;
  }

  /** {@return the set of these CPUs} */
  public static CpuMask of(int... cpus) {
    BitSet bits = new BitSet();
    for (int cpu : cpus) {
      bits.set(requireCpu(cpu));
    }
    return new CpuMask(bits);
  }

  /** {@return the CPUs from {@code first} up to but without {@code end}} */
  public static CpuMask range(int first, int end) {
    BitSet bits = new BitSet();
    bits.set(first, end);
    return new CpuMask(bits);
  }

  /**
   * Reads a cpulist.
   *
   * @param list such as {@code 0-3,8,10-35}; empty for no CPU
   * @throws IllegalArgumentException if it is no cpulist; the message names the part and what was
   *     expected
   */
  public static CpuMask parse(String list) {
    BitSet bits = new BitSet();
    String trimmed = list.strip();
    if (!trimmed.isEmpty()) {
      for (String part : trimmed.split(",", -1)) {
        addPart(bits, part.strip(), list);
      }
    }
    return new CpuMask(bits);
  }

  /* One of: a, a-b, a-b:used/group. */
  private static void addPart(BitSet bits, String part, String list) {
    int colon = part.indexOf(':');
    String range = colon < 0 ? part : part.substring(0, colon);
    int dash = range.indexOf('-');
    int first = number(dash < 0 ? range : range.substring(0, dash), part, list);
    int last = dash < 0 ? first : number(range.substring(dash + 1), part, list);
    if (last < first) {
      throw new IllegalArgumentException(
          "cpulist \"" + list + "\": \"" + part + "\" ends before it begins");
    }
    int used = 1;
    int group = 1;
    if (colon >= 0) {
      int slash = part.indexOf('/', colon);
      if (slash < 0 || dash < 0) {
        throw bad(part, list);
      }
      used = number(part.substring(colon + 1, slash), part, list);
      group = number(part.substring(slash + 1), part, list);
      if (group == 0 || used > group) {
        throw bad(part, list);
      }
    }
    for (int cpu = first; cpu <= last; cpu++) {
      if ((cpu - first) % group < used) {
        bits.set(cpu);
      }
    }
  }

  private static int number(String digits, String part, String list) {
    if (digits.isEmpty()
        || digits.length() > 5
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw bad(part, list);
    }
    int cpu = Integer.parseInt(digits);
    if (cpu > MAX_CPU) {
      throw new IllegalArgumentException(
          "cpulist \"" + list + "\": CPU " + cpu + " is above " + MAX_CPU);
    }
    return cpu;
  }

  private static IllegalArgumentException bad(String part, String list) {
    return new IllegalArgumentException(
        "cpulist \""
            + list
            + "\": found \""
            + part
            + "\", expected a CPU number or a range such as 10-35");
  }

  private static int requireCpu(int cpu) {
    if (cpu < 0 || cpu > MAX_CPU) {
      throw new IllegalArgumentException("CPU " + cpu + " is not between 0 and " + MAX_CPU);
    }
    return cpu;
  }

  /** {@return whether the CPU is in the set} */
  public boolean contains(int cpu) {
    return bits.get(cpu);
  }

  /** {@return how many CPUs are in the set} */
  public int count() {
    return bits.cardinality();
  }

  /** {@return whether no CPU is in the set} */
  public boolean isEmpty() {
    return bits.isEmpty();
  }

  /** {@return the highest CPU, or -1 if there is none} */
  public int last() {
    return bits.length() - 1;
  }

  /** {@return the next CPU of the set at or after {@code from}, or -1} */
  public int next(int from) {
    return bits.nextSetBit(from);
  }

  /** {@return the CPUs in ascending order} */
  public IntStream stream() {
    return bits.stream();
  }

  /** {@return the CPUs that are here and not there} */
  public CpuMask without(CpuMask other) {
    BitSet result = (BitSet) bits.clone();
    result.andNot(other.bits);
    return new CpuMask(result);
  }

  /** {@return the CPUs that are here or there} */
  public CpuMask with(CpuMask other) {
    BitSet result = (BitSet) bits.clone();
    result.or(other.bits);
    return new CpuMask(result);
  }

  /** {@return the set as a cpulist, such as {@code 0-3,8,10-35}} */
  public String toCpuList() {
    StringJoiner out = new StringJoiner(",");
    for (int first = bits.nextSetBit(0); first >= 0; ) {
      int end = bits.nextClearBit(first);
      out.add(end - first == 1 ? String.valueOf(first) : first + "-" + (end - 1));
      first = bits.nextSetBit(end);
    }
    return out.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CpuMask mask && bits.equals(mask.bits);
  }

  @Override
  public int hashCode() {
    return bits.hashCode();
  }

  @Override
  public String toString() {
    return toCpuList();
  }
}
