package org.emukernel.scenarios.fault;

import org.emukernel.api.kernel.RoutineFrame;
import org.emukernel.api.machine.CpuPort;

/** A frame of a routine that does what another does; a fault overrides what it does otherwise. */
class ForwardingFrame implements RoutineFrame {

  private final RoutineFrame frame;

  ForwardingFrame(RoutineFrame frame) {
    this.frame = frame;
  }

  @Override
  public int cpu() {
    return frame.cpu();
  }

  @Override
  public int label() {
    return frame.label();
  }

  @Override
  public void goTo(int label) {
    frame.goTo(label);
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
