package org.emukernel.entry.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.emukernel.api.kernel.KernelBug;
import org.emukernel.api.kernel.KernelOopsException;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.entry.check.EntryPath.End;
import org.emukernel.entry.check.EntryPath.Nature;
import org.emukernel.entry.check.EntryPath.Step;
import org.emukernel.entry.ct.ContextTracking;
import org.emukernel.x86.decode.Instruction;
import org.emukernel.x86.decode.Mnemonic;
import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.decode.RegisterClass;
import org.emukernel.x86.decode.Rep;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.routine.RoutineSlots;

/**
 * Runs one way into the kernel, an instruction at a time, and writes down what it did. A repeated
 * string instruction counts once, with the accesses of its last iteration.
 */
final class EntryWalk {

  /** More than any way needs that gets there; a Debian 6.1 kernel takes up to 130. */
  private static final int BOUND = 2000;

  private static final int CR3 = 3;

  private final BinaryImage image;
  private final EntryMachine machine;
  private final CodeDecoder decoder;
  private final RegisterFile registers;
  private final OptionalLong context;
  private final List<Step> steps = new ArrayList<>();
  private int tries;
  private OptionalInt cr3Write = OptionalInt.empty();
  private OptionalInt toContext = OptionalInt.empty();

  private EntryWalk(BinaryImage image, EntryMachine machine) {
    this.image = image;
    this.machine = machine;
    this.decoder = new CodeDecoder(image);
    this.registers = machine.cpu().registers();
    this.context = machine.perCpu(ContextTracking.SYMBOL);
  }

  /** {@return what ran on the way} */
  static EntryPath of(WayIn way, BinaryImage image, EntryMachine machine) {
    return new EntryWalk(image, machine).walk(way);
  }

  private EntryPath walk(WayIn way) {
    machine.enter(way);
    Optional<End> end = Optional.empty();
    while (end.isEmpty() && toContext.isEmpty()) {
      end = step();
    }
    return new EntryPath(way, steps, cr3Write, toContext, end);
  }

  private Optional<End> step() {
    long rip = registers.get(Reg.RIP);
    if (tries++ == BOUND) {
      return end(
          rip, End.Kind.BOUND, "%d instructions, at %s".formatted(BOUND, image.symbolize(rip)));
    }
    Optional<Instruction> decoded = decoder.at(rip);
    if (decoded.isEmpty()) {
      return end(rip, End.Kind.OUTSIDE, "no instruction of the image at " + image.symbolize(rip));
    }
    Instruction instruction = decoded.get();
    if (instruction.mnemonic() == Mnemonic.UD1) {
      return routineStep(rip, instruction);
    }
    List<MemoryUse> uses = MemoryUse.of(instruction, registers);
    machine.cpu().step();
    if (machine.cpu().isShutDown()) {
      return fault(rip, instruction, uses);
    }
    if (registers.get(Reg.RIP) != rip || instruction.rep() == Rep.NONE) {
      note(rip, instruction, uses);
    }
    return Optional.empty();
  }

  /* A label of a kernel routine of this project: what it touches, nobody tells; whether it leaves the context, its state does. */
  private Optional<End> routineStep(long rip, Instruction instruction) {
    Optional<String> label = label(rip);
    if (label.isEmpty()) {
      return end(
          rip,
          End.Kind.ROUTINE,
          "a kernel routine that is not known here, at " + image.symbolize(rip));
    }
    int before = machine.contextState();
    try {
      machine.cpu().step();
    } catch (KernelBug | KernelOopsException | IllegalArgumentException e) {
      return end(rip, End.Kind.FAULT, "a routine that failed at " + label.get());
    }
    if (machine.cpu().isShutDown()) {
      return end(rip, End.Kind.FAULT, "a fault at " + label.get());
    }
    steps.add(new Step(rip, instruction.length(), label.get(), Nature.OTHER, 0, 0, List.of()));
    if (machine.contextState() != before) {
      toContext = OptionalInt.of(steps.size() - 1);
    }
    return Optional.empty();
  }

  private Optional<String> label(long rip) {
    try {
      Optional<Integer> word = RoutineSlots.word(image.bytes(rip, RoutineTable.SLOT_BYTES));
      return word.isPresent() ? machine.routineLabel(word.get()) : Optional.empty();
    } catch (BadImageException e) {
      return Optional.empty();
    }
  }

  private Optional<End> fault(long rip, Instruction instruction, List<MemoryUse> uses) {
    long linear = registers.get(Reg.CR2);
    String place = "%s (%s)".formatted(image.symbolize(rip), instruction);
    boolean unmapped =
        linear != 0
            && (linear >>> 12 == rip >>> 12
                || uses.stream().anyMatch(use -> linear - use.linear() + 64 >>> 7 == 0));
    if (!unmapped) {
      return end(rip, End.Kind.FAULT, "a fault at " + place);
    }
    String under = machine.hasUserTables() ? "the user's page tables" : "the page tables here";
    return end(
        rip,
        End.Kind.UNMAPPED,
        "%s touches %s, which %s do not map".formatted(place, machine.describe(linear), under));
  }

  private static Optional<End> end(long rip, End.Kind kind, String text) {
    return Optional.of(new End(kind, rip, text));
  }

  private void note(long rip, Instruction instruction, List<MemoryUse> uses) {
    int index = steps.size();
    steps.add(
        new Step(
            rip,
            instruction.length(),
            instruction.toString(),
            nature(instruction),
            count(uses, MemoryUse.Kind.STACK),
            count(uses, MemoryUse.Kind.GS),
            uses.stream()
                .filter(use -> use.kind() == MemoryUse.Kind.OTHER)
                .map(MemoryUse::linear)
                .toList()));
    if (cr3Write.isEmpty() && writesCr3(instruction)) {
      cr3Write = OptionalInt.of(index);
    }
    if (isAtomic(instruction) && uses.stream().anyMatch(this::isContext)) {
      toContext = OptionalInt.of(index);
    }
  }

  private static int count(List<MemoryUse> uses, MemoryUse.Kind kind) {
    return (int) uses.stream().filter(use -> use.kind() == kind).count();
  }

  private static Nature nature(Instruction instruction) {
    boolean isNop =
        switch (instruction.mnemonic()) {
          case NOP, ENDBR64, ENDBR32 -> true;
          default -> false;
        };
    return isNop ? Nature.NOP : Nature.OTHER;
  }

  private static boolean writesCr3(Instruction instruction) {
    return instruction.mnemonic() == Mnemonic.MOV
        && instruction.operand(0) instanceof Operand.Reg register
        && register.cls() == RegisterClass.CONTROL
        && register.number() == CR3;
  }

  private static boolean isAtomic(Instruction instruction) {
    return instruction.lock() || instruction.mnemonic() == Mnemonic.XCHG;
  }

  private boolean isContext(MemoryUse use) {
    return context.isPresent() && use.linear() - context.getAsLong() >>> 6 == 0;
  }
}
