package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.emukernel.entry.check.BinarySection.Flag;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.decode.Instruction;

/**
 * What the whole text of an image says, function by function.
 *
 * @param instructions how many there are
 * @param functions how many functions
 * @param callOuts what leaves text that must not be instrumented
 * @param notFollowed functions that could not be decoded to their end, each with the place
 */
public record TextScan(
    long instructions, int functions, List<CallOut> callOuts, List<String> notFollowed) {

  private static final int INT3 = 0xcc;

  /** Copies the lists. */
  public TextScan {
    callOuts = List.copyOf(callOuts);
    notFollowed = List.copyOf(notFollowed);
  }

  /** A function: from its symbol to the next. */
  private record Extent(long start, long end, TextArea area) {}

  static TextScan of(BinaryImage image, TextAreas areas, Regions regions) {
    List<Extent> extents = extents(image, areas);
    List<Extent> noinstr = extents.stream().filter(e -> e.area().isNoinstr()).toList();
    List<CallOut> callOuts = new ArrayList<>();
    CallOuts finder = new CallOuts(image, areas, regions);
    for (Extent extent : noinstr) {
      callOuts.addAll(finder.in(extent.start(), extent.end(), extent.area()));
    }
    List<Decoded> decoded =
        IntStream.range(0, extents.size())
            .parallel()
            .mapToObj(i -> decode(image, extents.get(i)))
            .toList();
    return new TextScan(
        decoded.stream().mapToLong(Decoded::instructions).sum(),
        extents.size(),
        callOuts,
        decoded.stream().flatMap(d -> d.stuck().stream()).toList());
  }

  private static List<Extent> extents(BinaryImage image, TextAreas areas) {
    List<Extent> extents = new ArrayList<>();
    for (BinarySection section : image.sections()) {
      if (section.is(Flag.EXEC) && !section.is(Flag.NO_BITS)) {
        addExtents(image, areas, section, extents);
      }
    }
    return extents;
  }

  private static void addExtents(
      BinaryImage image, TextAreas areas, BinarySection section, List<Extent> extents) {
    long at = section.address();
    while (Long.compareUnsigned(at, section.end()) < 0) {
      OptionalLong next = image.symbols().next(at);
      long end = next.orElse(section.end());
      if (Long.compareUnsigned(end, section.end()) > 0) {
        end = section.end();
      }
      Optional<TextArea> area = areas.at(at);
      if (area.isPresent()) {
        extents.add(new Extent(at, end, area.get()));
      }
      at = end;
    }
  }

  private record Decoded(long instructions, Optional<String> stuck) {}

  private static Decoded decode(BinaryImage image, Extent extent) {
    OptionalLong offset = image.offset(extent.start(), 1);
    int at = (int) offset.orElse(0);
    int end = at + (int) (extent.end() - extent.start());
    byte[] content = image.content();
    Decoder decoder = new Decoder();
    long count = 0;
    while (at < end) {
      Instruction instruction = decoder.decode(content, at, end);
      if (!instruction.mnemonic().isDecoded()) {
        long linear = extent.end() - (end - at);
        return new Decoded(count, Optional.of(image.symbolize(linear)));
      }
      count++;
      at += instruction.length();
      while (at < end && Byte.toUnsignedInt(content[at]) == INT3) {
        at++;
      }
    }
    return new Decoded(count, Optional.empty());
  }
}
