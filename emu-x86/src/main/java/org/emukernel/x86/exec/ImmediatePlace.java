package org.emukernel.x86.exec;

/** An immediate. */
final class ImmediatePlace extends Place {

  private final long value;

  /**
   * Makes an immediate.
   *
   * @param value extended to 64 bits as the instruction uses it
   */
  ImmediatePlace(long value) {
    super(8);
    this.value = value;
  }

  @Override
  long read(Core core, long next) {
    return value;
  }

  @Override
  void write(Core core, long next, long ignored) {
    throw new IllegalStateException("an immediate cannot be written");
  }
}
