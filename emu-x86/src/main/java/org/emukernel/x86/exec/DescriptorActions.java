package org.emukernel.x86.exec;

import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;

/**
 * Descriptor tables, the task register and segment registers. Source: SDM vol. 2, the instructions'
 * own pages.
 */
final class DescriptorActions {

  private static final int TSS_AVAILABLE = 9;
  private static final long BUSY = 1L << 41;

  private DescriptorActions() {}

  private static void requireNoUmip(Core core) {
    if (core.registers.isSet(Reg.CR4, Control.CR4_UMIP)) {
      core.requireSupervisor();
    }
  }

  static long sgdt(Core core, GeneralOp op, long next) {
    return storeTable(core, op, next, Reg.GDT_LIMIT, Reg.GDT_BASE);
  }

  static long sidt(Core core, GeneralOp op, long next) {
    return storeTable(core, op, next, Reg.IDT_LIMIT, Reg.IDT_BASE);
  }

  private static long storeTable(Core core, GeneralOp op, long next, int limit, int base) {
    requireNoUmip(core);
    MemoryPlace to = (MemoryPlace) op.first;
    core.mmu.readForModify(to.at(core, next, 2), 8);
    core.mmu.write(to.at(core, next, 0), 2, core.reg(limit));
    core.mmu.write(to.at(core, next, 2), 8, core.reg(base));
    return next;
  }

  static long lgdt(Core core, GeneralOp op, long next) {
    return loadTable(core, op, next, Reg.GDT_LIMIT, Reg.GDT_BASE);
  }

  static long lidt(Core core, GeneralOp op, long next) {
    return loadTable(core, op, next, Reg.IDT_LIMIT, Reg.IDT_BASE);
  }

  private static long loadTable(Core core, GeneralOp op, long next, int limit, int base) {
    core.requireSupervisor();
    MemoryPlace from = (MemoryPlace) op.first;
    long newLimit = core.mmu.read(from.at(core, next, 0), 2);
    long newBase = core.target(core.mmu.read(from.at(core, next, 2), 8));
    core.setReg(limit, newLimit);
    core.setReg(base, newBase);
    core.mmu.serialize();
    return next;
  }

  static long sldt(Core core, GeneralOp op, long next) {
    return storeSelector(core, op, next, Reg.LDTR);
  }

  static long str(Core core, GeneralOp op, long next) {
    return storeSelector(core, op, next, Reg.TR);
  }

  static long smsw(Core core, GeneralOp op, long next) {
    return storeSelector(core, op, next, Reg.CR0);
  }

  /* Memory takes 16 bits, a register its own size. */
  private static long storeSelector(Core core, GeneralOp op, long next, int register) {
    requireNoUmip(core);
    if (op.first.isMemory()) {
      core.mmu.write(op.first.linear(core, next), 2, core.reg(register));
    } else {
      op.first.write(core, next, core.reg(register));
    }
    return next;
  }

  static long lldt(Core core, GeneralOp op, long next) {
    core.requireSupervisor();
    int selector = (int) op.first.read(core, next) & 0xffff;
    if ((selector & ~3) != 0) {
      throw core.generalProtection(selector & ~3);
    }
    core.setReg(Reg.LDTR, selector);
    core.mmu.serialize();
    return next;
  }

  static long ltr(Core core, GeneralOp op, long next) {
    core.requireSupervisor();
    int selector = (int) op.first.read(core, next) & 0xffff;
    int error = selector & ~3;
    if (error == 0 || !Descriptor.isInTable(core, selector, 16)) {
      throw core.generalProtection(error);
    }
    long at = core.reg(Reg.GDT_BASE) + (selector & ~7);
    long low = core.mmu.readSystem(at, 8);
    long high = core.mmu.readSystem(at + 8, 8);
    if ((low >>> 40 & 0x1f) != TSS_AVAILABLE) {
      throw core.generalProtection(error);
    }
    if (!Descriptor.isPresent(low)) {
      throw core.fault.segmentNotPresent(error);
    }
    long base = core.target(Descriptor.base(low) | high << 32);
    core.mmu.writeSystem(at, 8, low | BUSY);
    core.setReg(Reg.TR, selector);
    core.setReg(Reg.TSS_BASE, base);
    core.setReg(Reg.TSS_LIMIT, Descriptor.limit(low));
    core.mmu.serialize();
    return next;
  }

  static long verr(Core core, GeneralOp op, long next) {
    return verify(core, op, next, false);
  }

  static long verw(Core core, GeneralOp op, long next) {
    return verify(core, op, next, true);
  }

  /* The limit, and ZF, of a segment that the present privilege level may see. */
  static long lsl(Core core, GeneralOp op, long next) {
    int selector = (int) op.second.read(core, next) & 0xffff;
    boolean visible = false;
    if ((selector & ~3) != 0 && Descriptor.isInTable(core, selector, 8)) {
      long descriptor = Descriptor.read(core, selector, 0);
      int need = Math.max(core.registers.cpl(), selector & 3);
      visible =
          Descriptor.hasLimit(descriptor)
              && (Descriptor.isConforming(descriptor) || Descriptor.dpl(descriptor) >= need);
      if (visible) {
        op.first.write(core, next, Descriptor.limit(descriptor));
      }
    }
    core.setFlags(Flags.ZF, visible ? Flags.ZF : 0);
    return next;
  }

  private static long verify(Core core, GeneralOp op, long next, boolean write) {
    int selector = (int) op.first.read(core, next) & 0xffff;
    boolean usable = false;
    if ((selector & ~3) != 0 && Descriptor.isInTable(core, selector, 8)) {
      long descriptor = Descriptor.read(core, selector, 0);
      int need = Math.max(core.registers.cpl(), selector & 3);
      boolean privilege = Descriptor.isConforming(descriptor) || Descriptor.dpl(descriptor) >= need;
      boolean kind =
          write ? Descriptor.isWritableData(descriptor) : Descriptor.isReadable(descriptor);
      usable = privilege && kind;
    }
    core.setFlags(Flags.ZF, usable ? Flags.ZF : 0);
    return next;
  }

  static long moveFromSegment(Core core, GeneralOp op, long next) {
    if (op.first.isMemory()) {
      core.mmu.write(op.first.linear(core, next), 2, op.second.read(core, next));
    } else {
      op.first.write(core, next, op.second.read(core, next));
    }
    return next;
  }

  static long moveToSegment(Core core, GeneralOp op, long next) {
    int selector =
        (int)
            (op.second.isMemory()
                ? core.mmu.read(op.second.linear(core, next), 2)
                : op.second.read(core, next));
    op.first.write(core, next, selector & 0xffff);
    return next;
  }

  /** Loads DS, ES, FS, GS or SS as MOV and POP do. */
  static void load(Core core, int segment, int selector) {
    boolean isStack = segment == Reg.SS;
    int cpl = core.registers.cpl();
    if ((selector & ~3) == 0) {
      loadNull(core, segment, selector);
    } else {
      long descriptor = Descriptor.read(core, selector, 0);
      if (isStack) {
        checkStack(core, selector, descriptor, cpl);
      } else {
        checkData(core, selector, descriptor, cpl);
      }
      core.setReg(segment, selector);
      setBase(core, segment, Descriptor.base(descriptor));
    }
    if (isStack) {
      core.setReg(Reg.ACTIVITY, core.reg(Reg.ACTIVITY) | Activity.MOV_SS_SHADOW);
      core.attention();
    }
  }

  /* A null selector clears the base, as Intel's processors do. */
  private static void loadNull(Core core, int segment, int selector) {
    int cpl = core.registers.cpl();
    if (segment == Reg.SS && (cpl == 3 || (selector & 3) != cpl)) {
      throw core.generalProtection(0);
    }
    core.setReg(segment, selector);
    setBase(core, segment, 0);
  }

  private static void setBase(Core core, int segment, long base) {
    if (segment == Reg.FS) {
      core.setReg(Reg.FS_BASE, base);
    } else if (segment == Reg.GS) {
      core.setReg(Reg.GS_BASE, base);
    }
  }

  private static void checkStack(Core core, int selector, long descriptor, int cpl) {
    if ((selector & 3) != cpl
        || !Descriptor.isWritableData(descriptor)
        || Descriptor.dpl(descriptor) != cpl) {
      throw core.generalProtection(selector & ~3);
    }
    if (!Descriptor.isPresent(descriptor)) {
      throw core.stackFault(selector & ~3);
    }
  }

  private static void checkData(Core core, int selector, long descriptor, int cpl) {
    boolean privilege =
        Descriptor.isConforming(descriptor)
            || Descriptor.dpl(descriptor) >= Math.max(cpl, selector & 3);
    if (!Descriptor.isReadable(descriptor) || !privilege) {
      throw core.generalProtection(selector & ~3);
    }
    if (!Descriptor.isPresent(descriptor)) {
      throw core.fault.segmentNotPresent(selector & ~3);
    }
  }
}
