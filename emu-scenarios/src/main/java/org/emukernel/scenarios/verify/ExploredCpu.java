package org.emukernel.scenarios.verify;

import java.util.Optional;
import org.emukernel.api.kernel.KernelBug;
import org.emukernel.api.kernel.KernelOopsException;
import org.emukernel.scenarios.monitor.LostCpuException;
import org.emukernel.scenarios.monitor.SafetyMonitors;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.mem.Footprint;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;

/** One CPU in the hands of a search, with all who watch what it touches. */
final class ExploredCpu {

  private final Cpu processor;
  private final KernelStacks stacks;
  private final Interruptions interruptions;
  private final CpuFootprint footprint;
  private final SafetyMonitors monitors;
  private Optional<UnnoticedNmis> unnoticed = Optional.empty();

  /** Begins to watch a CPU. */
  ExploredCpu(
      Cpu processor,
      KernelStacks stacks,
      Interruptions interruptions,
      SharedWords words,
      StepTouches touches,
      SafetyMonitors monitors) {
    this.processor = processor;
    this.stacks = stacks;
    this.interruptions = interruptions;
    this.monitors = monitors;
    this.footprint = new CpuFootprint(processor.cpu(), words, touches, new Watchers());
    tell(footprint);
  }

  /** From now on this is told what the CPU touches. */
  void tell(Footprint told) {
    processor.mmu().observe(told);
  }

  /** From now on this is told, too, what the CPU loads and stores. */
  void alsoTell(UnnoticedNmis nmis) {
    unnoticed = Optional.of(nmis);
  }

  private final class Watchers implements CpuFootprint.Listener {
    @Override
    public void loaded(long physical, int size) {
      interruptions.loaded(physical, size);
      if (unnoticed.isPresent()) {
        unnoticed.get().loaded(processor.cpu(), physical, size);
      }
    }

    @Override
    public void stored(long physical, int size) {
      stacks.stored(physical);
      interruptions.stored(physical, size);
      if (unnoticed.isPresent()) {
        unnoticed.get().stored(processor.cpu(), physical, size);
      }
    }
  }

  Cpu processor() {
    return processor;
  }

  KernelStacks stacks() {
    return stacks;
  }

  Interruptions interruptions() {
    return interruptions;
  }

  CpuFootprint footprint() {
    return footprint;
  }

  /** {@return where it is, in which routines, and what it has interrupted} */
  long place() {
    return interruptions.place() ^ processor.activeRoutinesHash();
  }

  /** {@return whether it takes interrupts now, if there are any} */
  boolean isInterruptible() {
    return processor.registers().isSet(Reg.RFLAGS, Flags.IF) && !isAny(Activity.SHADOWS);
  }

  /** {@return whether it is in any of these states} */
  boolean isAny(long activities) {
    return (processor.registers().get(Reg.ACTIVITY) & activities) != 0;
  }

  /** Makes one step, which the kernel need not survive. */
  void step() {
    try {
      processor.step();
    } catch (KernelBug | KernelOopsException e) {
      monitors.kernelDied(processor.cpu(), String.valueOf(e.getMessage()));
    } catch (LostCpuException e) {
      /* Has been reported. */
    }
  }
}
