package org.emukernel.entry.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names of the slots of {@code pv_ops}. No image has them, and their order depends on version
 * and configuration; but a linked kernel holds in each slot the function for bare hardware, and
 * these have names. An order is taken for the image's if no slot contradicts it; where several
 * remain, only slots that are the same in all of them are named.
 */
final class PvOps {

  static final String SYMBOL = "pv_ops";

  private static final String RESOURCE = "pv-ops.txt";
  private static final int MOST_SLOTS = 256;

  /** Fewer functions than these are no evidence of an order. */
  private static final int FEWEST_MATCHES = 4;

  private final List<Slot> slots = read();
  private final Set<String> known =
      slots.stream().flatMap(slot -> slot.functions().stream()).collect(Collectors.toSet());
  private final List<List<Slot>> orders;

  /** What a slot depends on; the file explains them. */
  private enum Part {
    XXL,
    IOPL_IOPERM,
    HALT,
    REMOVE_TABLE,
    ACTIVATE_MM,
    ENTER_MMAP,
    LEVELS_5,
    LOCK
  }

  private record Slot(String name, Set<String> functions, Set<Part> parts) {}

  PvOps(BinaryImage image) {
    this.orders = orders(contents(image));
  }

  private static List<Slot> read() {
    try (InputStream in =
        Objects.requireNonNull(PvOps.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> slot(line.split(" +")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Slot slot(String[] words) {
    Set<String> functions = words[1].equals("-") ? Set.of() : Set.of(words[1].split("\\|"));
    Set<Part> parts =
        words.length < 3
            ? Set.of()
            : Stream.of(words[2].split(",")).map(Part::valueOf).collect(Collectors.toSet());
    return new Slot(words[0], functions, parts);
  }

  /* The names of the functions that the slots hold, up to the first that holds none. */
  private static List<Set<String>> contents(BinaryImage image) {
    List<Set<String>> contents = new ArrayList<>();
    OptionalLong start = image.symbols().address(SYMBOL);
    long end = start.isPresent() ? image.symbols().next(start.getAsLong()).orElse(0) : 0;
    for (int i = 0; start.isPresent() && i < MOST_SLOTS; i++) {
      long at = start.getAsLong() + (long) i * Long.BYTES;
      if (at >= end && end != 0 || !image.holds(at, Long.BYTES)) {
        break;
      }
      contents.add(image.symbols().namesAt(pointer(image, at)));
    }
    return contents;
  }

  private static long pointer(BinaryImage image, long at) {
    try {
      return image.s64(at);
    } catch (BadImageException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<List<Slot>> orders(List<Set<String>> contents) {
    List<List<Slot>> fitting = new ArrayList<>();
    Part[] parts = Part.values();
    for (int bits = 0; bits < 1 << parts.length; bits++) {
      Set<Part> chosen = EnumSet.noneOf(Part.class);
      for (Part part : parts) {
        if ((bits >> part.ordinal() & 1) != 0) {
          chosen.add(part);
        }
      }
      List<Slot> order = slots.stream().filter(s -> chosen.containsAll(s.parts())).toList();
      if (!fitting.contains(order) && fits(order, contents)) {
        fitting.add(order);
      }
    }
    return List.copyOf(fitting);
  }

  private boolean fits(List<Slot> order, List<Set<String>> contents) {
    int matches = 0;
    for (int i = 0; i < order.size(); i++) {
      Set<String> told = new HashSet<>(i < contents.size() ? contents.get(i) : Set.of());
      boolean isMatch = order.get(i).functions().stream().anyMatch(told::contains);
      told.retainAll(known);
      if (!isMatch && !(told.isEmpty() && order.get(i).functions().isEmpty())) {
        return false;
      }
      matches += isMatch ? 1 : 0;
    }
    return matches >= FEWEST_MATCHES;
  }

  /**
   * {@return the name of a slot, such as {@code irq.irq_disable}}
   *
   * @param offset from {@code pv_ops}, bytes
   */
  Optional<String> name(long offset) {
    int index = (int) (offset / Long.BYTES);
    Set<String> names = new HashSet<>();
    for (List<Slot> order : orders) {
      names.add(index < order.size() ? order.get(index).name() : "");
    }
    return names.size() == 1
        ? names.stream().filter(name -> !name.isEmpty()).findFirst()
        : Optional.empty();
  }
}
