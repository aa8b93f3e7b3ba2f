package org.emukernel.entry.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.emukernel.entry.check.KeyedSite.Region;
import org.emukernel.entry.check.PatchTable.Extent;

/**
 * Where instrumentation is allowed inside noinstr functions of an object: between the marks of
 * instrumentation_begin() and instrumentation_end(), include/linux/instrumentation.h, v6.1, on
 * every way through the function's control-flow graph; validate_branch(), tools/objtool/check.c.
 */
final class Regions {

  private static final int MOST_STEPS = 1 << 20;

  private final BinaryImage image;
  private final TextFlow flow;
  private final Set<Long> begins = new HashSet<>();
  private final Set<Long> ends = new HashSet<>();
  private final Map<Long, Integer> depths = new HashMap<>();
  private final Set<Integer> done = new HashSet<>();

  Regions(BinaryImage image, TextFlow flow) throws BadImageException {
    this.image = image;
    this.flow = flow;
    read(PatchTable.INSTRUMENTATION_BEGIN, begins);
    read(PatchTable.INSTRUMENTATION_END, ends);
  }

  private void read(PatchTable table, Set<Long> into) throws BadImageException {
    for (Extent extent : table.extents(image)) {
      for (long at = 0; at + Integer.BYTES <= extent.size(); at += Integer.BYTES) {
        into.add(extent.start() + at + image.s32(extent.start() + at));
      }
    }
  }

  /**
   * {@return where an instruction of a noinstr function is} Linked kernels and modules do not tell:
   * their linker scripts discard the marks. An object without marks has no regions.
   */
  Region at(long linear) {
    if (begins.isEmpty()) {
      return image.kind() == BinaryImage.Kind.OBJECT ? Region.OUTSIDE : Region.UNKNOWN;
    }
    int function = flow.functions().at(linear);
    if (function >= 0 && done.add(function)) {
      follow(function);
    }
    Integer depth = depths.get(linear);
    if (depth == null) {
      return Region.UNKNOWN;
    }
    return depth > 0 ? Region.INSIDE : Region.OUTSIDE;
  }

  private record Place(long address, int depth) {}

  private void follow(int function) {
    Deque<Place> open = new ArrayDeque<>();
    open.push(new Place(flow.functions().all().get(function).start(), 0));
    for (int steps = 0; !open.isEmpty() && steps < MOST_STEPS; steps++) {
      Place place = open.pop();
      int depth = place.depth();
      depth += begins.contains(place.address()) ? 1 : 0;
      depth -= ends.contains(place.address()) ? 1 : 0;
      if (depths.putIfAbsent(place.address(), depth) == null) {
        flow.edges().from(place.address(), new Walk(function, depth, open));
      }
    }
  }

  /** Goes on inside one function only. */
  private final class Walk implements FlowSink {
    private final int function;
    private final int depth;
    private final Deque<Place> open;

    Walk(int function, int depth, Deque<Place> open) {
      this.function = function;
      this.depth = depth;
      this.open = open;
    }

    @Override
    public void to(long target) {
      int other = flow.functions().at(target);
      if (other == function || other < 0 && flow.map().isText(target)) {
        open.push(new Place(target, depth));
      }
    }

    @Override
    public void call(int callee, long resume) {
      if (flow.control().returns(callee)) {
        to(resume);
      }
    }

    @Override
    public void leaves() {}

    @Override
    public void stuck(String why) {}
  }
}
