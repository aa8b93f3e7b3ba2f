package org.emukernel.x86.exec;

/** A memory operand of an instruction without LOCK. */
class MemoryPlace extends Place {

  final Address address;

  MemoryPlace(Address address, int size) {
    super(size);
    this.address = address;
  }

  @Override
  long read(Core core, long next) {
    return core.mmu.read(address.linear(core, next), size);
  }

  @Override
  void write(Core core, long next, long value) {
    core.mmu.write(address.linear(core, next), size, value);
  }

  @Override
  long start(Core core, long next) {
    return core.mmu.readForModify(address.linear(core, next), size);
  }

  @Override
  void finish(Core core, long next, long value) {
    core.mmu.writeModified(address.linear(core, next), size, value);
  }

  @Override
  long linear(Core core, long next) {
    return address.linear(core, next);
  }

  /** {@return the linear address of {@code offset} bytes further on} */
  long at(Core core, long next, long offset) {
    return address.linear(core, next, offset);
  }

  @Override
  boolean isMemory() {
    return true;
  }
}
