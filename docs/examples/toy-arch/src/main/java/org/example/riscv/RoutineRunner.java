package org.example.riscv;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.kernel.KernelBug;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.kernel.RoutineStack;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.CpuPort;

/**
 * Runs kernel routines on one hart by the standard calling convention: arguments in a0 to a5, the
 * result in a0, the return address in ra, which the prologue keeps in the frame.
 */
final class RoutineRunner implements RoutineFrame {

  private static final int ARGUMENTS = 6;

  private final CpuPort port;
  private final RoutineTable table;
  private final RoutineStack stack;
  private final Registers registers;
  private final HartMemory memory;
  private final CpuClock clock;
  private int number;
  private int label;
  private long at;
  private long next;

  RoutineRunner(
      CpuPort port,
      RoutineTable table,
      RoutineStack stack,
      Registers registers,
      HartMemory memory,
      CpuClock clock) {
    this.port = port;
    this.table = table;
    this.stack = stack;
    this.registers = registers;
    this.memory = memory;
    this.clock = clock;
  }

  /* {@return where it goes on} The prologue is one step with the first label. */
  long run(int word, long pc) {
    number = word >>> 8;
    int slot = word & 0xff;
    if (number >= table.size() || slot > table.labels(number)) {
      throw new KernelBug("hart " + port.cpu() + ": no routine has slot " + word);
    }
    at = pc;
    if (slot == 0) {
      enter();
      at = pc + RoutineTable.SLOT_BYTES;
      slot = 1;
    }
    return step(slot - 1);
  }

  private void enter() {
    if (!stack.hasRoom(table.locals(number))) {
      throw new KernelBug("hart " + port.cpu() + ": no room for a frame: " + callChain());
    }
    stack.push(number, table.locals(number), registers.get(Registers.RA));
    for (int i = 0; i < ARGUMENTS; i++) {
      stack.setArgument(stack.top(), i, registers.get(Registers.A0 + i));
    }
  }

  private long step(int newLabel) {
    label = newLabel;
    next = 0;
    clock.charge(Cost.ROUTINE_STEP);
    if (stack.routine(stack.top()) != number) {
      throw new KernelBug("control came to " + place() + " from nowhere");
    }
    try {
      table.get(number).step(this);
    } catch (Trap trap) {
      throw new KernelBug(
          "kernel bug on cpu " + port.cpu() + " in " + place() + " raised " + trap.getMessage());
    }
    return next == 0 ? address(label + 1) : next;
  }

  private String place() {
    return table.get(number).symbol() + ", label " + table.get(number).labels().get(label);
  }

  private long address(int atLabel) {
    return at + (long) RoutineTable.SLOT_BYTES * (atLabel - label);
  }

  List<String> callChain() {
    List<String> chain = new ArrayList<>();
    for (int frame = stack.top(); frame != 0; frame = stack.below(frame)) {
      chain.add(table.get(stack.routine(frame)).symbol());
      String caller = port.symbolize(stack.returnAddress(frame)).replaceFirst("\\+.*", "");
      int below = stack.below(frame);
      if (below == 0 || !table.get(stack.routine(below)).symbol().equals(caller)) {
        chain.add(caller);
      }
    }
    return chain;
  }

  @Override
  public int cpu() {
    return port.cpu();
  }

  @Override
  public int label() {
    return label;
  }

  @Override
  public long arg(int i) {
    return stack.argument(stack.top(), Objects.checkIndex(i, ARGUMENTS));
  }

  @Override
  public long local(int i) {
    return stack.local(stack.top(), Objects.checkIndex(i, table.locals(number)));
  }

  @Override
  public void setLocal(int i, long value) {
    stack.setLocal(stack.top(), Objects.checkIndex(i, table.locals(number)), value);
  }

  @Override
  public long result() {
    return registers.get(Registers.A0);
  }

  @Override
  public void goTo(int newLabel) {
    next = address(Objects.checkIndex(newLabel, table.labels(number)));
  }

  @Override
  public void call(long function, long arg0, long arg1, long arg2, long arg3, long arg4) {
    registers.set(Registers.RA, address(label + 1));
    registers.set(Registers.A0, arg0);
    registers.set(Registers.A0 + 1, arg1);
    registers.set(Registers.A0 + 2, arg2);
    registers.set(Registers.A0 + 3, arg3);
    registers.set(Registers.A0 + 4, arg4);
    next = function;
  }

  @Override
  public void ret(long value) {
    next = stack.returnAddress(stack.top());
    registers.set(Registers.A0, value);
    stack.pop();
  }

  @Override
  public long load(long linear, int size) {
    return memory.load(linear, size);
  }

  @Override
  public void store(long linear, int size, long value) {
    memory.store(linear, size, value);
  }

  @Override
  public long exchange(long linear, int size, long value) {
    return memory.amo(linear, size, old -> value);
  }

  @Override
  public long compareExchange(long linear, int size, long expected, long value) {
    long wanted = size == Long.BYTES ? expected : expected & (1L << size * 8) - 1;
    return memory.amo(linear, size, old -> old == wanted ? value : old);
  }

  @Override
  public long fetchAdd(long linear, int size, long delta) {
    return memory.amo(linear, size, old -> old + delta);
  }

  @Override
  public long fetchOr(long linear, int size, long bits) {
    return memory.amo(linear, size, old -> old | bits);
  }

  @Override
  public long fetchAnd(long linear, int size, long bits) {
    return memory.amo(linear, size, old -> old & bits);
  }

  @Override
  public CpuPort port() {
    return port;
  }
}
