package org.emukernel.scenarios.fault;

import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.CpuPort;

/**
 * A frame of a routine whose labels stand in another order.
 *
 * @param frame the frame as it is
 * @param order for each label as it stands, which label of the routine it is
 */
record PermutedFrame(RoutineFrame frame, int[] order) implements RoutineFrame {

  @Override
  public int cpu() {
    return frame.cpu();
  }

  @Override
  public int label() {
    return order[frame.label()];
  }

  @Override
  public void goTo(int label) {
    for (int i = 0; i < order.length; i++) {
      if (order[i] == label) {
        frame.goTo(i);
      }
    }
  }

  @Override
  public long arg(int i) {
    return frame.arg(i);
  }

  @Override
  public long local(int i) {
    return frame.local(i);
  }

  @Override
  public void setLocal(int i, long value) {
    frame.setLocal(i, value);
  }

  @Override
  public long result() {
    return frame.result();
  }

  @Override
  public void call(long function, long arg0, long arg1, long arg2, long arg3, long arg4) {
    frame.call(function, arg0, arg1, arg2, arg3, arg4);
  }

  @Override
  public void ret(long value) {
    frame.ret(value);
  }

  @Override
  public long load(long linear, int size) {
    return frame.load(linear, size);
  }

  @Override
  public void store(long linear, int size, long value) {
    frame.store(linear, size, value);
  }

  @Override
  public long exchange(long linear, int size, long value) {
    return frame.exchange(linear, size, value);
  }

  @Override
  public long compareExchange(long linear, int size, long expected, long value) {
    return frame.compareExchange(linear, size, expected, value);
  }

  @Override
  public long fetchAdd(long linear, int size, long delta) {
    return frame.fetchAdd(linear, size, delta);
  }

  @Override
  public long fetchOr(long linear, int size, long bits) {
    return frame.fetchOr(linear, size, bits);
  }

  @Override
  public long fetchAnd(long linear, int size, long bits) {
    return frame.fetchAnd(linear, size, bits);
  }

  @Override
  public CpuPort port() {
    return frame.port();
  }
}
