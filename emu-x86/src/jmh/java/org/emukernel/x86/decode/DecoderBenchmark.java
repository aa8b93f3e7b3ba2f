package org.emukernel.x86.decode;

import java.util.concurrent.TimeUnit;
import org.emukernel.x86.asm.Assembler;
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
 * Instructions decoded per microsecond, of code as in entry paths and memory copies.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-x86 -am process-test-classes -Djmh.x86=DecoderBenchmark}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecoderBenchmark {

  private static final int INSTRUCTIONS = 24;

  private static final String CODE =
      """
        swapgs
        mov %rsp, %gs:0x6014
        mov %cr3, %rsp
        and $0xffffffffffffe7ff, %rsp
        mov %rsp, %cr3
        mov %gs:0x1f000, %rsp
        push $0x2b
        push %r11
        push $-38
        mov 0x78(%rdi,%rcx,8), %r15
        movzbl 5(%rax), %ecx
        lea 0x10(%rip), %rsi
        test %eax, %eax
        movabs $0x123456789abcdef0, %rbx
        lock cmpxchg %rdx, (%rdi)
        cmp $0x1ff, %rax
        sete %al
        imul $0x64, %rdx, %rdx
        shl $12, %rdx
        rep movsb
        cmovae %r8, %r9
        wrmsr
        pop %r12
        iretq
      """;

  private final Decoder decoder = new Decoder();
  private byte[] code = {};

  /** Assembles the code. */
  @Setup
  public void assemble() {
    code = new Assembler("benchmark").asm(CODE).assemble().section(".text").orElseThrow().bytes();
  }

  /** Decodes it from start to end. */
  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public int decode() {
    int count = 0;
    for (int at = 0; at < code.length; count++) {
      at += decoder.decode(code, at, code.length).length();
    }
    if (count != INSTRUCTIONS) {
      throw new IllegalStateException(count + " instructions");
    }
    return count;
  }
}
