package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.emukernel.entry.check.BinarySection.Flag;

/**
 * The functions of an image, each from its symbol to the next, by numbers. What a compiler split
 * off as {@code name.cold} belongs to {@code name}.
 */
final class Functions {

  private static final Pattern COLD = Pattern.compile("(.+)\\.cold(\\.\\d+)?");

  /** What is patched over other code, or runs until it is, belongs to no function. */
  private static final String ALTERNATIVES = ".altinstr_";

  private final BinaryImage image;
  private final List<Extent> extents;
  private final Addresses starts;
  private final int[] owners;

  /**
   * Bytes that belong to one symbol.
   *
   * @param end the address behind the last byte
   */
  record Extent(BinarySection section, long start, long end, TextArea area) {}

  Functions(BinaryImage image, TextAreas areas) {
    this.image = image;
    List<Extent> found = new ArrayList<>();
    for (BinarySection section : image.sections()) {
      if (section.is(Flag.EXEC)
          && !section.is(Flag.NO_BITS)
          && !section.name().startsWith(ALTERNATIVES)) {
        add(areas, section, found);
      }
    }
    found.sort(Comparator.comparingLong(extent -> extent.start() ^ Long.MIN_VALUE));
    this.extents = List.copyOf(found);
    this.starts = new Addresses(extents.stream().mapToLong(Extent::start));
    this.owners = owners();
  }

  private void add(TextAreas areas, BinarySection section, List<Extent> found) {
    long at = section.address();
    while (Long.compareUnsigned(at, section.end()) < 0) {
      OptionalLong next = image.symbols().next(at);
      long end = next.orElse(section.end());
      if (Long.compareUnsigned(end, section.end()) > 0) {
        end = section.end();
      }
      Optional<TextArea> area = areas.at(at);
      if (area.isPresent()) {
        found.add(new Extent(section, at, end, area.get()));
      }
      at = end;
    }
  }

  private int[] owners() {
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < extents.size(); i++) {
      byName.putIfAbsent(name(i), i);
    }
    int[] found = new int[extents.size()];
    for (int i = 0; i < found.length; i++) {
      Matcher cold = COLD.matcher(name(i));
      found[i] = cold.matches() ? byName.getOrDefault(cold.group(1), i) : i;
    }
    return found;
  }

  private String name(int index) {
    long start = extents.get(index).start();
    return image
        .symbols()
        .nearest(start)
        .filter(symbol -> symbol.address() == start)
        .map(BinarySymbol::name)
        .orElse("");
  }

  List<Extent> all() {
    return extents;
  }

  int size() {
    return extents.size();
  }

  /** {@return the number of the function that an address belongs to, -1 if none} */
  int at(long linear) {
    int last = starts.above(linear) - 1;
    boolean inside = last >= 0 && Long.compareUnsigned(linear, extents.get(last).end()) < 0;
    return inside ? owners[last] : -1;
  }

  /** {@return whether a number is that of a function, not of a part split off} */
  boolean isWhole(int index) {
    return owners[index] == index;
  }
}
