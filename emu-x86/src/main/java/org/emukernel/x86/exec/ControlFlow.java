package org.emukernel.x86.exec;

import org.emukernel.api.choice.Cost;
import org.emukernel.x86.decode.Operand;
import org.emukernel.x86.fault.Vector;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;

/**
 * Branches, calls, software interrupts, and the ways into the kernel and out of it. Source: SDM
 * vol. 2, the instructions' own pages.
 */
final class ControlFlow {

  private static final long SYSRET_FLAGS = 0x3c7fd7;
  private static final long USER_RETURN_FLAGS =
      Flags.STATUS | Flags.TF | Flags.DF | Flags.NT | Flags.RF | Flags.AC | Flags.ID;

  private ControlFlow() {}

  private static long relative(GeneralOp op, long next) {
    return next + ((Operand.Rel) op.instruction.operand(0)).displacement();
  }

  private static long target(Core core, GeneralOp op, long next) {
    boolean direct = op.instruction.operand(0) instanceof Operand.Rel;
    return core.target(direct ? relative(op, next) : op.first.read(core, next));
  }

  static long jmp(Core core, GeneralOp op, long next) {
    return target(core, op, next);
  }

  static long jcc(Core core, GeneralOp op, long next) {
    return Alu.test(op.truth, core.status()) != 0 ? core.target(relative(op, next)) : next;
  }

  static long call(Core core, GeneralOp op, long next) {
    long to = target(core, op, next);
    core.push(next, 8);
    return to;
  }

  static long ret(Core core, GeneralOp op, long next) {
    long to = core.target(core.peek(0, 8));
    long extra = op.operands == 0 ? 0 : op.first.read(core, next) & 0xffff;
    core.setReg(Reg.RSP, core.reg(Reg.RSP) + 8 + extra);
    return to;
  }

  static long jrcxz(Core core, GeneralOp op, long next) {
    return counter(core, op) == 0 ? core.target(relative(op, next)) : next;
  }

  private static long counter(Core core, GeneralOp op) {
    return Alu.zero(core.reg(Reg.RCX), op.instruction.addressSize());
  }

  static long loop(Core core, GeneralOp op, long next) {
    return loopIf(core, op, next, true);
  }

  static long loope(Core core, GeneralOp op, long next) {
    return loopIf(core, op, next, (core.flags() & Flags.ZF) != 0);
  }

  static long loopne(Core core, GeneralOp op, long next) {
    return loopIf(core, op, next, (core.flags() & Flags.ZF) == 0);
  }

  private static long loopIf(Core core, GeneralOp op, long next, boolean condition) {
    int size = op.instruction.addressSize();
    long count = Alu.zero(core.reg(Reg.RCX) - 1, size);
    long to = count != 0 && condition ? core.target(relative(op, next)) : next;
    core.setReg(Reg.RCX, count, size);
    return to;
  }

  static long int3(Core core, GeneralOp op, long next) {
    return core.delivery.software(Vector.BP.number(), next);
  }

  static long int1(Core core, GeneralOp op, long next) {
    return core.delivery.trap(Vector.DB, next);
  }

  static long interrupt(Core core, GeneralOp op, long next) {
    return core.delivery.software((int) op.first.read(core, next) & 0xff, next);
  }

  static long syscall(Core core, GeneralOp op, long next) {
    if (!core.registers.isSet(Reg.EFER, Control.EFER_SCE)) {
      throw core.invalidOpcode("syscall with EFER.SCE = 0");
    }
    core.takeTrapFlagLater();
    boolean fromUser = core.registers.cpl() != 0;
    int selector = (int) (core.reg(Reg.STAR) >>> 32) & 0xfffc;
    core.setReg(Reg.RCX, next);
    core.setReg(Reg.R11, core.flags() & ~Flags.RF);
    core.setReg(Reg.CS, selector);
    core.setReg(Reg.SS, selector + 8 & 0xffff);
    changeFlags(core, ~core.reg(Reg.FMASK) & core.flags() & ~Flags.RF | Flags.FIXED);
    core.charge(Cost.SYSCALL);
    if (fromUser) {
      core.enteredKernel(-1);
    }
    return core.reg(Reg.LSTAR);
  }

  /* Saves nothing: neither RIP nor RSP nor RFLAGS. */
  static long sysenter(Core core, GeneralOp op, long next) {
    int selector = (int) core.reg(Reg.SYSENTER_CS) & 0xfffc;
    if (selector == 0) {
      throw core.generalProtection(0);
    }
    boolean fromUser = core.registers.cpl() != 0;
    core.setReg(Reg.RSP, core.reg(Reg.SYSENTER_ESP));
    core.setReg(Reg.CS, selector);
    core.setReg(Reg.SS, selector + 8 & 0xffff);
    changeFlags(core, core.flags() & ~(Flags.VM | Flags.IF));
    core.charge(Cost.SYSCALL);
    if (fromUser) {
      core.enteredKernel(-1);
    }
    return core.reg(Reg.SYSENTER_EIP);
  }

  private static void changeFlags(Core core, long value) {
    core.replaceFlags(value);
    core.mmu.modeChanged();
    core.attention();
  }

  /* Returns to compatibility mode (no REX.W) are not implemented: there is no such mode here. */
  static long sysret(Core core, GeneralOp op, long next) {
    if (!core.registers.isSet(Reg.EFER, Control.EFER_SCE) || op.size != 8) {
      throw core.invalidOpcode(op.size == 8 ? "sysret with EFER.SCE = 0" : "sysretl");
    }
    core.requireSupervisor();
    core.takeTrapFlagLater();
    long to = core.target(core.reg(Reg.RCX));
    int selector = (int) (core.reg(Reg.STAR) >>> 48);
    core.setReg(Reg.CS, selector + 16 & 0xffff | 3);
    core.setReg(Reg.SS, selector + 8 & 0xffff | 3);
    changeFlags(core, core.reg(Reg.R11) & SYSRET_FLAGS | Flags.FIXED);
    core.charge(Cost.SYSRET);
    core.leftKernel(next - op.instruction.length());
    return to;
  }

  /* The flow for a return in 64-bit mode: RSP and SS are always popped. */
  static long iret(Core core, GeneralOp op, long next) {
    core.setReg(Reg.ACTIVITY, core.reg(Reg.ACTIVITY) & ~Activity.NMI_BLOCKED);
    core.attention();
    if (core.registers.isSet(Reg.RFLAGS, Flags.NT)) {
      throw core.generalProtection(0);
    }
    int size = op.size;
    long rip = core.peek(0, size);
    int cs = (int) core.peek(size, size) & 0xffff;
    long flags = core.peek(2 * size, size);
    long rsp = core.peek(3 * size, size);
    int ss = (int) core.peek(4 * size, size) & 0xffff;
    checkCodeSegment(core, cs);
    checkStackSegment(core, ss, cs & 3);
    core.target(rip);
    int oldCpl = core.registers.cpl();
    long mask = USER_RETURN_FLAGS | (oldCpl == 0 ? Flags.IOPL | Flags.VIF | Flags.VIP : 0);
    mask |= oldCpl <= (core.flags() & Flags.IOPL) >>> 12 ? Flags.IF : 0;
    core.setFlags(size == 2 ? mask & 0xffff : mask, flags);
    core.setReg(Reg.RSP, rsp);
    core.setReg(Reg.CS, cs);
    core.setReg(Reg.SS, ss);
    returned(core, oldCpl, next - op.instruction.length());
    return rip;
  }

  private static void returned(Core core, int oldCpl, long at) {
    core.mmu.serialize();
    core.mmu.modeChanged();
    core.charge(Cost.IRET);
    if (oldCpl == 0 && core.registers.cpl() == 3) {
      core.leftKernel(at);
    } else if (oldCpl == 0) {
      core.events.kernelResumed(core.cpu);
    }
  }

  private static void checkCodeSegment(Core core, int cs) {
    if ((cs & ~3) == 0) {
      throw core.generalProtection(0);
    }
    long descriptor = Descriptor.read(core, cs, 0);
    int rpl = cs & 3;
    boolean privilege =
        Descriptor.isConforming(descriptor)
            ? Descriptor.dpl(descriptor) <= rpl
            : Descriptor.dpl(descriptor) == rpl;
    boolean level = rpl == 0 || rpl == 3;
    if (!Descriptor.isCode64(descriptor) || !privilege || !level || rpl < core.registers.cpl()) {
      throw core.generalProtection(cs & ~3);
    }
    if (!Descriptor.isPresent(descriptor)) {
      throw core.fault.segmentNotPresent(cs & ~3);
    }
  }

  private static void checkStackSegment(Core core, int ss, int cpl) {
    if ((ss & ~3) == 0) {
      if (cpl == 3) {
        throw core.generalProtection(0);
      }
      return;
    }
    if ((ss & 3) != cpl) {
      throw core.generalProtection(ss & ~3);
    }
    long descriptor = Descriptor.read(core, ss, 0);
    if (!Descriptor.isWritableData(descriptor) || Descriptor.dpl(descriptor) != cpl) {
      throw core.generalProtection(ss & ~3);
    }
    if (!Descriptor.isPresent(descriptor)) {
      throw core.stackFault(ss & ~3);
    }
  }
}
