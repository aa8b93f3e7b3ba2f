package org.emukernel.x86.exec;

import org.emukernel.api.choice.Cost;

/** A memory operand of an instruction that locks. */
final class LockedPlace extends MemoryPlace {

  LockedPlace(Address address, int size) {
    super(address, size);
  }

  @Override
  long start(Core core, long next) {
    return core.mmu.lockedRead(address.linear(core, next), size);
  }

  @Override
  void finish(Core core, long next, long value) {
    core.mmu.lockedWrite(address.linear(core, next), size, value);
    core.charge(Cost.LOCKED);
  }
}
