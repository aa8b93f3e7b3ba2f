package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Reg;

/** A segment register; loading it checks the descriptor. */
final class SegmentPlace extends Place {

  private final int register;

  /** Makes the place of segment register {@code number}: ES 0, CS 1, SS 2, DS 3, FS 4, GS 5. */
  SegmentPlace(int number) {
    super(2);
    this.register = Reg.ES + number;
  }

  @Override
  long read(Core core, long next) {
    return core.reg(register);
  }

  @Override
  void write(Core core, long next, long value) {
    DescriptorActions.load(core, register, (int) value & 0xffff);
  }
}
