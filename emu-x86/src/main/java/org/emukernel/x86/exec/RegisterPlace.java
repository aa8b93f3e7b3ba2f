package org.emukernel.x86.exec;

/** A general register in 1, 2, 4 or 8 low bytes; writing 4 clears the upper half. */
final class RegisterPlace extends Place {

  private final int number;

  RegisterPlace(int number, int size) {
    super(size);
    this.number = number;
  }

  @Override
  long read(Core core, long next) {
    return Alu.zero(core.reg(number), size);
  }

  @Override
  void write(Core core, long next, long value) {
    core.setReg(number, value, size);
  }
}
