package org.emukernel.entry.check;

import java.util.BitSet;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.entry.check.BinarySection.Flag;
import org.emukernel.x86.decode.Instruction;

/**
 * Which bytes of an image's text begin an instruction, how long it is and what it does to the flow
 * of control: a byte for each byte of text. Parts that do not overlap may be filled at once.
 */
final class TextMap {

  private static final int LENGTH = 15;
  private static final FlowKind[] KINDS = FlowKind.values();

  private final Map<BinarySection, byte[]> maps = new IdentityHashMap<>();
  private final Addresses starts;
  private final byte[][] sorted;
  private final BitSet[] reached;
  private final BitSet[] marked;

  TextMap(BinaryImage image) {
    List<BinarySection> text =
        image.sections().stream()
            .filter(s -> s.is(Flag.EXEC) && !s.is(Flag.NO_BITS) && s.size() > 0)
            .sorted(Comparator.comparingLong(s -> s.address() ^ Long.MIN_VALUE))
            .toList();
    this.starts = new Addresses(text.stream().mapToLong(BinarySection::address));
    this.sorted = new byte[text.size()][];
    this.reached = new BitSet[text.size()];
    this.marked = new BitSet[text.size()];
    for (int i = 0; i < sorted.length; i++) {
      reached[i] = new BitSet();
      marked[i] = new BitSet();
      sorted[i] = new byte[(int) text.get(i).size()];
      maps.put(text.get(i), sorted[i]);
    }
  }

  /** Notes an instruction of a section. */
  void put(BinarySection section, long linear, Instruction instruction) {
    byte[] map = maps.get(section);
    if (map != null) {
      int kind = FlowKind.of(instruction).ordinal() + 1;
      map[(int) (linear - section.address())] = (byte) (kind << 4 | instruction.length());
    }
  }

  /* The number of the section that holds the address, -1 if none does. */
  private int section(long linear) {
    int last = starts.above(linear) - 1;
    boolean inside =
        last >= 0 && Long.compareUnsigned(linear - starts.get(last), sorted[last].length) < 0;
    return inside ? last : -1;
  }

  private int entry(long linear) {
    int section = section(linear);
    return section < 0
        ? 0
        : Byte.toUnsignedInt(sorted[section][(int) (linear - starts.get(section))]);
  }

  /** {@return whether an address lies in text} */
  boolean isText(long linear) {
    return section(linear) >= 0;
  }

  /** Notes that control may come to an address in text. */
  void reach(long linear) {
    int section = section(linear);
    reached[section].set((int) (linear - starts.get(section)));
  }

  /** {@return whether control may come there} */
  boolean isReached(long linear) {
    int section = section(linear);
    return section >= 0 && reached[section].get((int) (linear - starts.get(section)));
  }

  /** Notes that something is to be looked at when control comes to an address. */
  void mark(long linear) {
    int section = section(linear);
    if (section >= 0) {
      marked[section].set((int) (linear - starts.get(section)));
    }
  }

  /** {@return whether that was noted} */
  boolean isMarked(long linear) {
    int section = section(linear);
    return section >= 0 && marked[section].get((int) (linear - starts.get(section)));
  }

  /** {@return whether all that is to be said of an instruction is that the next one follows} */
  boolean isPlain(long linear) {
    return length(linear) > 0 && kind(linear) == FlowKind.NEXT && !isMarked(linear);
  }

  /** {@return to how many places control may come} */
  long reached() {
    long count = 0;
    for (BitSet set : reached) {
      count += set.cardinality();
    }
    return count;
  }

  /** {@return the length of the instruction that begins there, 0 if none does} */
  int length(long linear) {
    return entry(linear) & LENGTH;
  }

  /** {@return what the instruction that begins there does} */
  FlowKind kind(long linear) {
    int entry = entry(linear);
    return entry == 0 ? FlowKind.NEXT : KINDS[(entry >> 4) - 1];
  }

  /** {@return where the instruction begins that ends before {@code linear}; 0 if none does} */
  long before(long linear) {
    for (int length = 1; length <= LENGTH; length++) {
      if (length(linear - length) == length) {
        return linear - length;
      }
    }
    return 0;
  }
}
