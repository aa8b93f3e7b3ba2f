package org.emukernel.scenarios.verify;

import java.util.function.IntConsumer;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.api.machine.MachineEvents;

/**
 * Hears of what the monitors judge others by: a step that says so cannot be exchanged with theirs.
 */
final class VisibleEvents implements MachineEvents {

  /* Words beyond all physical memory that stand for what the monitors note of each CPU. */
  private static final long DEBTS = 1L << 56;

  private final SharedWords words;
  private final StepTouches touches;
  private IntConsumer onCallNotes = cpu -> {};
  private boolean heard;

  /** Counts what CPUs owe among the words that they share. */
  VisibleEvents(SharedWords words, StepTouches touches) {
    this.words = words;
    this.touches = touches;
  }

  /** From now on {@code listener} is told of whose calls the monitors note something. */
  void onCallNotes(IntConsumer listener) {
    onCallNotes = listener;
  }

  boolean takeHeard() {
    boolean result = heard;
    heard = false;
    return result;
  }

  /** The monitors look whether a CPU has done what was put off for it. */
  void debtsSeen(int cpu) {
    if (words.loaded(cpu, debts(cpu), Long.BYTES)) {
      touches.asked(debts(cpu));
    }
  }

  private static long debts(int cpu) {
    return DEBTS + (long) cpu * Long.BYTES;
  }

  @Override
  public void kernelFlushStarted(CpuPort cpu, long start, long end) {
    onCallNotes.accept(cpu.cpu());
  }

  @Override
  public void csdQueued(CpuPort sender, int target, long function, long csd) {
    onCallNotes.accept(sender.cpu());
  }

  @Override
  public void waitStarted(CpuPort sender, int target) {
    onCallNotes.accept(sender.cpu());
  }

  @Override
  public void waitEnded(CpuPort sender, int target) {
    onCallNotes.accept(sender.cpu());
  }

  @Override
  public void deferred(CpuPort sender, int target, long function) {
    onCallNotes.accept(sender.cpu());
    if (words.stored(sender.cpu(), debts(target), Long.BYTES)) {
      touches.told(debts(target));
    }
  }

  @Override
  public void callReturned(CpuPort sender) {
    heard = true;
  }

  @Override
  public void kernelRangeFlushed(CpuPort cpu, long start, long end) {
    onCallNotes.accept(cpu.cpu());
    heard = true;
  }

  @Override
  public void userRangeFlushed(CpuPort cpu, long root, long start, long end) {
    heard = true;
  }

  @Override
  public void pageTableFreed(CpuPort cpu, long physical) {
    heard = true;
  }

  @Override
  public void textPokeStarted(CpuPort cpu, long linear, byte[] before, byte[] after) {
    heard = true;
  }

  @Override
  public void textSynced(CpuPort cpu, long linear, int length) {
    heard = true;
  }
}
