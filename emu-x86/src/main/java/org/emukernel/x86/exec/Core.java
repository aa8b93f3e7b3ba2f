package org.emukernel.x86.exec;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.StopReason;
import org.emukernel.x86.apic.LocalApic;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.tlb.Broadcasts;
import org.jspecify.annotations.Nullable;

/**
 * What ops work on: the registers of one CPU and what is connected to them. Its only fields that
 * change say how long the present run may last and what was last found undefined; they are no state
 * of the machine.
 */
public final class Core {

  private static final long INVPCID_ALL = 2;
  private static final int ZF_SHIFT = Long.numberOfTrailingZeros(Flags.ZF);

  final int cpu;
  final RegisterFile registers;
  final Mmu mmu;
  final CpuClock clock;
  final LocalApic apic;
  final Broadcasts broadcasts;
  final MachineEvents events;
  final CpuModel model;
  final SlotHandler routines;
  final InterruptDelivery delivery;
  final ModelSpecificRegisters msrs;
  final AddressMonitor monitor;
  final ProcessorException fault;
  private final Arena arena;
  private final int first;
  private long deadlinePs;
  private long owedResult;
  private long owedCarries;
  private int owedTop;
  private int notRun;
  private long faultOffset;
  private int rowEnd;
  private boolean trapFlagLate;
  private @Nullable StopReason stop;
  private String undefined = "";

  /** Connects a core. */
  public Core(CoreParts parts, CpuModel model, SlotHandler routines, OpCache cache) {
    this.cpu = parts.cpu();
    this.registers = parts.registers();
    this.mmu = parts.mmu();
    this.clock = parts.clock();
    this.apic = parts.apic();
    this.broadcasts = parts.broadcasts();
    this.events = parts.events();
    this.fault = parts.fault();
    this.arena = parts.arena();
    this.first = parts.registers().firstSlot();
    this.model = model;
    this.routines = routines;
    this.delivery = new InterruptDelivery(this);
    this.msrs = new ModelSpecificRegisters(this);
    this.monitor = new AddressMonitor(this, arena.memory(), cache);
  }

  /**
   * The CPU left user mode in this step: work left at the border is done before the first kernel
   * instruction, then the event is told.
   *
   * @param vector -1 for a system call
   */
  void enteredKernel(int vector) {
    doBorderWork();
    events.kernelEntry(cpu, vector);
  }

  /**
   * The CPU came to user mode in this step.
   *
   * @param at the instruction that did it, where listeners find it
   */
  void leftKernel(long at) {
    setReg(Reg.RIP, at);
    events.kernelExit(cpu);
  }

  /** The CPU came back from code that is not the kernel's. */
  void doBorderWork() {
    long border = reg(Reg.ACTIVITY) & Activity.BORDER;
    if (border != 0) {
      setReg(Reg.ACTIVITY, reg(Reg.ACTIVITY) & ~Activity.BORDER);
      if ((border & Activity.BORDER_FLUSH) != 0) {
        mmu.invpcid(INVPCID_ALL, 0, 0);
      }
      if ((border & Activity.BORDER_SYNC) != 0) {
        mmu.serialize();
      }
    }
  }

  /** {@return a register of {@link Reg}} */
  long reg(int register) {
    return arena.get(first + register);
  }

  void setReg(int register, long value) {
    arena.set(first + register, value);
  }

  /** Writes the low {@code size} bytes of a general register; 4 bytes clear the upper half. */
  void setReg(int register, long value, int size) {
    if (size >= 4) {
      setReg(register, Alu.zero(value, size));
    } else {
      long mask = (1L << size * 8) - 1;
      setReg(register, reg(register) & ~mask | value & mask);
    }
  }

  /** {@return RFLAGS} */
  long flags() {
    settleFlags();
    return arena.get(first + Reg.RFLAGS);
  }

  /**
   * The status flags become those of a result with these carries. They are worked out when someone
   * asks, at the latest at the end of the step or burst.
   *
   * @param top number of the highest bit
   */
  void setStatusOf(long result, long carries, int top) {
    owedResult = result;
    owedCarries = carries;
    owedTop = top;
  }

  /** Works out the status flags that are owed to RFLAGS. */
  void settleFlags() {
    int top = owedTop;
    if (top != 0) {
      owedTop = 0;
      long status = Alu.arithmetic(owedResult, owedCarries, top);
      int slot = first + Reg.RFLAGS;
      arena.set(slot, arena.get(slot) & ~Flags.STATUS | status);
    }
  }

  /** Replaces the six status flags. */
  void setStatus(long status) {
    owedTop = 0;
    int slot = first + Reg.RFLAGS;
    arena.set(slot, arena.get(slot) & ~Flags.STATUS | status);
  }

  /** Replaces RFLAGS. */
  void replaceFlags(long value) {
    owedTop = 0;
    arena.set(first + Reg.RFLAGS, value);
  }

  void setFlags(long mask, long value) {
    arena.set(first + Reg.RFLAGS, flags() & ~mask | value & mask);
  }

  /** {@return the status flags; the other bits say nothing} */
  long status() {
    int top = owedTop;
    return top == 0 ? arena.get(first + Reg.RFLAGS) : Alu.arithmetic(owedResult, owedCarries, top);
  }

  /** {@return CF as 0 or 1} */
  long carry() {
    int top = owedTop;
    return (top == 0 ? arena.get(first + Reg.RFLAGS) : owedCarries >>> top) & Flags.CF;
  }

  /** {@return ZF as 0 or 1} */
  long zero() {
    int top = owedTop;
    return top == 0
        ? arena.get(first + Reg.RFLAGS) >>> ZF_SHIFT & 1
        : owedResult << 63 - top == 0 ? 1 : 0;
  }

  /** As {@link #setStatusOf}, but CF stays. */
  void setStatusButCarry(long result, long carries, int top) {
    long kept = carry() << top;
    long flip = (carries & 1L << top ^ kept) >>> 1;
    setStatusOf(result, carries & ~(1L << top) ^ flip | kept, top);
  }

  /**
   * A {@link Block} did not run all of its instructions.
   *
   * @param left how many it neither ran nor tried to run
   * @param offset of the one that faulted, from the block's start
   */
  void blockEndedEarly(int left, long offset) {
    notRun = left;
    faultOffset = offset;
  }

  /**
   * A {@link Row} did not run all of its ops, or the last one disturbed.
   *
   * @param done how many ops of its block ran
   */
  void rowEnded(int done) {
    rowEnd = done;
  }

  /** {@return what was told to {@link #rowEnded}} */
  int rowEnd() {
    return rowEnd;
  }

  /** {@return how many instructions of the last block were left; asked once} */
  int takeNotRun() {
    int left = notRun;
    notRun = 0;
    return left;
  }

  /** {@return where in its block the instruction lay that faulted; asked once} */
  long takeFaultOffset() {
    long offset = faultOffset;
    faultOffset = 0;
    return offset;
  }

  /**
   * The single-step trap of this instruction depends on RFLAGS.TF after it, not only before it:
   * SYSCALL, SYSRET and software interrupts.
   */
  void takeTrapFlagLater() {
    trapFlagLate = true;
  }

  /** {@return whether {@link #takeTrapFlagLater} was called; asked once} */
  boolean takeTrapFlagLate() {
    boolean late = trapFlagLate;
    trapFlagLate = false;
    return late;
  }

  /** {@return a stack address, checked to be canonical} */
  long stack(long linear) {
    if (!RegisterFile.isCanonical(linear)) {
      throw fault.stackFault(0);
    }
    return linear;
  }

  /** {@return a branch target or an address outside the stack, checked to be canonical} */
  long target(long linear) {
    if (!RegisterFile.isCanonical(linear)) {
      throw fault.generalProtection(0);
    }
    return linear;
  }

  void push(long value, int size) {
    long to = reg(Reg.RSP) - size;
    mmu.write(stack(to), size, value);
    setReg(Reg.RSP, to);
  }

  /** {@return what lies on the stack; RSP stays} */
  long peek(int offset, int size) {
    return mmu.read(stack(reg(Reg.RSP) + offset), size);
  }

  ProcessorException generalProtection(int code) {
    return fault.generalProtection(code);
  }

  ProcessorException stackFault(int code) {
    return fault.stackFault(code);
  }

  /** {@return the #UD to throw} */
  ProcessorException invalidOpcode(String what) {
    undefined = what;
    return fault.invalidOpcode();
  }

  void requireSupervisor() {
    if (registers.cpl() != 0) {
      throw fault.generalProtection(0);
    }
  }

  void requireFeature(X86Feature feature, String what) {
    if (!model.has(feature)) {
      throw invalidOpcode(what);
    }
  }

  /** Charges what an event costs beyond the instruction that is charged anyway. */
  void charge(Cost cost) {
    clock.advanceBy(clock.price(cost) - clock.price(Cost.INSTRUCTION));
  }

  /** The CPU looks for interrupts, traps and stops before the next instruction. */
  public void attention() {
    deadlinePs = 0;
  }

  /** Ends the run after this instruction. */
  public void requestStop(StopReason reason) {
    if (stop == null) {
      stop = reason;
    }
    attention();
  }

  /** {@return why the run must end, or null; asked once} */
  public @Nullable StopReason takeStop() {
    StopReason taken = stop;
    stop = null;
    return taken;
  }

  /** Lets instructions run until a time, unless one asks for attention. */
  void runUntil(long ps) {
    deadlinePs = ps;
  }

  long deadlinePs() {
    return deadlinePs;
  }

  /** {@return what the last #UD was about: mnemonic or bytes; empty if there was none} */
  public String lastUndefined() {
    return undefined;
  }
}
