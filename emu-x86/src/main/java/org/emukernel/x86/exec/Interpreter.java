package org.emukernel.x86.exec;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.choice.Cost;
import org.emukernel.x86.decode.Decoder;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.fault.Vector;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.jspecify.annotations.Nullable;

/**
 * Runs one CPU's instructions and the deliveries between them.
 *
 * <p>Three speeds: {@link #burst} runs decoded instructions as long as nothing asks for attention;
 * {@link #step} looks at everything that may come between two instructions (SDM vol. 3A, "Priority
 * Among Concurrent Events"); with stale text each instruction is fetched byte by byte.
 */
public final class Interpreter {

  private static final @Nullable Op[] NO_OPS = {};
  private static final int PAGE_MASK = PhysicalMemory.PAGE_BYTES - 1;

  private final Core core;
  private final OpCache cache;
  private final Arena arena;
  private final int instructions;
  private final long price;
  private final Breakpoints breakpoints;
  private final byte[] bytes = new byte[Decoder.MAX_LENGTH];

  /**
   * Makes an interpreter.
   *
   * @param instructions the observer slot that counts steps
   */
  public Interpreter(Core core, OpCache cache, Arena arena, int instructions) {
    this.core = core;
    this.cache = cache;
    this.arena = arena;
    this.instructions = instructions;
    this.price = core.clock.price(Cost.INSTRUCTION);
    this.breakpoints = new Breakpoints(core);
  }

  /** {@return whether instructions may run in a burst: nothing is to be looked at between them} */
  public boolean isPlain() {
    long activity = core.reg(Reg.ACTIVITY);
    return (activity & ~(Activity.NMI_BLOCKED | Activity.BORDER)) == 0
        && (core.flags() & (Flags.TF | Flags.RF)) == 0
        && !breakpoints.areEnabled()
        && interrupt() < 0
        && !core.mmu.hasStaleText()
        && !core.mmu.isWatched();
  }

  /** {@return the vector of the interrupt that is to be delivered now, or -1} */
  private int interrupt() {
    boolean open =
        (core.flags() & Flags.IF) != 0 && (core.reg(Reg.ACTIVITY) & Activity.SHADOWS) == 0;
    return open ? core.apic.pending() : -1;
  }

  private boolean isNmiDue() {
    long activity = core.reg(Reg.ACTIVITY);
    return (activity & Activity.NMI_PENDING) != 0
        && (activity & (Activity.NMI_BLOCKED | Activity.MOV_SS_SHADOW)) == 0;
  }

  /**
   * {@return whether the CPU can step: it does not wait in HLT or MWAIT or run a guest until
   * something comes}
   */
  public boolean canStep() {
    long activity = core.reg(Reg.ACTIVITY);
    if ((activity & Activity.SHUTDOWN) != 0) {
      return false;
    }
    if ((activity & Activity.GUEST) != 0) {
      return isVmExitDue(activity);
    }
    return (activity & Activity.SLEEPS) == 0
        || (activity & Activity.MACHINE_CHECK_PENDING) != 0
        || isNmiDue()
        || interrupt() >= 0
        || (activity & Activity.MWAIT) != 0 && isMwaitOver(activity);
  }

  private boolean isMwaitOver(long activity) {
    return (activity & Activity.MWAIT_BREAKS_ON_MASKED) != 0 && core.apic.pending() >= 0
        || core.monitor.isTriggered();
  }

  /* The host's RFLAGS.IF does not hold external interrupts off ("external-interrupt exiting"). */
  private boolean isVmExitDue(long activity) {
    return (activity & Activity.MACHINE_CHECK_PENDING) != 0
        || isNmiDue()
        || core.apic.pending() >= 0;
  }

  /**
   * Makes one step, if {@link #canStep}: delivers a machine check, an NMI or an interrupt that is
   * due, or runs one instruction.
   */
  public void step() {
    if (!canStep()) {
      return;
    }
    if ((core.reg(Reg.ACTIVITY) & Activity.GUEST) != 0) {
      clearActivity(Activity.GUEST);
      core.doBorderWork();
      core.clock.charge(Cost.INSTRUCTION);
      arena.add(instructions, 1);
      return;
    }
    if ((core.reg(Reg.ACTIVITY) & Activity.MWAIT) != 0) {
      clearActivity(Activity.MWAIT | Activity.MWAIT_BREAKS_ON_MASKED);
      core.monitor.disarm();
    }
    int vector = interrupt();
    if ((core.reg(Reg.ACTIVITY) & Activity.MACHINE_CHECK_PENDING) != 0) {
      deliverMachineCheck();
    } else if (isNmiDue()) {
      deliverNmi();
    } else if (vector >= 0) {
      clearActivity(Activity.HALTED);
      core.apic.acknowledge(vector);
      core.setReg(Reg.RIP, core.delivery.external(vector, core.reg(Reg.RIP)));
    } else {
      single();
    }
    core.clock.charge(Cost.INSTRUCTION);
    arena.add(instructions, 1);
  }

  private void deliverNmi() {
    clearActivity(Activity.HALTED | Activity.NMI_PENDING);
    core.setReg(Reg.ACTIVITY, core.reg(Reg.ACTIVITY) | Activity.NMI_BLOCKED);
    core.setReg(Reg.RIP, core.delivery.external(Vector.NMI.number(), core.reg(Reg.RIP)));
  }

  /* SDM vol. 3B, "Machine-Check Architecture": "CR4.MCE" and "IA32_MCG_STATUS MSR". */
  private void deliverMachineCheck() {
    clearActivity(Activity.HALTED | Activity.MACHINE_CHECK_PENDING);
    boolean handled = (core.reg(Reg.MCG_STATUS) & Control.MCG_STATUS_MCIP) != 0;
    if (handled || !core.registers.isSet(Reg.CR4, Control.CR4_MCE)) {
      core.delivery.shutDown();
      return;
    }
    core.setReg(Reg.MCG_STATUS, Control.MCG_STATUS_MCIP | Control.MCG_STATUS_RIPV);
    core.setReg(Reg.RIP, core.delivery.external(Vector.MC.number(), core.reg(Reg.RIP)));
  }

  private void clearActivity(long bits) {
    core.setReg(Reg.ACTIVITY, core.reg(Reg.ACTIVITY) & ~bits);
  }

  /* One instruction with the traps and shadows around it. */
  private void single() {
    boolean trap = (core.flags() & Flags.TF) != 0;
    boolean resume = (core.flags() & Flags.RF) != 0;
    long rip = core.reg(Reg.RIP);
    clearActivity(Activity.SHADOWS);
    try {
      if (!resume) {
        breakpoints.check(rip);
      }
      Op op = fetch(rip);
      if (resume) {
        core.setFlags(Flags.RF, 0);
      }
      core.setReg(Reg.RIP, op.execute(core, rip + op.length));
      boolean late = core.takeTrapFlagLate() && (core.flags() & Flags.TF) == 0;
      boolean held = late || (core.reg(Reg.ACTIVITY) & Activity.MOV_SS_SHADOW) != 0;
      if (trap && !held) {
        singleStepTrap();
      }
    } catch (ProcessorException fault) {
      core.setReg(Reg.RIP, core.delivery.exception(fault, rip));
    } finally {
      core.settleFlags();
    }
  }

  private void singleStepTrap() {
    core.setReg(Reg.DR6, core.reg(Reg.DR6) | Breakpoints.DR6_BS);
    core.setReg(Reg.RIP, core.delivery.trap(Vector.DB, core.reg(Reg.RIP)));
  }

  private Op fetch(long rip) {
    long number = core.mmu.fetchPage(rip);
    if (core.mmu.hasStaleText()) {
      Op op = core.mmu.isPlainText(number) ? decoded(number, rip) : fetchBytes(rip);
      core.mmu.executing(rip, op.length);
      return op;
    }
    return decoded(number, rip);
  }

  private Op decoded(long number, long rip) {
    Op op = cache.page(number)[(int) rip & PAGE_MASK];
    return (op != null ? op : decode(number, rip)).head();
  }

  private Op decode(long number, long rip) {
    Op op = cache.decode(number, (int) rip & PAGE_MASK);
    return op != null ? op : fetchBytes(rip);
  }

  /* An instruction that leaves its page, or whose bytes may be stale. */
  private Op fetchBytes(long rip) {
    int got = core.mmu.fetch(rip, bytes, bytes.length);
    Op op = cache.decode(bytes, got);
    if (op == null) {
      core.mmu.fetch(rip + got, bytes, 1);
      throw core.invalidOpcode("truncated instruction");
    }
    return op;
  }

  /**
   * Runs instructions until the clock reaches {@code untilPs} or one asks for attention. Needs
   * {@link #isPlain}.
   */
  public void burst(long untilPs) {
    core.runUntil(untilPs);
    long rip = core.reg(Reg.RIP);
    long page = ~rip;
    long epoch = 0;
    @Nullable Op[] ops = NO_OPS;
    long number = 0;
    long count = 0;
    long settled = 0;
    long left = untilPs - core.clock.nowPs();
    int row = 1;
    int calm = 0;
    try {
      do {
        row = 1;
        if ((rip & ~PAGE_MASK) != page) {
          number = core.mmu.fetchPage(rip);
          ops = cache.page(number);
          page = rip & ~PAGE_MASK;
          epoch = core.mmu.translationEpoch();
          calm = core.mmu.disturbances();
          left = left((count - settled) * price);
        }
        Op op = ops[(int) rip & PAGE_MASK];
        if (op == null) {
          op = decode(number, rip);
          left = left((count - settled) * price);
        }
        /* The calls of each kind stand apart, so that the compiler knows what is called. */
        if (op.reach == Op.Reach.SYSTEM) {
          /* Itself too, so that it sees the time that it sees as a single step. */
          core.clock.advanceBy((count + 1 - settled) * price);
          settled = count + 1;
          rip = op.execute(core, rip + op.length);
          count = settled;
          left = 0;
        } else if (op instanceof Block block && block.count * price <= left) {
          row = block.count;
          rip = block.execute(core, rip + block.length);
          count += row;
          left -= row * price;
        } else {
          Op single = op.head();
          rip = single.execute(core, rip + single.length);
          count++;
          left -= price;
        }
        boolean disturbed = core.mmu.disturbances() != calm;
        if (left == 0 || disturbed) {
          count -= core.takeNotRun();
          if (disturbed && core.mmu.hasStaleText()) {
            break;
          }
          calm = core.mmu.disturbances();
          left = left((count - settled) * price);
          page = core.mmu.translationEpoch() == epoch ? page : ~rip;
        }
      } while (left > 0);
      core.setReg(Reg.RIP, rip);
    } catch (ProcessorException fault) {
      count += row - core.takeNotRun();
      core.setReg(Reg.RIP, core.delivery.exception(fault, rip + core.takeFaultOffset()));
    } finally {
      core.settleFlags();
      core.clock.advanceBy((count - settled) * price);
      arena.add(instructions, count);
    }
  }

  /* Time left when {@code owed} is added to the clock. */
  private long left(long owed) {
    return core.deadlinePs() - core.clock.nowPs() - owed;
  }
}
