package org.emukernel.x86.exec;

import org.emukernel.api.choice.Cost;
import org.emukernel.api.machine.StopReason;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.paging.AccessKind;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.tlb.Invlpgb;

/**
 * Instructions that the operating system uses, and fences. Source: SDM vol. 2, the instructions'
 * own pages; vol. 3A, "Serializing Instructions".
 */
final class SystemActions {

  private SystemActions() {}

  static long nop(Core core, GeneralOp op, long next) {
    return next;
  }

  static long pause(Core core, GeneralOp op, long next) {
    core.charge(Cost.PAUSE);
    core.requestStop(StopReason.RELAX);
    return next;
  }

  static long drain(Core core, GeneralOp op, long next) {
    core.mmu.drainAll();
    return next;
  }

  static long serialize(Core core, GeneralOp op, long next) {
    core.requireFeature(X86Feature.SERIALIZE, "serialize");
    core.mmu.serialize();
    core.charge(Cost.SERIALIZE);
    return next;
  }

  static long halt(Core core, GeneralOp op, long next) {
    core.requireSupervisor();
    core.setReg(Reg.ACTIVITY, core.reg(Reg.ACTIVITY) | Activity.HALTED);
    core.attention();
    return next;
  }

  /* ECX names extensions, of which there are none. */
  static long monitor(Core core, GeneralOp op, long next) {
    requireMwait(core, "monitor");
    if (core.reg(Reg.RCX) << 32 != 0) {
      throw core.generalProtection(0);
    }
    core.monitor.arm(core.mmu.physicalOfRead(core.target(core.reg(Reg.RAX))));
    return next;
  }

  /* EAX is a hint. ECX[0]: an interrupt ends the wait even where RFLAGS.IF holds it off. */
  static long mwait(Core core, GeneralOp op, long next) {
    requireMwait(core, "mwait");
    long extensions = core.reg(Reg.RCX) & 0xffff_ffffL;
    if ((extensions & ~1) != 0) {
      throw core.generalProtection(0);
    }
    if (!core.monitor.isTriggered()) {
      long masked = extensions == 0 ? 0 : Activity.MWAIT_BREAKS_ON_MASKED;
      core.setReg(Reg.ACTIVITY, core.reg(Reg.ACTIVITY) | Activity.MWAIT | masked);
    }
    core.attention();
    return next;
  }

  private static void requireMwait(Core core, String what) {
    core.requireFeature(X86Feature.MWAIT, what);
    if (core.registers.cpl() != 0) {
      throw core.invalidOpcode(what);
    }
  }

  /*
   * SDM vol. 3C, "VM Entries": the guest runs from here; an external interrupt, whatever RFLAGS.IF says, an NMI or a machine check is a
   * VM exit, after which the host goes on behind the instruction.
   */
  static long vmEnter(Core core, GeneralOp op, long next) {
    core.requireSupervisor();
    core.setReg(Reg.ACTIVITY, core.reg(Reg.ACTIVITY) | Activity.GUEST);
    core.attention();
    return next;
  }

  private static void requireInterruptPrivilege(Core core) {
    if (core.registers.cpl() > (core.flags() & Flags.IOPL) >>> 12) {
      throw core.generalProtection(0);
    }
  }

  static long cli(Core core, GeneralOp op, long next) {
    requireInterruptPrivilege(core);
    core.setFlags(Flags.IF, 0);
    return next;
  }

  static long sti(Core core, GeneralOp op, long next) {
    requireInterruptPrivilege(core);
    if (!core.registers.isSet(Reg.RFLAGS, Flags.IF)) {
      core.setFlags(Flags.IF, Flags.IF);
      core.setReg(Reg.ACTIVITY, core.reg(Reg.ACTIVITY) | Activity.STI_SHADOW);
    }
    core.attention();
    return next;
  }

  static long clac(Core core, GeneralOp op, long next) {
    return setAc(core, next, 0, "clac");
  }

  static long stac(Core core, GeneralOp op, long next) {
    return setAc(core, next, Flags.AC, "stac");
  }

  private static long setAc(Core core, long next, long value, String what) {
    core.requireFeature(X86Feature.SMAP, what);
    if (core.registers.cpl() != 0) {
      throw core.invalidOpcode(what);
    }
    core.setFlags(Flags.AC, value);
    core.mmu.modeChanged();
    return next;
  }

  static long swapgs(Core core, GeneralOp op, long next) {
    core.requireSupervisor();
    long base = core.reg(Reg.GS_BASE);
    core.setReg(Reg.GS_BASE, core.reg(Reg.KERNEL_GS_BASE));
    core.setReg(Reg.KERNEL_GS_BASE, base);
    core.charge(Cost.SWAPGS);
    return next;
  }

  static long rdmsr(Core core, GeneralOp op, long next) {
    core.requireSupervisor();
    long value = core.msrs.read((int) core.reg(Reg.RCX));
    core.setReg(Reg.RAX, value & 0xffff_ffffL);
    core.setReg(Reg.RDX, value >>> 32);
    core.charge(Cost.MSR);
    return next;
  }

  static long wrmsr(Core core, GeneralOp op, long next) {
    core.requireSupervisor();
    long value = core.reg(Reg.RDX) << 32 | core.reg(Reg.RAX) & 0xffff_ffffL;
    core.msrs.write((int) core.reg(Reg.RCX), value);
    return next;
  }

  static long readFsBase(Core core, GeneralOp op, long next) {
    requireBaseAccess(core, "rdfsbase");
    op.first.write(core, next, core.reg(Reg.FS_BASE));
    return next;
  }

  static long readGsBase(Core core, GeneralOp op, long next) {
    requireBaseAccess(core, "rdgsbase");
    op.first.write(core, next, core.reg(Reg.GS_BASE));
    return next;
  }

  static long writeFsBase(Core core, GeneralOp op, long next) {
    requireBaseAccess(core, "wrfsbase");
    core.setReg(Reg.FS_BASE, core.target(op.first.read(core, next)));
    return next;
  }

  static long writeGsBase(Core core, GeneralOp op, long next) {
    requireBaseAccess(core, "wrgsbase");
    core.setReg(Reg.GS_BASE, core.target(op.first.read(core, next)));
    return next;
  }

  private static void requireBaseAccess(Core core, String what) {
    if (!core.registers.isSet(Reg.CR4, Control.CR4_FSGSBASE)) {
      throw core.invalidOpcode(what + " with CR4.FSGSBASE = 0");
    }
  }

  static long rdtsc(Core core, GeneralOp op, long next) {
    if (core.registers.cpl() != 0 && core.registers.isSet(Reg.CR4, Control.CR4_TSD)) {
      throw core.generalProtection(0);
    }
    long cycles = core.msrs.timeStamp();
    core.setReg(Reg.RAX, cycles & 0xffff_ffffL);
    core.setReg(Reg.RDX, cycles >>> 32);
    return next;
  }

  static long rdtscp(Core core, GeneralOp op, long next) {
    core.requireFeature(X86Feature.RDTSCP, "rdtscp");
    rdtsc(core, op, next);
    core.setReg(Reg.RCX, core.reg(Reg.TSC_AUX));
    return next;
  }

  static long rdpid(Core core, GeneralOp op, long next) {
    core.requireFeature(X86Feature.RDTSCP, "rdpid");
    op.first.write(core, next, core.reg(Reg.TSC_AUX));
    return next;
  }

  static long cpuid(Core core, GeneralOp op, long next) {
    Cpuid.run(core);
    core.mmu.serialize();
    core.charge(Cost.SERIALIZE);
    return next;
  }

  static long invlpg(Core core, GeneralOp op, long next) {
    core.requireSupervisor();
    long linear = op.first.linear(core, next);
    if (RegisterFile.isCanonical(linear)) {
      core.mmu.invlpg(linear);
    }
    core.mmu.serialize();
    core.charge(Cost.INVLPG);
    return next;
  }

  /* SDM vol. 3A, "Serializing Instructions", names INVLPG, INVEPT and INVVPID but not INVPCID: it does not serialise here. */
  static long invpcid(Core core, GeneralOp op, long next) {
    core.requireFeature(X86Feature.INVPCID, "invpcid");
    core.requireSupervisor();
    Place descriptor = op.second;
    long type = op.first.read(core, next);
    long pcid = core.mmu.read(descriptor.linear(core, next), 8);
    long linear = core.mmu.read(((MemoryPlace) descriptor).at(core, next, 8), 8);
    core.mmu.invpcid(type, pcid, linear);
    core.charge(Cost.INVPCID);
    return next;
  }

  /*
   * AMD64 APM vol. 3, "INVLPGB": weakly ordered, done here at once and on the other CPUs some time. One is under way at a time, the next
   * waits. Not in the list of serialising instructions (vol. 2, "Serializing Instructions").
   */
  static long invlpgb(Core core, GeneralOp op, long next) {
    core.requireFeature(X86Feature.INVLPGB, "invlpgb");
    core.requireSupervisor();
    Invlpgb what = new Invlpgb(core.reg(Reg.RAX), (int) core.reg(Reg.RCX), (int) core.reg(Reg.RDX));
    if (!what.isValid()) {
      throw core.generalProtection(0);
    }
    if (!core.broadcasts.areDone()) {
      return waitForBroadcast(core, op, next);
    }
    core.mmu.invlpgb(what);
    core.broadcasts.send(what);
    core.charge(Cost.INVLPGB);
    return next;
  }

  /* Waits until every other CPU has done what this one has broadcast; an interrupt may come in between. */
  static long tlbsync(Core core, GeneralOp op, long next) {
    core.requireFeature(X86Feature.INVLPGB, "tlbsync");
    core.requireSupervisor();
    core.mmu.drainAll();
    return core.broadcasts.areDone() ? next : waitForBroadcast(core, op, next);
  }

  private static long waitForBroadcast(Core core, GeneralOp op, long next) {
    core.charge(Cost.PAUSE);
    core.requestStop(StopReason.RELAX);
    return next - op.instruction.length();
  }

  static long writeBack(Core core, GeneralOp op, long next) {
    core.requireSupervisor();
    core.mmu.serialize();
    core.charge(Cost.SERIALIZE);
    return next;
  }

  static long clts(Core core, GeneralOp op, long next) {
    core.requireSupervisor();
    core.setReg(Reg.CR0, core.reg(Reg.CR0) & ~Control.CR0_TS);
    return next;
  }

  static long prefetch(Core core, GeneralOp op, long next) {
    return prefetch(core, op, next, AccessKind.READ);
  }

  static long prefetchw(Core core, GeneralOp op, long next) {
    return prefetch(core, op, next, AccessKind.WRITE);
  }

  private static long prefetch(Core core, GeneralOp op, long next, AccessKind kind) {
    core.mmu.prefetch(((MemoryPlace) op.first).address.unchecked(core, next, 0), kind);
    return next;
  }

  /* CLFLUSH and its like check the right to read a byte and flush nothing: there is no cache to flush. */
  static long touch(Core core, GeneralOp op, long next) {
    core.mmu.read(op.first.linear(core, next), 1);
    return next;
  }
}
