package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.entry.idt.IstVector;
import org.emukernel.entry.machine.X86Machine;
import org.emukernel.scenarios.machine.EmulatedMachine;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;

/**
 * The kernel stacks of one CPU. What nobody will read again is set to zero, so that two ways into
 * the same state end in the same state: everything in user mode, and in the kernel what lies below
 * RSP (the kernel has no red zone) and the stacks that the CPU has left.
 */
final class KernelStacks {

  private final PhysicalMemory memory;
  private final KernelStack task;
  private final KernelStack irq;
  private final KernelStack entry;
  private final long irqInUse;
  private final long repeatNmi;
  private final long endRepeatNmi;
  private final List<KernelStack> exceptions = new ArrayList<>();
  private final List<KernelStack> all = new ArrayList<>();

  KernelStacks(EmulatedMachine machine, int cpu) {
    memory = machine.arena().memory();
    irqInUse = machine.symbols().perCpu("hardirq_stack_inuse", cpu) - MemoryMap.PAGE_OFFSET;
    repeatNmi = machine.symbols().symbol("repeat_nmi");
    endRepeatNmi = machine.symbols().symbol("end_repeat_nmi");
    task = directlyMapped(machine, cpu, "init_stack");
    irq = directlyMapped(machine, cpu, "irq_stack_backing_store");
    entry = directlyMapped(machine, cpu, "entry_stack_storage").at(MemoryMap.entryStack(cpu));
    KernelStack storage = directlyMapped(machine, cpu, "exception_stacks");
    for (IstVector vector : IstVector.values()) {
      exceptions.add(
          storage
              .part(vector.ordinal(), IstVector.values().length)
              .at(MemoryMap.exceptionStack(cpu, vector)));
    }
    all.add(task);
    all.add(irq);
    all.add(entry);
    all.addAll(exceptions);
  }

  private static KernelStack directlyMapped(EmulatedMachine machine, int cpu, String symbol) {
    long linear = machine.symbols().perCpu(symbol, cpu);
    long bytes =
        ((X86Machine) machine.loaded()).kernel().image().symbol(symbol).orElseThrow().size();
    return new KernelStack(linear, linear - MemoryMap.PAGE_OFFSET, bytes);
  }

  void stored(long physical) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).holds(physical)) {
        all.get(i).stored(physical);
        return;
      }
    }
  }

  /** {@return whether a word lies on one of the stacks} */
  boolean hold(long physical) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).holds(physical)) {
        return true;
      }
    }
    return false;
  }

  /** {@return whether a word lies on the stack that an RSP points into, at RSP or above} */
  boolean isLive(long physical, long rsp) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isUnder(rsp)) {
        return all.get(i).holds(physical) && physical >= all.get(i).physicalOf(rsp);
      }
    }
    return false;
  }

  /** {@return where it stands whether the interrupts' stack is used} */
  long irqStackInUse() {
    return irqInUse;
  }

  void clearDead(RegisterFile registers) {
    if (registers.cpl() == 3) {
      all.forEach(stack -> stack.clear(memory));
      return;
    }
    long rsp = registers.get(Reg.RSP);
    for (int i = 0; i < exceptions.size(); i++) {
      if (exceptions.get(i).isUnder(rsp)) {
        clearBelowUnlessCopying(exceptions.get(i), registers);
        return;
      }
    }
    /* An NMI out of user mode still copies from its stack when RSP has left it. */
    if (!registers.isSet(Reg.ACTIVITY, Activity.NMI_BLOCKED)) {
      for (int i = 0; i < exceptions.size(); i++) {
        exceptions.get(i).clear(memory);
      }
    }
    if (entry.isUnder(rsp)) {
      entry.clearBelow(memory, rsp);
    } else if (irq.isUnder(rsp)) {
      entry.clear(memory);
      irq.clearBelow(memory, rsp);
    } else if (task.isUnder(rsp)) {
      entry.clear(memory);
      clearIrqUnlessUsed();
      task.clearBelow(memory, rsp);
    }
  }

  /* repeat_nmi puts RSP above a frame and copies that: what lies below RSP is still read, also after a machine check in between. */
  private void clearBelowUnlessCopying(KernelStack stack, RegisterFile registers) {
    long rip = registers.get(Reg.RIP);
    if (rip < repeatNmi || rip >= endRepeatNmi) {
      stack.clearBelow(memory, registers.get(Reg.RSP));
    }
  }

  /* call_on_irqstack() writes to it before RSP points there. */
  private void clearIrqUnlessUsed() {
    if (memory.readByte(irqInUse) == 0) {
      irq.clear(memory);
    }
  }
}
