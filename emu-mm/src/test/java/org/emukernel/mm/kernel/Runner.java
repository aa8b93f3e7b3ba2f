package org.emukernel.mm.kernel;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.Routine;
import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.AddressSpaceTags;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.OldTranslations;

/**
 * Runs one call to its end. Locals start as rubbish, and a step that makes two accesses to memory
 * is an error, so that routines cannot rely on what the contract does not promise.
 */
final class Runner implements RoutineFrame, CpuPort {

  private static final long RUBBISH = 0xdead_beef_dead_beefL;
  private static final int STEPS_MAX = 10_000_000;

  private final TestKernel kernel;
  private final int cpu;
  private final ToLongFunction<List<String>> beforeStep;
  private final Deque<Activation> stack = new ArrayDeque<>();
  private long result = RUBBISH;
  private int accesses;

  private static final class Activation {
    final Routine routine;
    final long[] args;
    final long[] locals;
    int label;

    Activation(Routine routine, long... args) {
      this.routine = routine;
      this.args = Arrays.copyOf(args, 6);
      this.locals = new long[routine.locals()];
      Arrays.fill(locals, RUBBISH);
    }
  }

  Runner(TestKernel kernel) {
    this(kernel, chain -> 0);
  }

  Runner(TestKernel kernel, ToLongFunction<List<String>> beforeStep) {
    this(kernel, 0, beforeStep);
  }

  Runner(TestKernel kernel, int cpu, ToLongFunction<List<String>> beforeStep) {
    this.kernel = kernel;
    this.cpu = cpu;
    this.beforeStep = beforeStep;
  }

  long run(String symbol, long... args) {
    stack.push(new Activation(kernel.routine(kernel.symbol(symbol)), args));
    for (int steps = 0; !stack.isEmpty(); steps++) {
      if (steps == STEPS_MAX) {
        throw new AssertionError("no end: " + callChain());
      }
      beforeStep.applyAsLong(callChain());
      step(stack.peek());
    }
    return result;
  }

  private void step(Activation activation) {
    int label = activation.label;
    activation.label = label + 1;
    accesses = 0;
    current = label;
    activation.routine.step(this);
    if (accesses > 1) {
      throw new AssertionError(
          activation.routine.labels().get(label) + " makes " + accesses + " accesses");
    }
  }

  private int current;

  @Override
  public int cpu() {
    return cpu;
  }

  @Override
  public int label() {
    return current;
  }

  @Override
  public long arg(int i) {
    return stack.element().args[i];
  }

  @Override
  public long local(int i) {
    return stack.element().locals[i];
  }

  @Override
  public void setLocal(int i, long value) {
    stack.element().locals[i] = value;
  }

  @Override
  public long result() {
    return result;
  }

  @Override
  public void goTo(int label) {
    stack.element().label = label;
  }

  @Override
  public void call(long function, long arg0, long arg1, long arg2, long arg3, long arg4) {
    stack.push(new Activation(kernel.routine(function), arg0, arg1, arg2, arg3, arg4));
  }

  @Override
  public void ret(long value) {
    result = value;
    stack.pop();
  }

  @Override
  public long load(long linear, int size) {
    accesses++;
    return kernel.arena().memory().read(kernel.physical(linear), size);
  }

  @Override
  public void store(long linear, int size, long value) {
    accesses++;
    kernel.arena().memory().write(kernel.physical(linear), size, value);
  }

  private long modify(long linear, int size, LongUnaryOperator change) {
    accesses++;
    long physical = kernel.physical(linear);
    long old = kernel.arena().memory().read(physical, size);
    kernel.arena().memory().write(physical, size, change.applyAsLong(old));
    return old;
  }

  @Override
  public long exchange(long linear, int size, long value) {
    return modify(linear, size, old -> value);
  }

  @Override
  public long compareExchange(long linear, int size, long expected, long value) {
    return modify(linear, size, old -> old == expected ? value : old);
  }

  @Override
  public long fetchAdd(long linear, int size, long delta) {
    return modify(linear, size, old -> old + delta);
  }

  @Override
  public long fetchOr(long linear, int size, long bits) {
    return modify(linear, size, old -> old | bits);
  }

  @Override
  public long fetchAnd(long linear, int size, long bits) {
    return modify(linear, size, old -> old & bits);
  }

  @Override
  public CpuPort port() {
    return this;
  }

  @Override
  public int cpus() {
    return kernel.cpus();
  }

  @Override
  public CpuMask isolated() {
    return CpuMask.none();
  }

  @Override
  public long symbol(String name) {
    return kernel.symbol(name);
  }

  @Override
  public long perCpu(String name, int cpu) {
    return kernel.perCpu(name, cpu);
  }

  @Override
  public String symbolize(long linear) {
    return kernel.nameOf(linear);
  }

  @Override
  public int systemCallArgument(int i) {
    throw new UnsupportedOperationException("no system calls");
  }

  @Override
  public AddressSpaceTags addressSpaceTags() {
    return kernel.tags();
  }

  @Override
  public void loadAddressSpace(long root, int asid, OldTranslations old) {
    kernel.recorder().hardware().load(cpu, root, asid, old);
    kernel.recorder().add("cpu %d load: 0x%x asid %d %s", cpu, root, asid, old);
  }

  @Override
  public void flushLocalPage(long linear) {
    kernel.recorder().hardware().page(cpu, linear);
    kernel.recorder().add("invlpg: 0x%x", linear);
  }

  @Override
  public void flushLocalUserPage(int asid, long linear) {
    kernel.recorder().hardware().userPage(cpu, asid, linear);
    kernel.recorder().add("cpu %d invpcid: user %d 0x%x", cpu, asid, linear);
  }

  @Override
  public void flushLocalAddressSpace() {
    kernel.recorder().hardware().current(cpu);
    kernel.recorder().add("cpu %d flush local", cpu);
  }

  @Override
  public void flushLocalAll() {
    kernel.recorder().hardware().all(cpu);
    kernel.recorder().add("flush all");
  }

  @Override
  public int broadcastPages() {
    return 8;
  }

  @Override
  public void broadcastKernelPages(long linear, int pages) {
    kernel.recorder().add("invlpgb: 0x%x %d", linear, pages);
  }

  @Override
  public void broadcastFlushAll() {
    kernel.recorder().add("invlpgb: all");
  }

  @Override
  public boolean broadcastsAreDone() {
    return true;
  }

  @Override
  public void syncCore() {
    throw new AssertionError("not expected");
  }

  @Override
  public void sendIpi(int target, IpiMessage message) {
    throw new AssertionError("not expected");
  }

  @Override
  public void endOfInterrupt() {
    throw new AssertionError("not expected");
  }

  @Override
  public void localIrqEnable() {}

  @Override
  public void localIrqDisable() {}

  @Override
  public boolean irqsDisabled() {
    return false;
  }

  @Override
  public void spend(Cost cost) {}

  @Override
  public boolean leaveAtBorder(int target, IpiWork work) {
    throw new AssertionError("not expected");
  }

  @Override
  public void relax() {
    throw new AssertionError("waits for a lock that nobody can release: " + callChain());
  }

  @Override
  public long nowNs() {
    return kernel.nowNs();
  }

  @Override
  public List<String> callChain() {
    Iterator<Activation> frames = stack.iterator();
    return java.util.stream.Stream.generate(() -> frames.next().routine.symbol())
        .limit(stack.size())
        .toList();
  }

  @Override
  public MachineEvents events() {
    return kernel.recorder();
  }
}
