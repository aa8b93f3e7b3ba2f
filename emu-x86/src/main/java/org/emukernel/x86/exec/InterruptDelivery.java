package org.emukernel.x86.exec;

import org.emukernel.api.choice.Cost;
import org.emukernel.api.machine.StopReason;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.fault.Vector;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/**
 * Delivers exceptions and interrupts through the gates of the IDT, in 64-bit mode.
 *
 * <p>Source: SDM vol. 2A, "INT n/INTO/INT3/INT1 - Call to Interrupt Procedure" (operation); vol.
 * 3A, "Exception and Interrupt Handling in 64-bit Mode"; "Interrupt 8 - Double Fault Exception"
 * (table "Conditions for Generating a Double Fault").
 */
final class InterruptDelivery {

  private static final int GATE_BYTES = 16;
  private static final int IDT_ERROR = 2;
  private static final int NO_ERROR_CODE = -1;

  private final Core core;

  InterruptDelivery(Core core) {
    this.core = core;
  }

  /**
   * Delivers the exception that the instruction at {@code rip} raised, and what its delivery raises
   * in turn.
   *
   * @return where the handler starts, or {@code rip} if the CPU shut down
   */
  long exception(ProcessorException fault, long rip) {
    Vector vector = fault.vector();
    int code = fault.hasErrorCode() ? fault.errorCode() : NO_ERROR_CODE;
    if (vector == Vector.PF) {
      core.setReg(Reg.CR2, fault.linear());
    }
    return vectored(vector, code, rip, core.flags() | Flags.RF);
  }

  /**
   * Delivers an interrupt from outside, or an NMI, that arrived before the instruction at {@code
   * rip}.
   */
  long external(int vector, long rip) {
    try {
      return deliver(vector, NO_ERROR_CODE, rip, core.flags(), 1);
    } catch (ProcessorException second) {
      return exception(second, rip);
    }
  }

  /**
   * Delivers the trap after an instruction, or INT1: {@code next} is where its handler returns to.
   */
  long trap(Vector vector, long next) {
    return vectored(vector, NO_ERROR_CODE, next, core.flags());
  }

  /** INT n and INT3: faults in its delivery are faults of the instruction, so it throws them. */
  long software(int vector, long next) {
    core.takeTrapFlagLater();
    return deliver(vector, NO_ERROR_CODE, next, core.flags(), 0);
  }

  private long vectored(Vector vector, int code, long rip, long savedFlags) {
    try {
      return deliver(vector.number(), code, rip, savedFlags, 1);
    } catch (ProcessorException second) {
      return afterSecond(vector, second, rip);
    }
  }

  private long afterSecond(Vector first, ProcessorException second, long rip) {
    if (first == Vector.DF) {
      shutDown();
      return rip;
    }
    if (isDouble(first, second.vector())) {
      if (second.vector() == Vector.PF) {
        core.setReg(Reg.CR2, second.linear());
      }
      return vectored(Vector.DF, 0, rip, core.flags() | Flags.RF);
    }
    return exception(second, rip);
  }

  /** The CPU stops for good. */
  void shutDown() {
    core.setReg(Reg.ACTIVITY, core.reg(Reg.ACTIVITY) | Activity.SHUTDOWN);
    core.requestStop(StopReason.SHUTDOWN);
  }

  private static boolean isDouble(Vector first, Vector second) {
    return first == Vector.PF
        ? isContributory(second) || second == Vector.PF
        : isContributory(first) && isContributory(second);
  }

  private static boolean isContributory(Vector vector) {
    return switch (vector) {
      case DE, TS, NP, SS, GP -> true;
      default -> false;
    };
  }

  private long deliver(int vector, int code, long rip, long savedFlags, int ext) {
    core.mmu.drainAll();
    long table = core.reg(Reg.IDT_BASE) + (long) vector * GATE_BYTES;
    int gateError = vector * 8 + IDT_ERROR + ext;
    if ((long) vector * GATE_BYTES + GATE_BYTES - 1 > core.reg(Reg.IDT_LIMIT)) {
      throw core.generalProtection(gateError);
    }
    long low = core.mmu.readSystem(table, 8);
    long high = core.mmu.readSystem(table + 8, 8);
    checkGate(low, gateError, ext);
    int selector = (int) (low >>> 16) & 0xffff;
    int cpl = core.registers.cpl();
    int newCpl = handlerPrivilege(selector, cpl, ext);
    long offset = low & 0xffff | low >>> 32 & 0xffff_0000L | high << 32;
    long top = stackTop((int) (low >>> 32) & 7, newCpl == cpl, ext);
    if (!RegisterFile.isCanonical(offset)) {
      throw core.generalProtection(ext);
    }
    long rsp = pushFrame(top, rip, savedFlags, code, ext);
    enter(selector & ~3 | newCpl, rsp, newCpl != cpl);
    boolean interruptGate = (low >>> 40 & 0xf) == 0xe;
    core.setFlags(Flags.TF | Flags.NT | Flags.RF | (interruptGate ? Flags.IF : 0), 0);
    finish(vector, rip, newCpl != cpl);
    return offset;
  }

  private void finish(int vector, long rip, boolean fromUser) {
    if (core.model.delivery() == CpuModel.DeliverySerialization.YES) {
      core.mmu.serialize();
    }
    core.charge(Cost.INTERRUPT_DELIVERY);
    core.attention();
    if (fromUser) {
      core.enteredKernel(vector);
    } else {
      core.events.kernelInterrupted(core.cpu, vector, rip);
    }
  }

  private void checkGate(long low, int error, int ext) {
    int type = (int) (low >>> 40) & 0x1f;
    int dpl = (int) (low >>> 45) & 3;
    boolean isSoftware = ext == 0;
    if (type != 0xe && type != 0xf || isSoftware && dpl < core.registers.cpl()) {
      throw core.generalProtection(error);
    }
    if ((low >>> 47 & 1) == 0) {
      throw core.fault.segmentNotPresent(error);
    }
  }

  private int handlerPrivilege(int selector, int cpl, int ext) {
    if ((selector & ~3) == 0) {
      throw core.generalProtection(ext);
    }
    long descriptor = Descriptor.read(core, selector, ext);
    int dpl = Descriptor.dpl(descriptor);
    if (!Descriptor.isCode64(descriptor) || dpl > cpl) {
      throw core.generalProtection(selector & ~3 | ext);
    }
    if (!Descriptor.isPresent(descriptor)) {
      throw core.fault.segmentNotPresent(selector & ~3 | ext);
    }
    return Descriptor.isConforming(descriptor) ? cpl : dpl;
  }

  /* The stack pointer before alignment: the TSS's IST entry, its RSP0, or the present one. */
  private long stackTop(int ist, boolean samePrivilege, int ext) {
    long top;
    if (ist == 0 && samePrivilege) {
      top = core.reg(Reg.RSP);
    } else {
      int offset = ist == 0 ? 4 : 0x24 + (ist - 1) * 8;
      if (offset + 7 > core.reg(Reg.TSS_LIMIT)) {
        throw core.fault.invalidTss((int) core.reg(Reg.TR) & ~3 | ext);
      }
      top = core.mmu.readSystem(core.reg(Reg.TSS_BASE) + offset, 8);
    }
    if (!RegisterFile.isCanonical(top)) {
      throw core.stackFault(ext);
    }
    return top & ~15L;
  }

  private long pushFrame(long top, long rip, long savedFlags, int code, int ext) {
    long bottom = top - (code == NO_ERROR_CODE ? 40 : 48);
    if (!RegisterFile.isCanonical(bottom)) {
      throw core.stackFault(ext);
    }
    core.mmu.writeSystem(top - 8, 8, core.reg(Reg.SS));
    core.mmu.writeSystem(top - 16, 8, core.reg(Reg.RSP));
    core.mmu.writeSystem(top - 24, 8, savedFlags);
    core.mmu.writeSystem(top - 32, 8, core.reg(Reg.CS));
    core.mmu.writeSystem(top - 40, 8, rip);
    if (code != NO_ERROR_CODE) {
      core.mmu.writeSystem(top - 48, 8, code & 0xffff_ffffL);
    }
    return bottom;
  }

  private void enter(int selector, long rsp, boolean changesPrivilege) {
    core.setReg(Reg.RSP, rsp);
    core.setReg(Reg.CS, selector);
    if (changesPrivilege) {
      core.setReg(Reg.SS, selector & 3);
      core.mmu.modeChanged();
    }
  }
}
