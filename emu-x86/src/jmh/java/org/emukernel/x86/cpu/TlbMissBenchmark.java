package org.emukernel.x86.cpu;

import java.util.concurrent.TimeUnit;
import org.emukernel.x86.reg.Reg;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * TLB misses per microsecond. Each iteration of the loop is one load that misses and three
 * instructions on registers.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-x86 -am process-test-classes -Djmh.x86=TlbMissBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TlbMissBenchmark {

  private static final int MISSES = 16_000;
  private static final int LOOP_INSTRUCTIONS = 4;
  private static final long FRAME = 0x200000;

  private static final String STRIDE =
      """
      1:
        mov %rdi, %rsi
        mov %edx, %ecx
      2:
        mov (%rsi), %rax
        add %rbx, %rsi
        dec %ecx
        jnz 2b
        jmp 1b
      """;

  /**
   * How many levels of the page tables a walk reads; 0 is the same loop over pages that the TLB
   * holds, so that the difference to it is what a miss costs.
   */
  @Param({"0", "1", "4"})
  public int levels;

  private BareMachine machine;
  private int count;

  /**
   * One level: a stride of a page over more pages than the TLB holds, whose upper levels come from
   * the paging-structure caches. Four levels: more pages than one set of any of the caches has
   * ways, each under a PML4 entry of its own.
   */
  @Setup
  public void build() {
    machine = new BareMachine(STRIDE);
    long stride = levels == 4 ? 1L << 39 : 1L << 12;
    count = levels == 1 ? 2048 : 16;
    for (int i = 0; i < count && levels == 4; i++) {
      machine.machine.map((i + 1) * stride, FRAME + (i << 12), 3);
    }
    machine.registers().set(Reg.RDI, levels == 4 ? stride : TestMachine.DIRECT);
    machine.registers().set(Reg.RBX, stride);
    machine.registers().set(Reg.RDX, count);
    machine.mmu().modeChanged();
  }

  /** Misses. */
  @Benchmark
  @OperationsPerInvocation(MISSES)
  public long miss(CpuShare share) {
    return machine.run((long) MISSES * LOOP_INSTRUCTIONS);
  }
}
