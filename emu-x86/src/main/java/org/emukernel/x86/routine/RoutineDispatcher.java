package org.emukernel.x86.routine;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.kernel.KernelBug;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineStack;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.x86.exec.CoreParts;
import org.emukernel.x86.exec.SlotHandler;
import org.emukernel.x86.fault.ProcessorException;

/**
 * Runs the routine whose slot a CPU reached: at the prologue a new frame and the step of the first
 * label, at a label the step of that.
 */
public final class RoutineDispatcher implements SlotHandler {

  private final RoutineTable table;
  private final CpuPort port;
  private final RoutineStack stack;
  private final Activation activation;

  /**
   * Makes one CPU's dispatcher.
   *
   * @param firstSlot what {@link #reserve} returned
   */
  public RoutineDispatcher(RoutineTable table, CpuPort port, CoreParts parts, int firstSlot) {
    this.table = table;
    this.port = port;
    this.stack = new RoutineStack(parts.arena(), firstSlot);
    this.activation = new Activation(port, table, parts, stack);
  }

  /**
   * Reserves the slots of one CPU's routine stack.
   *
   * @param cpu prefix of the slots' names, such as {@code cpu0}
   * @return the first slot
   */
  public static int reserve(ArenaBuilder builder, String cpu) {
    return RoutineStack.reserve(builder, cpu);
  }

  @Override
  public long run(int word, long rip) {
    int number = word >>> 8;
    int slot = word & 0xff;
    if (number >= table.size() || slot > table.labels(number)) {
      return UNKNOWN;
    }
    if (slot == 0) {
      return start(number, rip + RoutineTable.SLOT_BYTES);
    }
    return step(number, slot, rip);
  }

  /* The prologue makes the frame; it touches nothing that others see, so that the first label belongs to its step. */
  private long start(int number, long rip) {
    try {
      activation.enter(number, rip);
    } catch (ProcessorException fault) {
      throw new KernelBug(describe(table.get(number), 1, rip) + " raised " + fault.getMessage());
    }
    return step(number, 1, rip);
  }

  private long step(int number, int slot, long rip) {
    Routine routine = table.get(number);
    try {
      int frame = stack.top();
      requireFrame(routine, number, frame);
      return activation.step(number, frame, slot - 1, rip);
    } catch (ProcessorException fault) {
      throw new KernelBug(describe(routine, slot, rip) + " raised " + fault.getMessage());
    } catch (KernelBug bug) {
      throw new KernelBug(describe(routine, slot, rip) + ": " + bug.getMessage());
    }
  }

  private void requireFrame(Routine routine, int number, int frame) {
    int top = stack.routine(frame);
    if (top != number) {
      String found = top < 0 ? "no routine" : table.get(top).symbol();
      throw new KernelBug("control came to " + routine.symbol() + " while " + found + " is active");
    }
  }

  private String describe(Routine routine, int slot, long rip) {
    String label = routine.labels().get(slot - 1);
    return String.format(
        "kernel bug on cpu %d in %s, label %s (0x%x)", port.cpu(), routine.symbol(), label, rip);
  }

  /**
   * {@return the active functions, innermost first: each routine, and the machine code that called
   * one, named by its return address without the offset}
   */
  public List<String> callChain() {
    List<String> chain = new ArrayList<>();
    for (int frame = stack.top(); frame != 0; frame = stack.below(frame)) {
      chain.add(table.get(stack.routine(frame)).symbol());
      String caller = withoutOffset(port.symbolize(stack.returnAddress(frame)));
      int below = stack.below(frame);
      boolean isRoutine = below != 0 && table.get(stack.routine(below)).symbol().equals(caller);
      if (!isRoutine) {
        chain.add(caller);
      }
    }
    return List.copyOf(chain);
  }

  /** {@return a hash of the arguments and locals of the routines that are active} */
  public long activeHash() {
    return stack.hash();
  }

  /** {@return whether a function is active} */
  public boolean isActive(String function) {
    for (int frame = stack.top(); frame != 0; frame = stack.below(frame)) {
      if (table.get(stack.routine(frame)).symbol().equals(function)) {
        return true;
      }
    }
    return false;
  }

  /** {@return where the innermost activation of a function returns to; empty if there is none} */
  public String returnPlace(String function) {
    for (int frame = stack.top(); frame != 0; frame = stack.below(frame)) {
      if (table.get(stack.routine(frame)).symbol().equals(function)) {
        return port.symbolize(stack.returnAddress(frame));
      }
    }
    return "";
  }

  private static String withoutOffset(String symbolized) {
    int plus = symbolized.indexOf('+');
    return plus < 0 ? symbolized : symbolized.substring(0, plus);
  }
}
