package org.emukernel.x86.cpu;

import java.util.concurrent.TimeUnit;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Reg;
import org.emukernel.x86.reg.RegisterFile;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Kernel/user round trips per microsecond of a loop of 17 instructions at CPL 0 that does what
 * entry and exit do under page-table isolation.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-x86 -am process-test-classes -Djmh.x86=PtiLoopBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PtiLoopBenchmark {

  private static final int LOOPS = 10_000;
  private static final int LOOP_INSTRUCTIONS = 17;
  private static final long USER_ROOT = 0x7f0000;
  private static final long USER_PCID = 0x801;
  private static final long KERNEL_PCID = 0x001;

  /* RBX: what tells the two CR3 values apart, and bit 63: no flush. */
  private static final String ROUND_TRIP =
      """
      1:
        swapgs
        mov %cr3, %rax
        xor %rbx, %rax
        mov %rax, %cr3
        mov %rsp, %gs:0x10
        push %rdx
        push %rsi
        mov %rdx, %gs:0x18
        mov %rsi, %gs:0x20
        pop %rsi
        pop %rdx
        mov %cr3, %rax
        xor %rbx, %rax
        mov %rax, %cr3
        swapgs
        dec %rcx
        jnz 1b
        jmp 1b
      """;

  private BareMachine machine;

  /** Makes a second root with the same mappings, and turns PCIDs on. */
  @Setup
  public void build() {
    machine = new BareMachine(ROUND_TRIP);
    for (long at = 0; at < 4096; at += 8) {
      machine.memory().writeLong(USER_ROOT + at, machine.memory().readLong(TestMachine.ROOT + at));
    }
    RegisterFile registers = machine.registers();
    long user = USER_ROOT | USER_PCID;
    registers.set(Reg.CR4, registers.get(Reg.CR4) | Control.CR4_PCIDE | Control.CR4_PGE);
    registers.set(Reg.CR3, user);
    registers.set(Reg.RBX, user ^ (TestMachine.ROOT | KERNEL_PCID) | Control.CR3_NO_FLUSH);
    registers.set(Reg.KERNEL_GS_BASE, TestMachine.DIRECT + TestMachine.KERNEL_DATA);
    machine.mmu().modeChanged();
  }

  /**
   * 2 reads and 2 writes of CR3 with PCIDs and without flush, 2 SWAPGS, 3 stores through GS, 2
   * pushes, 2 pops, 3 ALU instructions and a branch.
   */
  @Benchmark
  @OperationsPerInvocation(LOOPS)
  public long roundTrip(CpuShare share) {
    return machine.run((long) LOOPS * LOOP_INSTRUCTIONS);
  }
}
