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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Instructions per microsecond (MIPS) of hot loops of machine code: registers only, and loads and
 * stores over 64 KiB.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-x86 -am process-test-classes -Djmh.x86=HotLoopBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HotLoopBenchmark {

  private static final int INSTRUCTIONS = 120_000;
  private static final long DATA = 0x100000;

  private static final String ALU =
      """
      1:
        add $3, %rax
        mov %rax, %rdx
        xor %rdx, %rbx
        shl $3, %rdx
        lea 8(%rbx,%rdx), %rsi
        sub %rsi, %rdi
        and $0x7fffffff, %edi
        or %rdi, %r8
        cmp %rdx, %r8
        jb 2f
        inc %r9
      2:
        dec %rcx
        jnz 1b
        jmp 1b
      """;

  private static final String LOAD_STORE =
      """
      1:
        mov %rdi, %rsi
        mov $0x2000, %ecx
      2:
        mov (%rsi), %rax
        add %rax, %rdx
        mov %rdx, (%rsi)
        add $8, %rsi
        dec %ecx
        jnz 2b
        jmp 1b
      """;

  private BareMachine alu;
  private BareMachine loadStore;

  /** Puts each loop into a machine of its own. */
  @Setup
  public void build() {
    alu = new BareMachine(ALU);
    loadStore = new BareMachine(LOAD_STORE);
    loadStore.registers().set(Reg.RDI, TestMachine.DIRECT + DATA);
  }

  /** A loop of arithmetic with two conditional branches. */
  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public long alu(CpuShare share) {
    return alu.run(INSTRUCTIONS);
  }

  /** One load and one store in six instructions. */
  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public long loadStore64KiB(CpuShare share) {
    return loadStore.run(INSTRUCTIONS);
  }
}
