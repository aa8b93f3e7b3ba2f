package org.example.riscv;

import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.kernel.RoutineStack;
import org.emukernel.api.kernel.RoutineTable;
import org.emukernel.api.machine.AddressSpaceTags;
import org.emukernel.api.machine.CpuMode;
import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.api.machine.IpiBus;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.OldTranslations;
import org.emukernel.api.machine.StopReason;
import org.emukernel.api.spi.SystemCall;

/** One hart: takes its traps and serves the routines that it runs. */
final class Hart implements EmulatedCpu, Interpreter.Supervisor {

  /** How many ASIDs the kernel uses; the hart has 16 bits of them. */
  static final int ASIDS = 6;

  private static final AddressSpaceTags TAGS =
      new AddressSpaceTags(ASIDS, AddressSpaceTags.KernelTag.GLOBAL, AddressSpaceTags.UserTag.SAME);

  private static final long INTERRUPT = Long.MIN_VALUE;
  private static final int SOFTWARE = 1;
  private static final int SYSTEM_CALL = -1;
  private static final long BORDER_FLUSH = 1;
  private static final long BORDER_FENCE_I = 2;

  /**
   * What a hart is connected to.
   *
   * @param instructions observer slot: steps made
   */
  record Wiring(
      int hart,
      int harts,
      CpuMask isolated,
      Arena arena,
      Registers registers,
      Tlb tlb,
      TextView text,
      HartMemory memory,
      CpuClock clock,
      Trap trap,
      int instructions,
      RoutineTable routines,
      RoutineStack stack,
      KernelSymbols symbols,
      IpiBus bus,
      MachineEvents events) {}

  private final Wiring w;
  private final Registers registers;
  private final Interpreter interpreter;
  private final RoutineRunner routines;
  private List<Hart> peers = List.of();
  private StopReason stop;

  Hart(Wiring wiring) {
    w = wiring;
    registers = wiring.registers();
    interpreter = new Interpreter(registers, wiring.memory(), wiring.clock(), wiring.trap(), this);
    routines =
        new RoutineRunner(
            this, wiring.routines(), wiring.stack(), registers, wiring.memory(), wiring.clock());
  }

  void connect(List<Hart> all) {
    peers = all;
  }

  Registers registers() {
    return registers;
  }

  Tlb tlb() {
    return w.tlb();
  }

  HartMemory memory() {
    return w.memory();
  }

  /* sip & sie; whether they are taken is another matter. */
  private boolean hasEnabledInterrupt() {
    return (registers.get(Registers.SIP) & registers.get(Registers.SIE)) != 0;
  }

  @Override
  public void step() {
    if (isHalted()) {
      return;
    }
    registers.set(Registers.WAITING, 0);
    w.arena().add(w.instructions(), 1);
    boolean taken =
        hasEnabledInterrupt()
            && (registers.isUser() || registers.has(Registers.SSTATUS, Registers.SSTATUS_SIE));
    if (taken) {
      enterKernel(INTERRUPT | SOFTWARE, 0);
      return;
    }
    long pc = registers.get(Registers.PC);
    try {
      registers.set(Registers.PC, interpreter.execute(w.memory().fetch(pc), pc));
    } catch (Trap trap) {
      enterKernel(trap.code(), trap.value());
    }
  }

  private void enterKernel(long cause, long value) {
    boolean fromUser = registers.isUser();
    long status = registers.get(Registers.SSTATUS);
    long kept = status & ~(Registers.SSTATUS_SIE | Registers.SSTATUS_SPIE | Registers.SSTATUS_SPP);
    kept |= (status & Registers.SSTATUS_SIE) != 0 ? Registers.SSTATUS_SPIE : 0;
    kept |= fromUser ? 0 : Registers.SSTATUS_SPP;
    registers.set(Registers.SSTATUS, kept);
    registers.set(Registers.SEPC, registers.get(Registers.PC));
    registers.set(Registers.SCAUSE, cause);
    registers.set(Registers.STVAL, value);
    registers.set(Registers.MODE, 1);
    registers.set(Registers.PC, registers.get(Registers.STVEC));
    boolean call = cause == Trap.ECALL_U;
    w.clock().charge(call ? Cost.SYSCALL : Cost.INTERRUPT_DELIVERY);
    if (fromUser) {
      doBorderWork();
      w.events().kernelEntry(w.hart(), call ? SYSTEM_CALL : (int) cause & 0xff);
    }
  }

  private void doBorderWork() {
    long border = registers.get(Registers.BORDER);
    if ((border & BORDER_FLUSH) != 0) {
      w.tlb().fenceAll();
    }
    if ((border & BORDER_FENCE_I) != 0) {
      w.text().fence();
    }
    registers.set(Registers.BORDER, 0);
  }

  @Override
  public long sret() {
    long status = registers.get(Registers.SSTATUS);
    boolean toUser = (status & Registers.SSTATUS_SPP) == 0;
    long kept = status & ~(Registers.SSTATUS_SPP | Registers.SSTATUS_SIE);
    kept |= (status & Registers.SSTATUS_SPIE) != 0 ? Registers.SSTATUS_SIE : 0;
    registers.set(Registers.SSTATUS, kept | Registers.SSTATUS_SPIE);
    w.clock().charge(Cost.IRET);
    if (toUser) {
      registers.set(Registers.MODE, 0);
      w.events().kernelExit(w.hart());
    }
    return registers.get(Registers.SEPC);
  }

  @Override
  public long routine(int word, long pc) {
    return routines.run(word, pc);
  }

  @Override
  public void pause() {
    stop = StopReason.RELAX;
  }

  /* The four forms of SFENCE.VMA. */
  @Override
  public void fence(int addressRegister, int asidRegister) {
    long address = registers.get(addressRegister);
    long asid = registers.get(asidRegister) & 0xffff;
    if (addressRegister == 0 && asidRegister == 0) {
      w.tlb().fenceAll();
    } else if (addressRegister == 0) {
      w.tlb().fenceAsid(asid);
    } else if (asidRegister == 0) {
      w.tlb().fenceAddress(address);
    } else {
      w.tlb().fenceAddress(address, asid);
    }
    w.clock().charge(addressRegister == 0 ? Cost.CR3_WRITE_FLUSH : Cost.INVLPG);
  }

  @Override
  public void fenceInstructions() {
    w.text().fence();
    w.clock().charge(Cost.SERIALIZE);
  }

  @Override
  public void waitForInterrupt() {
    registers.set(Registers.WAITING, 1);
  }

  @Override
  public StopReason run(long untilPs) {
    while (true) {
      if (stop != null) {
        StopReason why = stop;
        stop = null;
        return why;
      }
      if (w.clock().nowPs() >= untilPs) {
        return StopReason.TIME;
      }
      if (isHalted()) {
        return StopReason.HALTED;
      }
      step();
    }
  }

  @Override
  public void requestStop() {
    stop = StopReason.REQUESTED;
  }

  @Override
  public CpuClock clock() {
    return w.clock();
  }

  @Override
  public long instructions() {
    return w.arena().get(w.instructions());
  }

  @Override
  public void skipInstructions(long count) {
    w.arena().add(w.instructions(), count);
  }

  @Override
  public CpuMode mode() {
    return registers.isUser() ? CpuMode.USER : CpuMode.KERNEL;
  }

  /* WFI ends when an enabled interrupt is pending, whatever sstatus.SIE says. */
  @Override
  public boolean isHalted() {
    return registers.get(Registers.WAITING) != 0 && !hasEnabledInterrupt();
  }

  @Override
  public boolean isInterrupted() {
    return registers.get(Registers.SIP) != 0;
  }

  @Override
  public void interrupt(int vector) {
    registers.set(Registers.IPIS, registers.get(Registers.IPIS) | 1L << vector - 1);
    registers.set(Registers.SIP, registers.get(Registers.SIP) | Registers.SSIP);
  }

  /* ipi_mux: {@return the messages that are pending, a bit for each ordinal; they no longer are} */
  long takeIpis() {
    long pending = registers.get(Registers.IPIS);
    registers.set(Registers.IPIS, 0);
    registers.set(Registers.SIP, registers.get(Registers.SIP) & ~Registers.SSIP);
    return pending;
  }

  /* Supervisor mode has no interrupt that cannot be masked; resumable NMIs go to M-mode. */
  @Override
  public void raiseNmi() {
    throw new UnsupportedOperationException("riscv64: M-mode, which takes NMIs, is left out");
  }

  @Override
  public void invalidate(int sender) {
    throw new UnsupportedOperationException("riscv64 has no broadcast invalidation");
  }

  @Override
  public void drainStores() {}

  @Override
  public boolean storesAreVisible() {
    return true;
  }

  @Override
  public int staleTextBytes() {
    return w.text().count();
  }

  @Override
  public void refetchText(int index) {
    w.text().refetch(index);
  }

  @Override
  public long programCounter() {
    return registers.get(Registers.PC);
  }

  @Override
  public int firstRegisterSlot() {
    return registers.firstSlot();
  }

  @Override
  public int registerSlots() {
    return Registers.COUNT;
  }

  @Override
  public long translationEpoch() {
    return w.tlb().epoch();
  }

  @Override
  public boolean nextTouchesNoMemory() {
    int instruction = w.memory().peek(registers.get(Registers.PC));
    return switch (instruction & 0x7f) {
      case 0x13, 0x1b, 0x33, 0x3b, 0x37, 0x6f, 0x63 -> true;
      default -> instruction == Interpreter.PAUSE;
    };
  }

  @Override
  public void callInUserMode(long function, SystemCall call) {
    registers.set(Registers.A7, call.nr());
    registers.set(Registers.A0, call.arg0());
    registers.set(Registers.A0 + 1, call.arg1());
    registers.set(Registers.A0 + 2, call.arg2());
    registers.set(Registers.PC, function);
  }

  @Override
  public int systemCallNumber() {
    return (int) registers.get(Registers.A7);
  }

  @Override
  public long userResult() {
    return registers.get(Registers.A0);
  }

  @Override
  public int cpu() {
    return w.hart();
  }

  @Override
  public int cpus() {
    return w.harts();
  }

  @Override
  public CpuMask isolated() {
    return w.isolated();
  }

  @Override
  public long symbol(String name) {
    return w.symbols().symbol(name);
  }

  @Override
  public long perCpu(String name, int cpu) {
    return w.symbols().perCpu(name, cpu);
  }

  @Override
  public String symbolize(long linear) {
    return w.symbols().symbolize(linear);
  }

  @Override
  public AddressSpaceTags addressSpaceTags() {
    return TAGS;
  }

  /* struct pt_regs, arch/riscv/include/asm/ptrace.h: epc, x1 to x31, status, badaddr, cause, orig_a0. */
  @Override
  public int systemCallArgument(int i) {
    return i == 0 ? PtRegs.ORIG_A0 : PtRegs.x(Registers.A0 + i);
  }

  /* set_mm(), arch/riscv/mm/context.c: satp, and a fence of the ASID if it was another's. */
  @Override
  public void loadAddressSpace(long root, int asid, OldTranslations old) {
    registers.set(Registers.SATP, HartMemory.satp(root, asid));
    if (old == OldTranslations.DROPPED) {
      w.tlb().fenceAsid(asid);
    }
    w.clock().charge(old == OldTranslations.KEPT ? Cost.CR3_WRITE_NO_FLUSH : Cost.CR3_WRITE_FLUSH);
    w.events().addressSpaceLoaded(this, root, asid);
  }

  @Override
  public void flushLocalPage(long linear) {
    w.tlb().fenceAddress(linear);
    w.clock().charge(Cost.INVLPG);
  }

  @Override
  public void flushLocalUserPage(int asid, long linear) {
    w.tlb().fenceAddress(linear, asid);
    w.clock().charge(Cost.INVLPG);
  }

  @Override
  public void flushLocalAddressSpace() {
    w.tlb().fenceAsid(w.memory().asid());
    w.clock().charge(Cost.CR3_WRITE_FLUSH);
  }

  @Override
  public void flushLocalAll() {
    w.tlb().fenceAll();
    w.clock().charge(Cost.CR3_WRITE_FLUSH);
  }

  @Override
  public int broadcastPages() {
    return 0;
  }

  @Override
  public void broadcastKernelPages(long linear, int pages) {
    throw new UnsupportedOperationException("riscv64 has no broadcast invalidation");
  }

  @Override
  public void broadcastFlushAll() {
    throw new UnsupportedOperationException("riscv64 has no broadcast invalidation");
  }

  @Override
  public boolean broadcastsAreDone() {
    return true;
  }

  @Override
  public void syncCore() {
    fenceInstructions();
  }

  /* Vectors begin at 1; the interrupt is the supervisor's software interrupt for all of them. */
  @Override
  public void sendIpi(int target, IpiMessage message) {
    w.bus().fixed(w.hart(), target, message.ordinal() + 1);
    w.clock().charge(Cost.IPI_SEND);
    stop = StopReason.IPI_SENT;
  }

  @Override
  public void endOfInterrupt() {}

  @Override
  public void localIrqEnable() {
    registers.set(Registers.SSTATUS, registers.get(Registers.SSTATUS) | Registers.SSTATUS_SIE);
  }

  @Override
  public void localIrqDisable() {
    registers.set(Registers.SSTATUS, registers.get(Registers.SSTATUS) & ~Registers.SSTATUS_SIE);
  }

  @Override
  public boolean irqsDisabled() {
    return (registers.get(Registers.SSTATUS) & Registers.SSTATUS_SIE) == 0;
  }

  @Override
  public void relax() {
    stop = StopReason.RELAX;
  }

  @Override
  public boolean leaveAtBorder(int target, IpiWork work) {
    return peers.get(target).takeAtBorder(work);
  }

  private boolean takeAtBorder(IpiWork work) {
    if (!registers.isUser()) {
      return false;
    }
    long bit = work.kind() == IpiWork.Kind.SYNC_CORE ? BORDER_FENCE_I : BORDER_FLUSH;
    registers.set(Registers.BORDER, registers.get(Registers.BORDER) | bit);
    return true;
  }

  @Override
  public void spend(Cost cost) {
    w.clock().charge(cost);
  }

  @Override
  public long nowNs() {
    return w.clock().nowPs() / 1000;
  }

  @Override
  public List<String> callChain() {
    return routines.callChain();
  }

  @Override
  public MachineEvents events() {
    return w.events();
  }
}
