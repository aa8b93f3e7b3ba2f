package org.emukernel.entry.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.emukernel.entry.check.KeyedSite.Region;
import org.emukernel.entry.check.PatchTable.Extent;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;

/**
 * Where instrumentation is allowed inside noinstr functions of an object: between the marks of
 * instrumentation_begin() and instrumentation_end(), include/linux/instrumentation.h, v6.1, on
 * every way through the function's control-flow graph; validate_branch(), tools/objtool/check.c.
 */
final class Regions {

  private static final int MOST_STEPS = 1 << 20;

  private final CodeDecoder decoder;
  private final BinaryImage image;
  private final Set<Long> begins = new HashSet<>();
  private final Set<Long> ends = new HashSet<>();
  private final Map<Long, Integer> depths = new HashMap<>();
  private final Set<Long> done = new HashSet<>();

  Regions(BinaryImage image) throws BadImageException {
    this.image = image;
    this.decoder = new CodeDecoder(image);
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
    Optional<BinarySymbol> function = image.symbols().nearest(linear);
    if (function.isPresent() && done.add(function.get().address())) {
      follow(function.get());
    }
    Integer depth = depths.get(linear);
    if (depth == null) {
      return Region.UNKNOWN;
    }
    return depth > 0 ? Region.INSIDE : Region.OUTSIDE;
  }

  private record Place(long address, int depth) {}

  private void follow(BinarySymbol function) {
    Deque<Place> open = new ArrayDeque<>();
    open.push(new Place(function.address(), 0));
    for (int steps = 0; !open.isEmpty() && steps < MOST_STEPS; steps++) {
      Place place = open.pop();
      Optional<Instruction> instruction = decoder.at(place.address());
      if (instruction.isEmpty()) {
        continue;
      }
      int depth = place.depth();
      depth += begins.contains(place.address()) ? 1 : 0;
      depth -= ends.contains(place.address()) ? 1 : 0;
      if (depths.putIfAbsent(place.address(), depth) == null) {
        followers(place.address(), instruction.get(), depth, open);
      }
    }
  }

  private void followers(long address, Instruction instruction, int depth, Deque<Place> open) {
    Mnemonic mnemonic = instruction.mnemonic();
    OptionalLong target = CodeDecoder.target(instruction, address);
    if (target.isPresent() && mnemonic != Mnemonic.CALL && isSameFunction(target, address)) {
      open.push(new Place(target.getAsLong(), depth));
    }
    if (!FlowKind.of(instruction).ends()) {
      open.push(new Place(address + instruction.length(), depth));
    }
  }

  private boolean isSameFunction(OptionalLong target, long address) {
    return image
        .symbols()
        .nearest(target.getAsLong())
        .map(BinarySymbol::address)
        .equals(image.symbols().nearest(address).map(BinarySymbol::address));
  }
}
