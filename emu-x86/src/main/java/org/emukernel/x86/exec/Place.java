package org.emukernel.x86.exec;

/** An operand that a {@link GeneralOp} reads or writes; values are zero-extended. */
abstract class Place {

  /** Bytes: 1, 2, 4, 8, or 0 where the instruction accesses none. */
  final int size;

  Place(int size) {
    this.size = size;
  }

  abstract long read(Core core, long next);

  abstract void write(Core core, long next, long value);

  /** Reads what {@link #finish} then writes: one locked access if the instruction locks. */
  long start(Core core, long next) {
    return read(core, next);
  }

  void finish(Core core, long next, long value) {
    write(core, next, value);
  }

  /** {@return the linear address of a memory operand} */
  long linear(Core core, long next) {
    throw new IllegalStateException("this operand has no address");
  }

  boolean isMemory() {
    return false;
  }
}
