package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Reg;

/** Moves between registers, memory and stack that programs make most. */
final class MoveOps {

  private MoveOps() {}

  /** MOV or MOVZX from memory to a register of 4 or 8 bytes. */
  static final class Load extends Op {

    private final int target;
    private final Address address;
    private final int size;

    Load(int length, int target, Address address, int size) {
      super(length, Reach.MEMORY);
      this.target = target;
      this.address = address;
      this.size = size;
    }

    @Override
    public long execute(Core core, long next) {
      core.setReg(target, core.mmu.read(address.linear(core, next), size));
      return next;
    }
  }

  /** MOV of 8 bytes from memory to a register. */
  static final class LoadLong extends Op {

    private final int target;
    private final Address address;

    LoadLong(int length, int target, Address address) {
      super(length, Reach.MEMORY);
      this.target = target;
      this.address = address;
    }

    @Override
    public long execute(Core core, long next) {
      core.setReg(target, core.mmu.readLong(address.linear(core, next)));
      return next;
    }
  }

  /** MOV of a 64-bit register to memory. */
  static final class StoreLong extends Op {

    private final int source;
    private final Address address;

    StoreLong(int length, int source, Address address) {
      super(length, Reach.MEMORY);
      this.source = source;
      this.address = address;
    }

    @Override
    public long execute(Core core, long next) {
      core.mmu.writeLong(address.linear(core, next), core.reg(source));
      return next;
    }
  }

  /** MOV of a register's low bytes to memory. */
  static final class Store extends Op {

    private final int source;
    private final Address address;
    private final int size;

    Store(int length, int source, Address address, int size) {
      super(length, Reach.MEMORY);
      this.source = source;
      this.address = address;
      this.size = size;
    }

    @Override
    public long execute(Core core, long next) {
      core.mmu.write(address.linear(core, next), size, core.reg(source));
      return next;
    }
  }

  /** LEA into 4 or 8 bytes. */
  static final class Lea extends Op {

    private final int target;
    private final Address address;
    private final long mask;

    Lea(int length, int target, Address address, int size) {
      super(length, Reach.REGISTERS);
      this.target = target;
      this.address = address;
      this.mask = size == 8 ? -1 : 0xffff_ffffL;
    }

    @Override
    public long execute(Core core, long next) {
      core.setReg(target, address.effective(core, next) & mask);
      return next;
    }
  }

  /** MOVZX between registers of 4 or 8 bytes. */
  static final class ZeroExtend extends Op {

    private final int target;
    private final int source;
    private final long mask;

    ZeroExtend(int length, int target, int source, int size) {
      super(length, Reach.REGISTERS);
      this.target = target;
      this.source = source;
      this.mask = (1L << size * 8) - 1;
    }

    @Override
    public long execute(Core core, long next) {
      core.setReg(target, core.reg(source) & mask);
      return next;
    }
  }

  /** PUSH of a 64-bit register. */
  static final class Push extends Op {

    private final int source;

    Push(int length, int source) {
      super(length, Reach.MEMORY);
      this.source = source;
    }

    @Override
    public long execute(Core core, long next) {
      long to = core.stack(core.reg(Reg.RSP) - 8);
      core.mmu.writeLong(to, core.reg(source));
      core.setReg(Reg.RSP, to);
      return next;
    }
  }

  /** POP of a 64-bit register. */
  static final class Pop extends Op {

    private final int target;

    Pop(int length, int target) {
      super(length, Reach.MEMORY);
      this.target = target;
    }

    @Override
    public long execute(Core core, long next) {
      long rsp = core.stack(core.reg(Reg.RSP));
      long value = core.mmu.readLong(rsp);
      core.setReg(Reg.RSP, rsp + 8);
      core.setReg(target, value);
      return next;
    }
  }

  /** Does nothing. */
  static final class Nop extends Op {

    Nop(int length) {
      super(length, Reach.REGISTERS);
    }

    @Override
    public long execute(Core core, long next) {
      return next;
    }
  }
}
