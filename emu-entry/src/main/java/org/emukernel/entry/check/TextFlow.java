package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.emukernel.entry.check.Functions.Extent;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.decode.Instruction;

/**
 * All text of an image, decoded from symbol to symbol and then followed.
 *
 * @param instructions how many there are from symbol to symbol
 * @param stuck what is no instruction, each the first of its function
 */
record TextFlow(
    TextMap map,
    Functions functions,
    FlowEdges edges,
    ControlFlow control,
    long instructions,
    List<NotFollowed> stuck) {

  private static final int INT3 = 0xcc;

  TextFlow {
    stuck = List.copyOf(stuck);
  }

  static TextFlow of(BinaryImage image, TextAreas areas, PatchTables tables)
      throws BadImageException {
    Functions functions = new Functions(image, areas);
    TextMap map = new TextMap(image);
    List<Decoded> decoded =
        functions.all().parallelStream().map(extent -> decode(image, map, extent)).toList();
    FlowEdges edges = new FlowEdges(image, map, functions, new FlowMarks(image, tables));
    ControlFlow control = new ControlFlow(map, functions, edges);
    control.run();
    return new TextFlow(
        map,
        functions,
        edges,
        control,
        decoded.stream().mapToLong(Decoded::instructions).sum(),
        decoded.stream().flatMap(d -> d.stuck().stream()).toList());
  }

  private record Decoded(long instructions, Optional<NotFollowed> stuck) {}

  private static Decoded decode(BinaryImage image, TextMap map, Extent extent) {
    OptionalLong offset = image.offset(extent.start(), 1);
    int at = (int) offset.orElse(0);
    int end = at + (int) (extent.end() - extent.start());
    byte[] content = image.content();
    Decoder decoder = new Decoder();
    long count = 0;
    while (at < end) {
      Instruction instruction = decoder.decode(content, at, end);
      long linear = extent.end() - (end - at);
      if (!instruction.mnemonic().isDecoded()) {
        return new Decoded(count, Optional.of(new NotFollowed(linear, NO_CODE)));
      }
      map.put(extent.section(), linear, instruction);
      count++;
      at += instruction.length();
      while (at < end && Byte.toUnsignedInt(content[at]) == INT3) {
        at++;
      }
    }
    return new Decoded(count, Optional.empty());
  }

  private static final String NO_CODE = "bytes that are no instruction, to which nothing leads";

  /** {@return every place where following ended, by address} */
  List<NotFollowed> notFollowed() {
    List<NotFollowed> all = new ArrayList<>(control.notFollowed());
    stuck.stream().filter(place -> !map.isReached(place.address())).forEach(all::add);
    all.sort(Comparator.comparingLong(place -> place.address() ^ Long.MIN_VALUE));
    return List.copyOf(all);
  }
}
