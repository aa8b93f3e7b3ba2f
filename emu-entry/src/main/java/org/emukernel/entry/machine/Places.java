package org.emukernel.entry.machine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.image.Kernel;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.image.ImageSymbol;

/**
 * Names places in the kernel for people: symbol+offset, and the routine's label or the instruction
 * there.
 */
final class Places {

  private final Kernel kernel;
  private final PhysicalMemory memory;
  private final Decoder decoder = new Decoder();
  private final Map<String, Routine> routines = new HashMap<>();

  Places(Kernel kernel, PhysicalMemory memory) {
    this.kernel = kernel;
    this.memory = memory;
    kernel.routines().forEach(routine -> routines.put(routine.symbol(), routine));
  }

  String at(long linear) {
    String place = kernel.image().symbolize(linear);
    if (kernel.image().sectionAt(linear).isEmpty()) {
      return place;
    }
    ImageSymbol symbol = kernel.image().nearest(linear).orElse(null);
    Routine routine = symbol == null ? null : routines.get(symbol.name());
    return routine == null
        ? place + ": " + instruction(linear)
        : place + ": " + label(routine, linear - symbol.address());
  }

  private static String label(Routine routine, long offset) {
    int slot = (int) (offset / RoutineTable.SLOT_BYTES);
    List<String> labels = routine.labels();
    return slot == 0 || slot > labels.size() ? "prologue" : labels.get(slot - 1);
  }

  private String instruction(long linear) {
    if (linear > 0) {
      return "user code";
    }
    byte[] bytes = new byte[Decoder.MAX_LENGTH];
    memory.readBytes(MemoryMap.imagePhysical(linear), bytes, 0, bytes.length);
    return decoder.decode(bytes, 0, bytes.length).toString();
  }
}
