package org.emukernel.x86.cpu;

import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.choice.Cost;
import org.emukernel.api.choice.CpuClock;
import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.ipi.IpiMessage;
import org.emukernel.api.ipi.IpiWork;
import org.emukernel.api.kernel.KernelSymbols;
import org.emukernel.api.machine.AddressSpaceTags;
import org.emukernel.api.machine.CpuMode;
import org.emukernel.api.machine.EmulatedCpu;
import org.emukernel.api.machine.MachineEvents;
import org.emukernel.api.machine.OldTranslations;
import org.emukernel.api.machine.Prefetch;
import org.emukernel.api.machine.StopReason;
import org.emukernel.api.spi.SystemCall;
import org.emukernel.x86.apic.LocalApic;
import org.emukernel.x86.apic.Vectors;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.exec.Core;
import org.emukernel.x86.exec.CoreParts;
import org.emukernel.x86.exec.CpuModel;
import org.emukernel.x86.exec.Interpreter;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.paging.AccessKind;
import org.emukernel.x86.paging.TranslationControls;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.emukernel.x86.routine.RoutineDispatcher;
import org.emukernel.x86.tlb.Broadcasts;
import org.emukernel.x86.tlb.Invlpgb;
import org.jspecify.annotations.Nullable;

/** One CPU: runs its steps, takes its interrupts, and serves the routines that it runs. */
public final class Cpu implements EmulatedCpu {

  private static final long INVPCID_ADDRESS = 0;
  private static final long INVPCID_ALL = 2;

  private final CpuSpec spec;
  private final KernelSymbols symbols;
  private final Arena arena;
  private final RegisterFile registers;
  private final Mmu mmu;
  private final CpuClock clock;
  private final LocalApic apic;
  private final MachineEvents events;
  private final RoutineDispatcher routines;
  private final Core core;
  private final Interpreter interpreter;
  private final int instructions;
  private final AddressSpaceTags tags;
  private final Broadcasts broadcasts;
  private List<Cpu> peers = List.of();
  private @Nullable LoopBody loop;

  /** Makes a CPU. Its registers are as they were: see {@link #reset}. */
  public Cpu(CpuSpec spec, CpuLayout layout, CpuWiring wiring) {
    CoreParts parts = wiring.parts();
    this.spec = spec;
    this.symbols = wiring.symbols();
    this.arena = parts.arena();
    this.registers = parts.registers();
    this.mmu = parts.mmu();
    this.clock = parts.clock();
    this.apic = parts.apic();
    this.events = parts.events();
    this.instructions = layout.instructions();
    this.broadcasts = parts.broadcasts();
    this.tags = AddressSpaceNumbers.tags(spec.model());
    this.routines = new RoutineDispatcher(wiring.routines(), this, parts, layout.routines());
    this.core = new Core(parts, spec.model(), routines, wiring.cache());
    this.interpreter = new Interpreter(core, wiring.cache(), arena, instructions);
  }

  /**
   * Puts the CPU into 64-bit mode at CPL 0 with interrupts off and all features of its model that
   * CR4 governs but PCIDE and UMIP.
   */
  public void reset() {
    long cr4 =
        spec.model().cr4Allowed() & ~(Control.CR4_PCIDE | Control.CR4_UMIP | Control.CR4_TSD);
    registers.reset(cr4 & ~3);
    apic.reset();
    mmu.modeChanged();
  }

  @Override
  public void step() {
    interpreter.step();
  }

  /** {@return whether {@link #step} would do anything} */
  public boolean canStep() {
    return interpreter.canStep();
  }

  @Override
  public StopReason run(long untilPs) {
    while (true) {
      StopReason stop = core.takeStop();
      if (stop != null) {
        return stop;
      }
      if (clock.nowPs() >= untilPs) {
        return StopReason.TIME;
      }
      if (!interpreter.canStep()) {
        return isShutDown() ? StopReason.SHUTDOWN : StopReason.HALTED;
      }
      if (interpreter.isPlain()) {
        interpreter.burst(untilPs);
      } else {
        interpreter.step();
      }
    }
  }

  @Override
  public void requestStop() {
    core.requestStop(StopReason.REQUESTED);
  }

  /** {@return whether a triple fault stopped the CPU for good} */
  public boolean isShutDown() {
    return registers.isSet(Reg.ACTIVITY, Activity.SHUTDOWN);
  }

  @Override
  public boolean isHalted() {
    return !interpreter.canStep();
  }

  /** {@return whether a guest runs} */
  public boolean isInGuest() {
    return registers.isSet(Reg.ACTIVITY, Activity.GUEST);
  }

  /* Taken as soon as no other is being handled. */
  @Override
  public void raiseNmi() {
    registers.set(Reg.ACTIVITY, registers.get(Reg.ACTIVITY) | Activity.NMI_PENDING);
  }

  /**
   * Makes the other CPUs known, so that work can be left at their borders.
   *
   * @param all every CPU of the machine, in order
   */
  public void connect(List<Cpu> all) {
    peers = all;
  }

  @Override
  public boolean leaveAtBorder(int target, IpiWork work) {
    if (peers.get(target).takeAtBorder(work) == Taken.AT_ONCE) {
      events.doneAtOnce(this, target);
    }
    return true;
  }

  private enum Taken {
    AT_ONCE,
    AT_THE_BORDER
  }

  private Taken takeAtBorder(IpiWork work) {
    boolean isSync = work.kind() == IpiWork.Kind.SYNC_CORE;
    if (registers.cpl() == 3 || isInGuest()) {
      long bit = isSync ? Activity.BORDER_SYNC : Activity.BORDER_FLUSH;
      registers.set(Reg.ACTIVITY, registers.get(Reg.ACTIVITY) | bit);
      return Taken.AT_THE_BORDER;
    }
    if (isSync) {
      mmu.serialize();
    } else {
      mmu.invpcid(INVPCID_ALL, 0, 0);
    }
    return Taken.AT_ONCE;
  }

  /** {@return whether an NMI has arrived and has not been taken} */
  public boolean isNmiPending() {
    return registers.isSet(Reg.ACTIVITY, Activity.NMI_PENDING);
  }

  /**
   * A machine check arrives that is not fatal: it is taken before the next instruction, whatever
   * RFLAGS.IF says. It shuts the CPU down while another is being handled.
   */
  public void raiseMachineCheck() {
    registers.set(Reg.ACTIVITY, registers.get(Reg.ACTIVITY) | Activity.MACHINE_CHECK_PENDING);
  }

  /** {@return the registers} */
  public RegisterFile registers() {
    return registers;
  }

  /** {@return the paging unit and store buffer} */
  public Mmu mmu() {
    return mmu;
  }

  /** {@return the local APIC} */
  public LocalApic apic() {
    return apic;
  }

  @Override
  public CpuClock clock() {
    return clock;
  }

  @Override
  public long instructions() {
    return arena.get(instructions);
  }

  @Override
  public void skipInstructions(long count) {
    arena.add(instructions, count);
  }

  @Override
  public CpuMode mode() {
    if (isInGuest()) {
      return CpuMode.GUEST;
    }
    return registers.cpl() == 3 ? CpuMode.USER : CpuMode.KERNEL;
  }

  @Override
  public boolean isInterrupted() {
    return apic.hasRequests() || isNmiPending();
  }

  @Override
  public void interrupt(int vector) {
    apic.accept(vector);
  }

  @Override
  public void drainStores() {
    mmu.drainAll();
  }

  @Override
  public boolean storesAreVisible() {
    return mmu.storeBufferEmpty();
  }

  @Override
  public int staleTextBytes() {
    return mmu.staleBytes();
  }

  @Override
  public void refetchText(int index) {
    mmu.refetch(index);
  }

  @Override
  public long programCounter() {
    return registers.get(Reg.RIP);
  }

  @Override
  public int firstRegisterSlot() {
    return registers.firstSlot();
  }

  @Override
  public int registerSlots() {
    return Reg.ACTIVITY + 1;
  }

  @Override
  public long translationEpoch() {
    return mmu.translationEpoch();
  }

  @Override
  public boolean nextTouchesNoMemory() {
    if (loop == null) {
      loop = new LoopBody();
    }
    return loop.touchesNoMemory(this);
  }

  @Override
  public void callInUserMode(long function, SystemCall call) {
    registers.set(Reg.RAX, call.nr());
    registers.set(Reg.RDI, call.arg0());
    registers.set(Reg.RSI, call.arg1());
    registers.set(Reg.RDX, call.arg2());
    registers.set(Reg.RIP, function);
  }

  @Override
  public int systemCallNumber() {
    return (int) registers.get(Reg.RAX);
  }

  @Override
  public long userResult() {
    return registers.get(Reg.RAX);
  }

  /** {@return what the last #UD was about: mnemonic or bytes; empty if there was none} */
  public String lastUndefined() {
    return core.lastUndefined();
  }

  @Override
  public int cpu() {
    return spec.cpu();
  }

  @Override
  public int cpus() {
    return spec.cpus();
  }

  @Override
  public CpuMask isolated() {
    return spec.isolated();
  }

  @Override
  public long symbol(String name) {
    return symbols.symbol(name);
  }

  @Override
  public long perCpu(String name, int cpu) {
    return symbols.perCpu(name, cpu);
  }

  @Override
  public String symbolize(long linear) {
    return symbols.symbolize(linear);
  }

  /* struct pt_regs, arch/x86/include/asm/ptrace.h: di, si and dx. */
  @Override
  public int systemCallArgument(int i) {
    return (14 - i) * Long.BYTES;
  }

  @Override
  public AddressSpaceTags addressSpaceTags() {
    return tags;
  }

  /* As load_new_mm_cr3(), arch/x86/mm/tlb.c: build_cr3() or build_cr3_noflush(), with kern_pcid(asid) where there are PCIDs. */
  @Override
  public void loadAddressSpace(long root, int asid, OldTranslations old) {
    boolean pcids = registers.isSet(Reg.CR4, Control.CR4_PCIDE);
    boolean keeps = pcids && old == OldTranslations.KEPT;
    long cr3 = root | (pcids ? AddressSpaceNumbers.kernelPcid(asid) : 0);
    writeCr3(cr3, keeps ? cr3 | TranslationControls.CR3_NO_FLUSH : cr3);
    clock.charge(keeps ? Cost.CR3_WRITE_NO_FLUSH : Cost.CR3_WRITE_FLUSH);
    events.addressSpaceLoaded(this, root, asid);
  }

  private void writeCr3(long cr3, long source) {
    long old = registers.get(Reg.CR3);
    registers.set(Reg.CR3, cr3);
    mmu.cr3Written(old, source);
    events.rootWritten(spec.cpu(), cr3);
    if (spec.model().cr3() == CpuModel.Cr3Serialization.YES) {
      mmu.serialize();
    }
  }

  @Override
  public void flushLocalPage(long linear) {
    mmu.invlpg(linear);
    mmu.serialize();
    clock.charge(Cost.INVLPG);
  }

  @Override
  public void flushLocalUserPage(int asid, long linear) {
    mmu.invpcid(INVPCID_ADDRESS, AddressSpaceNumbers.userPcid(asid), linear);
    clock.charge(Cost.INVPCID);
  }

  @Override
  public void flushLocalAddressSpace() {
    long cr3 = registers.get(Reg.CR3);
    writeCr3(cr3, cr3);
    clock.charge(Cost.CR3_WRITE_FLUSH);
  }

  /*
   * As __flush_tlb_all(), arch/x86/mm/tlb.c: without global pages CR3 written back; else INVPCID where there is one, or CR4.PGE off and
   * on.
   */
  @Override
  public void flushLocalAll() {
    long cr4 = registers.get(Reg.CR4);
    if ((cr4 & Control.CR4_PGE) == 0) {
      flushLocalAddressSpace();
    } else if (spec.model().has(X86Feature.INVPCID)) {
      mmu.invpcid(INVPCID_ALL, 0, 0);
      clock.charge(Cost.INVPCID);
    } else {
      writeCr4(cr4 ^ Control.CR4_PGE);
      writeCr4(cr4);
    }
  }

  @Override
  public int broadcastPages() {
    return spec.model().has(X86Feature.INVLPGB) ? Invlpgb.COUNT_MAX + 1 : 0;
  }

  @Override
  public void broadcastKernelPages(long linear, int pages) {
    broadcast(Invlpgb.pages(linear, pages));
  }

  @Override
  public void broadcastFlushAll() {
    broadcast(Invlpgb.everything());
  }

  private void broadcast(Invlpgb what) {
    mmu.invlpgb(what);
    broadcasts.send(what);
    clock.charge(Cost.INVLPGB);
    core.requestStop(StopReason.IPI_SENT);
  }

  @Override
  public boolean broadcastsAreDone() {
    mmu.drainAll();
    return broadcasts.areDone();
  }

  @Override
  public void invalidate(int sender) {
    invalidate(peers.get(sender).broadcasts);
  }

  /** Another CPU's INVLPGB arrives. */
  public void invalidate(Broadcasts from) {
    mmu.invlpgb(from.underWay());
    from.done();
  }

  /** {@return its own INVLPGB that is under way} */
  public Broadcasts broadcasts() {
    return broadcasts;
  }

  private void writeCr4(long value) {
    long old = registers.get(Reg.CR4);
    registers.set(Reg.CR4, value);
    mmu.cr4Written(old, value);
    mmu.serialize();
    clock.charge(Cost.CR4_WRITE);
  }

  /* As sync_core(), arch/x86/include/asm/sync_core.h: SERIALIZE where there is one, else IRET to self. */
  @Override
  public void syncCore() {
    mmu.serialize();
    clock.charge(spec.model().has(X86Feature.SERIALIZE) ? Cost.SERIALIZE : Cost.IRET);
  }

  /* As x2apic_send_IPI(): weak_wrmsr_fence(), which drains the store buffer, before the write. */
  @Override
  public void sendIpi(int target, IpiMessage message) {
    mmu.drainAll();
    apic.send(target, Vectors.of(message));
    clock.charge(Cost.IPI_SEND);
    core.requestStop(StopReason.IPI_SENT);
  }

  @Override
  public void endOfInterrupt() {
    apic.endOfInterrupt();
    clock.charge(Cost.MSR);
    core.attention();
  }

  @Override
  public void localIrqEnable() {
    registers.set(Reg.RFLAGS, registers.get(Reg.RFLAGS) | Flags.IF);
    core.attention();
  }

  @Override
  public void localIrqDisable() {
    registers.set(Reg.RFLAGS, registers.get(Reg.RFLAGS) & ~Flags.IF);
  }

  @Override
  public void prefetch(long linear, Prefetch as) {
    mmu.prefetch(
        linear,
        switch (as) {
          case LOAD -> AccessKind.READ;
          case STORE -> AccessKind.WRITE;
          case CODE -> AccessKind.FETCH;
        });
  }

  @Override
  public void spend(Cost cost) {
    clock.charge(cost);
  }

  @Override
  public void relax() {
    core.requestStop(StopReason.RELAX);
  }

  @Override
  public long nowNs() {
    return clock.nowPs() / 1000;
  }

  @Override
  public List<String> callChain() {
    return routines.callChain();
  }

  /** {@return a hash of the arguments and locals of the routines that are active} */
  public long activeRoutinesHash() {
    return routines.activeHash();
  }

  /** {@return whether a routine is active} */
  public boolean isIn(String function) {
    return routines.isActive(function);
  }

  @Override
  public String returnPlace(String function) {
    return routines.returnPlace(function);
  }

  @Override
  public boolean irqsDisabled() {
    return !registers.isSet(Reg.RFLAGS, Flags.IF);
  }

  @Override
  public MachineEvents events() {
    return events;
  }
}
