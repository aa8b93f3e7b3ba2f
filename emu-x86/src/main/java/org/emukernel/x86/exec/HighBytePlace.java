package org.emukernel.x86.exec;

/** AH, CH, DH or BH. */
final class HighBytePlace extends Place {

  private final int number;

  HighBytePlace(int number) {
    super(1);
    this.number = number;
  }

  @Override
  long read(Core core, long next) {
    return core.reg(number) >>> 8 & 0xff;
  }

  @Override
  void write(Core core, long next, long value) {
    core.setReg(number, core.reg(number) & ~0xff00L | (value & 0xff) << 8);
  }
}
