package org.emukernel.x86.cpu;

import org.emukernel.api.arena.PhysicalMemory;
import org.emukernel.api.machine.StopReason;
import org.emukernel.x86.asm.Assembler;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.reg.RegisterFile;

/** A {@link TestMachine} that runs a loop of machine code at CPL 0. */
final class BareMachine {

  static final long PICOSECONDS_PER_INSTRUCTION = 1000;

  final TestMachine machine = new TestMachine();

  BareMachine(String source) {
    byte[] code =
        new Assembler("benchmark").asm(source).assemble().section(".text").orElseThrow().bytes();
    memory().writeBytes(TestMachine.KERNEL_CODE, code, 0, code.length);
  }

  PhysicalMemory memory() {
    return machine.arena.memory();
  }

  RegisterFile registers() {
    return machine.cpu().registers();
  }

  Mmu mmu() {
    return machine.cpu().mmu();
  }

  /* Runs on until the count of instructions has risen by this much. */
  long run(long instructions) {
    Cpu cpu = machine.cpu();
    long until = cpu.clock().nowPs() + instructions * PICOSECONDS_PER_INSTRUCTION;
    if (cpu.run(until) != StopReason.TIME) {
      throw new IllegalStateException("the loop ended");
    }
    return cpu.instructions();
  }
}
