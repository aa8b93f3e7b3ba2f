package org.emukernel.x86.routine;

import java.util.Objects;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.kernel.KernelBug;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.kernel.RoutineStack;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.x86.exec.CoreParts;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/** The routine on top of one CPU's routine stack, as its step sees it. */
final class Activation implements RoutineFrame {

  private static final int[] ARGUMENTS = {Reg.RDI, Reg.RSI, Reg.RDX, Reg.RCX, Reg.R8, Reg.R9};

  private final CpuPort port;
  private final RoutineTable table;
  private final RegisterFile registers;
  private final Mmu mmu;
  private final CpuClock clock;
  private final RoutineStack stack;
  private int frame;
  private int labels;
  private int locals;
  private int label;
  private long rip;
  private long next;

  Activation(CpuPort port, RoutineTable table, CoreParts parts, RoutineStack stack) {
    this.port = port;
    this.table = table;
    this.registers = parts.registers();
    this.mmu = parts.mmu();
    this.clock = parts.clock();
    this.stack = stack;
  }

  /** Starts a new frame at a routine's prologue, whose first label lies at {@code atRip}. */
  void enter(int number, long atRip) {
    if (!stack.hasRoom(table.locals(number))) {
      throw new KernelBug(
          "cpu "
              + port.cpu()
              + ": no room for a frame of "
              + table.get(number).symbol()
              + ": "
              + port.callChain());
    }
    long returnAddress = mmu.readLong(registers.get(Reg.RSP));
    int made = stack.push(number, table.locals(number), returnAddress);
    for (int i = 0; i < ARGUMENTS.length; i++) {
      stack.setArgument(made, i, registers.get(ARGUMENTS[i]));
    }
    registers.set(Reg.RIP, atRip);
  }

  /** Runs one step of the routine of the top frame. {@return where it goes on} */
  long step(int number, int topFrame, int atLabel, long atRip) {
    frame = topFrame;
    labels = table.labels(number);
    locals = table.locals(number);
    label = atLabel;
    rip = atRip;
    next = 0;
    table.get(number).step(this);
    return next == 0 ? address(label + 1) : next;
  }

  private long address(int atLabel) {
    if (atLabel < 0 || atLabel >= labels) {
      throw new KernelBug("there is no label " + atLabel + "; the routine has " + labels);
    }
    return rip + (long) RoutineTable.SLOT_BYTES * (atLabel - label);
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
    return stack.argument(frame, Objects.checkIndex(i, ARGUMENTS.length));
  }

  @Override
  public long local(int i) {
    return stack.local(frame, Objects.checkIndex(i, locals));
  }

  @Override
  public void setLocal(int i, long value) {
    stack.setLocal(frame, Objects.checkIndex(i, locals), value);
  }

  @Override
  public long result() {
    return registers.get(Reg.RAX);
  }

  @Override
  public void goTo(int newLabel) {
    next = address(newLabel);
  }

  @Override
  public void call(long function, long arg0, long arg1, long arg2, long arg3, long arg4) {
    long rsp = registers.get(Reg.RSP) - 8;
    mmu.writeLong(rsp, address(label + 1));
    registers.set(Reg.RSP, rsp);
    registers.set(Reg.RDI, arg0);
    registers.set(Reg.RSI, arg1);
    registers.set(Reg.RDX, arg2);
    registers.set(Reg.RCX, arg3);
    registers.set(Reg.R8, arg4);
    next = function;
  }

  @Override
  public void ret(long value) {
    long rsp = registers.get(Reg.RSP);
    next = mmu.readLong(rsp);
    registers.set(Reg.RSP, rsp + 8);
    registers.set(Reg.RAX, value);
    stack.pop();
  }

  @Override
  public long load(long linear, int size) {
    return mmu.read(linear, size);
  }

  @Override
  public void store(long linear, int size, long value) {
    mmu.write(linear, size, value);
  }

  @Override
  public long exchange(long linear, int size, long value) {
    return locked(linear, size, mmu.lockedRead(linear, size), value);
  }

  @Override
  public long compareExchange(long linear, int size, long expected, long value) {
    long old = mmu.lockedRead(linear, size);
    long wanted = size == 8 ? expected : expected & (1L << size * 8) - 1;
    return locked(linear, size, old, old == wanted ? value : old);
  }

  @Override
  public long fetchAdd(long linear, int size, long delta) {
    long old = mmu.lockedRead(linear, size);
    return locked(linear, size, old, old + delta);
  }

  @Override
  public long fetchOr(long linear, int size, long bits) {
    long old = mmu.lockedRead(linear, size);
    return locked(linear, size, old, old | bits);
  }

  @Override
  public long fetchAnd(long linear, int size, long bits) {
    long old = mmu.lockedRead(linear, size);
    return locked(linear, size, old, old & bits);
  }

  /* Writes the second half of a locked access. {@return the old value} */
  private long locked(long linear, int size, long old, long value) {
    mmu.lockedWrite(linear, size, value);
    clock.charge(Cost.LOCKED);
    return old;
  }

  @Override
  public CpuPort port() {
    return port;
  }
}
