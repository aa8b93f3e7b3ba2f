package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.emukernel.x86.cpu.TestMachine.DIRECT;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_CODE;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_DATA;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_STACK;

import java.util.HexFormat;
import java.util.List;
import org.emukernel.api.choice.Choice;
import org.emukernel.api.choice.Chooser;
import org.emukernel.x86.exec.CpuModel;
import org.emukernel.x86.mem.Mmu;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What each instruction does to a store that waits and to a stale byte of text: SDM vol. 3A,
 * "Serializing Instructions" and "Store Buffer"; vol. 2, WRMSR.
 */
class SerializationTest {

  private static final long BUFFERED = KERNEL_DATA;
  private static final long OPERAND = KERNEL_DATA + 0x100;
  private static final long FRAME = KERNEL_STACK - 40;
  private static final long ENTRY = DIRECT + KERNEL_CODE;
  private static final long PATCHED = ENTRY + 0x800;

  private final TestMachine machine = new TestMachine(2, CpuModel.SKYLAKE, List.of(), new Latest());

  /* Stores and stale bytes stay as long as they may. */
  private record Latest() implements Chooser {
    @Override
    public int choose(Choice choice, int cpu, int alternatives) {
      return 0;
    }

    @Override
    public int constant(Choice choice) {
      return choice == Choice.TEXT_REFETCH ? 0 : ASK;
    }
  }

  private void prepare(String code) {
    byte[] bytes = HexFormat.of().parseHex(code);
    machine.arena.memory().writeBytes(KERNEL_CODE, bytes, 0, bytes.length);
    machine.arena.memory().writeLong(OPERAND, 0x7fL | (DIRECT + TestMachine.GDT) << 16);
    machine.arena.memory().writeLong(OPERAND + 8, DIRECT + TestMachine.GDT >>> 48);
    long[] frame = {ENTRY, TestMachine.KERNEL_CS, Flags.FIXED, DIRECT + KERNEL_STACK, 0};
    for (int i = 0; i < frame.length; i++) {
      machine.arena.memory().writeLong(FRAME + i * 8, frame[i]);
    }
    machine.text.declare(ENTRY, KERNEL_CODE, 0x1000);
    machine.set(Reg.RSP, DIRECT + FRAME);
    machine.set(Reg.STAR, 0x0023_0010L << 32);
    machine.set(Reg.LSTAR, ENTRY);
    machine.set(Reg.RBX, DIRECT + OPERAND);
  }

  private void runBehindAStoreAndAPatch() {
    Mmu other = machine.cpus.get(1).mmu();
    other.write(PATCHED, 1, 0xcc);
    other.drainAll();
    machine.cpu().mmu().write(DIRECT + BUFFERED, 8, 7);
    assertThat(machine.memory(BUFFERED)).isZero();
    assertThat(machine.cpu().mmu().hasStaleText()).isTrue();
    machine.steps(1);
  }

  private boolean drained() {
    return machine.memory(BUFFERED) == 7;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "CPUID, 0fa2, 0, 0",
    "SERIALIZE, 0f01e8, 0, 0",
    "IRETQ, 48cf, 0, 0",
    "INVLPG, 0f013b, 0, 0",
    "INVLPG not canonical, 0f0138, 800000000000, 0",
    "LGDT, 0f0113, 0, 0",
    "LIDT, 0f011b, 0, 0",
    "LLDT, 0f00d0, 0, 0",
    "LTR, 0f00d8, 40, 0",
    "MOV to CR0, 0f22c0, 80050033, 0",
    "MOV to CR2, 0f22d0, 0, 0",
    "MOV to CR3, 0f22d8, 80000, 0",
    "MOV to CR4, 0f22e0, a0, 0",
    "MOV to DR7, 0f23f8, 400, 0",
    "WBINVD, 0f09, 0, 0",
    "WRMSR of LSTAR, 0f30, 0, c0000082",
  })
  void step_serialisingInstruction_drainsAndFetchesAnew(
      String name, String code, String rax, String rcx) {
    prepare(code);
    machine.set(Reg.RAX, Long.parseUnsignedLong(rax, 16));
    machine.set(Reg.RCX, Long.parseUnsignedLong(rcx, 16));

    runBehindAStoreAndAPatch();

    assertThat(drained()).as("store buffer drained").isTrue();
    assertThat(machine.cpu().mmu().hasStaleText()).as("stale text").isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "MFENCE, 0faef0",
    "SFENCE, 0faef8",
    "LOCK INC, f0ff03",
    "LOCK CMPXCHG, f00fb10b",
    "XCHG with memory, 48870b",
    "#UD, 0f0b",
    "INT3, cc",
  })
  void step_fenceLockOrException_drainsOnly(String name, String code) {
    prepare(code);

    runBehindAStoreAndAPatch();

    assertThat(drained()).as("store buffer drained").isTrue();
    assertThat(machine.cpu().mmu().hasStaleText()).as("stale text").isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "NOP, 90, 0",
    "LFENCE, 0faee8, 0",
    "SWAPGS, 0f01f8, 0",
    "SYSCALL, 0f05, 0",
    "SYSRETQ, 480f07, 400000",
    "MOV to CR8, 440f22c0, 0",
    "MOV from CR3, 0f20d8, 0",
    "RDMSR, 0f32, c0000082",
    "WRMSR of TSC_DEADLINE, 0f30, 6e0",
    "RDTSC, 0f31, 0",
    "CLI, fa, 0",
    "STAC, 0f01cb, 0",
    "INC of memory, ff03, 0",
  })
  void step_anyOtherInstruction_doesNeither(String name, String code, String rcx) {
    prepare(code);
    machine.set(Reg.RCX, Long.parseUnsignedLong(rcx, 16));

    runBehindAStoreAndAPatch();

    assertThat(drained()).as("store buffer drained").isFalse();
    assertThat(machine.cpu().mmu().hasStaleText()).as("stale text").isTrue();
  }
}
