package org.emukernel.x86.exec;

import org.emukernel.api.choice.Cost;
import org.emukernel.api.machine.StopReason;
import org.emukernel.x86.apic.LocalApic;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/**
 * What RDMSR and WRMSR reach, with their checks. Source: SDM vol. 4, "Architectural MSRs"; vol. 2,
 * "WRMSR".
 */
final class ModelSpecificRegisters {

  private static final int TSC = 0x10;
  private static final int APIC_BASE = 0x1b;
  private static final int SPEC_CTRL = 0x48;
  private static final int PRED_CMD = 0x49;
  private static final int MCG_STATUS = 0x17a;
  private static final int MISC_ENABLE = 0x1a0;
  private static final int PAT = 0x277;
  private static final int TSC_DEADLINE = 0x6e0;
  private static final int ICR = 0x830;
  private static final int EFER = 0xc000_0080;
  private static final int FMASK = 0xc000_0084;
  private static final int TSC_AUX = 0xc000_0103;
  private static final int UNKNOWN = -1;

  private final Core core;

  ModelSpecificRegisters(Core core) {
    this.core = core;
  }

  /* Registers that read as they were written. */
  private static int slot(int msr) {
    return switch (msr) {
      case APIC_BASE -> Reg.APIC_BASE;
      case SPEC_CTRL -> Reg.SPEC_CTRL;
      case 0x174 -> Reg.SYSENTER_CS;
      case 0x175 -> Reg.SYSENTER_ESP;
      case 0x176 -> Reg.SYSENTER_EIP;
      case MCG_STATUS -> Reg.MCG_STATUS;
      case MISC_ENABLE -> Reg.MISC_ENABLE;
      case PAT -> Reg.PAT;
      case TSC_DEADLINE -> Reg.TSC_DEADLINE;
      case EFER -> Reg.EFER;
      case 0xc000_0081 -> Reg.STAR;
      case 0xc000_0082 -> Reg.LSTAR;
      case 0xc000_0083 -> Reg.CSTAR;
      case FMASK -> Reg.FMASK;
      case 0xc000_0100 -> Reg.FS_BASE;
      case 0xc000_0101 -> Reg.GS_BASE;
      case 0xc000_0102 -> Reg.KERNEL_GS_BASE;
      case TSC_AUX -> Reg.TSC_AUX;
      default -> UNKNOWN;
    };
  }

  private static boolean isX2apic(int msr) {
    return msr >= 0x800 && msr <= 0x8ff;
  }

  long read(int msr) {
    if (msr == TSC) {
      return timeStamp();
    }
    int slot = slot(msr);
    if (slot != UNKNOWN) {
      return core.reg(slot);
    }
    if (isX2apic(msr) && LocalApic.isReadable(msr)) {
      return core.apic.read(msr);
    }
    throw core.generalProtection(0);
  }

  /** {@return the time-stamp counter} */
  long timeStamp() {
    return cycles() + core.reg(Reg.TSC_OFFSET);
  }

  /* Picoseconds to cycles without overflow: whole milliseconds first. */
  private long cycles() {
    long ps = core.clock.nowPs();
    long ms = ps / 1_000_000_000L;
    return ms * core.model.tscKhz() + ps % 1_000_000_000L * core.model.tscKhz() / 1_000_000_000L;
  }

  void write(int msr, long value) {
    if (!isX2apic(msr)) {
      writeOwn(msr, value);
      core.charge(Cost.MSR);
      return;
    }
    if (!core.apic.write(msr, value)) {
      throw core.generalProtection(0);
    }
    core.charge(msr == ICR ? Cost.IPI_SEND : Cost.MSR);
    core.attention();
    if (msr == ICR) {
      core.requestStop(StopReason.IPI_SENT);
    }
  }

  private void writeOwn(int msr, long value) {
    if (msr == TSC) {
      core.setReg(Reg.TSC_OFFSET, value - cycles());
    } else if (slot(msr) == UNKNOWN && msr != PRED_CMD || !isAllowed(msr, value)) {
      throw core.generalProtection(0);
    } else if (msr == EFER) {
      core.setReg(Reg.EFER, value & ~Control.EFER_LMA | core.reg(Reg.EFER) & Control.EFER_LMA);
      core.mmu.modeChanged();
    } else if (msr != PRED_CMD) {
      core.setReg(slot(msr), value);
    }
    if (isSerializing(msr)) {
      core.mmu.serialize();
    }
  }

  private boolean isAllowed(int msr, long value) {
    return switch (msr) {
      case APIC_BASE -> value == core.reg(Reg.APIC_BASE);
      case SPEC_CTRL -> (value & ~7L) == 0;
      case PRED_CMD -> (value & ~1L) == 0;
      case MCG_STATUS -> value == 0;
      case PAT -> isPat(value);
      case EFER -> isEfer(value);
      case FMASK, TSC_AUX -> value >>> 32 == 0;
      case 0x175, 0x176, 0xc000_0082, 0xc000_0083, 0xc000_0100, 0xc000_0101, 0xc000_0102 ->
          RegisterFile.isCanonical(value);
      default -> true;
    };
  }

  /* With paging on, LME may not change; LMA is read-only and ignored. */
  private boolean isEfer(long value) {
    long changed = value ^ core.reg(Reg.EFER);
    return (value & ~Control.EFER_DEFINED) == 0 && (changed & Control.EFER_LME) == 0;
  }

  private static boolean isPat(long value) {
    for (int i = 0; i < 64; i += 8) {
      int type = (int) (value >>> i) & 0xff;
      if (type > 7 || type == 2 || type == 3) {
        return false;
      }
    }
    return true;
  }

  /* SDM vol. 2, "WRMSR" and vol. 3A, "Serializing Instructions": these do not serialise, nor does the x2APIC range. */
  private static boolean isSerializing(int msr) {
    return msr != SPEC_CTRL && msr != PRED_CMD && msr != TSC_DEADLINE;
  }
}
