package org.emukernel.scenarios.verify;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.scenarios.report.Schedule;
import org.emukernel.x86.apic.Vectors;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.tlb.TlbEntry;

/**
 * Names a machine's choices as a scenario's {@code emu.schedule} does, such as {@code CPU 1:
 * drain}.
 */
final class ActionText {

  private static final String SYSTEM_CALL = "__x64_sys_";

  private static final long FRAME = 0xf_ffff_ffff_f000L;

  private final ExploredMachine machine;
  private final VerifyModel model;

  ActionText(ExploredMachine machine, VerifyModel model) {
    this.machine = machine;
    this.model = model;
  }

  /** {@return the name of a choice that is possible now} */
  String of(int action) {
    return "CPU " + Action.cpu(action) + ": " + what(action);
  }

  private String what(int action) {
    int cpu = Action.cpu(action);
    int argument = Action.argument(action);
    Action.Kind kind = Action.kind(action);
    return switch (kind) {
      case STEP, NMI, DRAIN -> kind.name().toLowerCase(Locale.ROOT);
      case MACHINE_CHECK -> "machine-check";
      case CALL -> "call " + call(cpu, argument);
      case ARRIVAL -> "interrupt " + vector(InFlight.vector(argument));
      case TIMER -> "interrupt " + vector(Vectors.LOCAL_TIMER);
      case FILL -> "fill 0x%x".formatted(machine.changingPages()[argument]);
      case EVICT -> "evict " + entry(machine.cpu(cpu).mmu().tlb().entry(argument));
      case EVICT_STRUCTURE -> "evict-structure " + structure(machine.cpu(cpu).mmu(), argument);
      case REFETCH -> "refetch " + argument;
    };
  }

  /** {@return a system call as its caller writes it} */
  String call(int cpu, int number) {
    SystemCall call = model.calls(cpu).get(number);
    String function =
        call.isUserLoad() ? "load" : String.valueOf(model.systemCalls().get((int) call.nr()));
    String name =
        function.startsWith(SYSTEM_CALL) ? function.substring(SYSTEM_CALL.length()) : function;
    return name + "(" + arguments(call) + ")";
  }

  private static String arguments(SystemCall call) {
    long[] all = {call.arg0(), call.arg1(), call.arg2()};
    int count =
        IntStream.range(0, all.length).filter(i -> all[i] != 0).map(i -> i + 1).max().orElse(0);
    return String.join(
        ", ", LongStream.of(all).limit(count).mapToObj(n -> "0x" + Long.toHexString(n)).toList());
  }

  private static String entry(TlbEntry entry) {
    return "0x%x (%s)"
        .formatted(entry.linear(), entry.global() ? "global" : "PCID " + entry.pcid());
  }

  private static String structure(Mmu mmu, int index) {
    return "0x%x (PCID %d)"
        .formatted(mmu.structures().structure(index) & FRAME, mmu.structures().pcid(index));
  }

  /** {@return Linux's name of an interrupt vector} */
  static String vector(int vector) {
    return switch (vector) {
      case Vectors.CALL_FUNCTION -> "CALL_FUNCTION_VECTOR";
      case Vectors.CALL_FUNCTION_SINGLE -> "CALL_FUNCTION_SINGLE_VECTOR";
      case Vectors.RESCHEDULE -> "RESCHEDULE_VECTOR";
      case Vectors.IRQ_WORK -> "IRQ_WORK_VECTOR";
      case Vectors.LOCAL_TIMER -> "LOCAL_TIMER_VECTOR";
      default -> "0x" + Integer.toHexString(vector);
    };
  }

  /** {@return the possible choice with this name} */
  OptionalInt find(String text) {
    return possible().filter(action -> of(action).equals(text)).findFirst();
  }

  /** {@return the names of what is possible now, each once} */
  List<String> names() {
    return possible().mapToObj(this::of).distinct().toList();
  }

  private IntStream possible() {
    ActionList actions = new ActionList();
    machine.allActions(actions);
    return IntStream.range(0, actions.size()).map(actions::get);
  }

  /** {@return choices as lines, equal ones that follow each other as one} */
  static List<Schedule.Line> lines(List<Schedule.Line> each) {
    return Stream.of(each).flatMap(all -> new Runs(all).lines().stream()).toList();
  }

  /** Puts equal lines together. */
  private record Runs(List<Schedule.Line> all) {

    List<Schedule.Line> lines() {
      Stream.Builder<Schedule.Line> lines = Stream.builder();
      for (int from = 0, to; from < all.size(); from = to) {
        to = endOf(from);
        Schedule.Line first = all.get(from);
        String times = to - from == 1 ? "" : " x" + (to - from);
        lines.add(new Schedule.Line(first.text() + times, first.note()));
      }
      return lines.build().toList();
    }

    private int endOf(int from) {
      int to = from + 1;
      while (to < all.size() && all.get(to).text().equals(all.get(from).text())) {
        to++;
      }
      return to;
    }
  }
}
