package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.entry.ct.ContextWork;
import org.emukernel.entry.idt.InterruptRoutines;
import org.emukernel.entry.syscall.SyscallRoutines;
import org.emukernel.x86.routine.RoutineSlots;
import org.emukernel.x86.text.TextPatchingRoutines;

/**
 * The kernel routines that an image of this project refers to by numbers, those that run before the
 * user's context is left. An image has only their names and how many labels they have; one that
 * differs in that from the routine of this program is not run.
 */
final class OwnRoutines {

  /** More than an image of this project has. */
  private static final int MOST = 4096;

  private final BinaryImage image;
  private final List<Routine> known = new ArrayList<>();

  private OwnRoutines(BinaryImage image) {
    this.image = image;
    known.addAll(ContextTracking.noinstr(ContextWork.NONE));
    known.addAll(InterruptRoutines.noinstr());
    known.addAll(InterruptRoutines.defaults());
    known.addAll(SyscallRoutines.noinstr());
    known.addAll(TextPatchingRoutines.noinstr());
  }

  /** {@return a table in which each known routine has its number in the image} */
  static RoutineTable of(BinaryImage image) {
    return new OwnRoutines(image).table();
  }

  /** One that only stands for its number. */
  private record Unknown(String symbol) implements Routine {
    @Override
    public List<String> labels() {
      return List.of("unknown");
    }

    @Override
    public void step(RoutineFrame frame) {
      throw new IllegalStateException(symbol + " is not known");
    }
  }

  /** {@return whether a routine of the table is more than a number} */
  static boolean isKnown(Routine routine) {
    return !(routine instanceof Unknown);
  }

  private RoutineTable table() {
    TreeMap<Integer, Routine> numbered = new TreeMap<>();
    for (Routine routine : known) {
      number(routine)
          .filter(number -> number < MOST)
          .ifPresent(number -> numbered.put(number, routine));
    }
    List<Routine> routines = new ArrayList<>();
    int size = numbered.isEmpty() ? 0 : numbered.lastKey() + 1;
    for (int i = 0; i < size; i++) {
      Routine routine = numbered.get(i);
      routines.add(routine == null ? new Unknown("routine " + i) : routine);
    }
    return new RoutineTable(routines);
  }

  private Optional<Integer> number(Routine routine) {
    long at = image.symbols().address(routine.symbol()).orElse(0);
    int labels = routine.labels().size();
    Optional<Integer> number = RoutineSlots.word(slot(at)).map(word -> word >>> 8);
    boolean sameLabels =
        number.isPresent()
            && RoutineSlots.word(slot(at + (long) labels * RoutineTable.SLOT_BYTES))
                .filter(word -> word == (number.get() << 8 | labels))
                .isPresent()
            && RoutineSlots.word(slot(at + (labels + 1L) * RoutineTable.SLOT_BYTES))
                .filter(word -> word >>> 8 == number.get())
                .isEmpty();
    return sameLabels ? number : Optional.empty();
  }

  private byte[] slot(long at) {
    try {
      return image.holds(at, RoutineTable.SLOT_BYTES)
          ? image.bytes(at, RoutineTable.SLOT_BYTES)
          : new byte[0];
    } catch (BadImageException e) {
      throw new IllegalStateException(e);
    }
  }
}
