package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.emukernel.x86.cpu.TestMachine.DIRECT;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_CODE;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_STACK;
import static org.emukernel.x86.cpu.TestMachine.USER_CODE;
import static org.emukernel.x86.cpu.TestMachine.handler;

import org.emukernel.api.machine.StopReason;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Expected values follow the operation sections of SDM vol. 2 and "Control Registers" of vol. 3A.
 */
class SystemInstructionsTest {

  private static final long ENTRY = DIRECT + KERNEL_CODE;
  private final TestMachine machine = new TestMachine();

  private void programSyscall() {
    machine.set(Reg.STAR, 0x0023_0010L << 32);
    machine.set(Reg.LSTAR, ENTRY);
    machine.set(Reg.FMASK, Flags.IF | Flags.TF | Flags.DF | Flags.AC);
  }

  private void assertGeneralProtection(long errorCode) {
    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(13));
    assertThat(machine.memory(machine.reg(Reg.RSP) - DIRECT)).isEqualTo(errorCode);
  }

  @Test
  void syscall_fromUserMode_savesRipAndFlagsInRegisters() {
    programSyscall();
    machine.userCode(0x0f, 0x05);
    machine.set(Reg.RFLAGS, Flags.FIXED | Flags.IF | Flags.CF | Flags.DF);
    long rsp = machine.reg(Reg.RSP);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(ENTRY);
    assertThat(machine.reg(Reg.RCX)).isEqualTo(USER_CODE + 2);
    assertThat(machine.reg(Reg.R11)).isEqualTo(Flags.FIXED | Flags.IF | Flags.CF | Flags.DF);
    assertThat(machine.reg(Reg.RFLAGS)).isEqualTo(Flags.FIXED | Flags.CF);
    assertThat(machine.reg(Reg.CS)).isEqualTo(0x10);
    assertThat(machine.reg(Reg.SS)).isEqualTo(0x18);
    assertThat(machine.reg(Reg.RSP)).isEqualTo(rsp);
  }

  @Test
  void syscall_disabled_isUndefined() {
    machine.userCode(0x0f, 0x05);
    machine.set(Reg.EFER, machine.reg(Reg.EFER) & ~Control.EFER_SCE);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(6));
  }

  @Test
  void sysretq_toUserMode_restoresFlagsAndSelectors() {
    programSyscall();
    machine.userCode(0x90);
    machine.kernelCode(0x48, 0x0f, 0x07);
    toKernel();
    machine.set(Reg.RCX, USER_CODE);
    machine.set(Reg.R11, -1);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(USER_CODE);
    assertThat(machine.reg(Reg.CS)).isEqualTo(0x33);
    assertThat(machine.reg(Reg.SS)).isEqualTo(0x2b);
    assertThat(machine.reg(Reg.RFLAGS)).isEqualTo(0x3c7fd7);
  }

  private void toKernel() {
    machine.set(Reg.CS, TestMachine.KERNEL_CS);
    machine.set(Reg.SS, TestMachine.KERNEL_DS);
    machine.set(Reg.RIP, ENTRY);
    machine.set(Reg.RSP, DIRECT + KERNEL_STACK);
    machine.set(Reg.RFLAGS, Flags.FIXED);
    machine.cpu().mmu().modeChanged();
  }

  @Test
  void sysretq_nonCanonicalRcx_faultsInKernelMode() {
    programSyscall();
    machine.kernelCode(0x48, 0x0f, 0x07);
    machine.set(Reg.RCX, 1L << 47);

    machine.steps(1);

    assertGeneralProtection(0);
    assertThat(machine.memory(machine.reg(Reg.RSP) - DIRECT + 8)).isEqualTo(ENTRY);
  }

  @Test
  void swapgs_exchangesBases() {
    machine.kernelCode(0x0f, 0x01, 0xf8);
    machine.set(Reg.GS_BASE, 1);
    machine.set(Reg.KERNEL_GS_BASE, 2);

    machine.steps(1);

    assertThat(machine.reg(Reg.GS_BASE)).isEqualTo(2);
    assertThat(machine.reg(Reg.KERNEL_GS_BASE)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0f01f8", "f4", "fa", "fb", "0f20c0", "0f22d8", "0f32", "0f30", "0f0138", "480f07",
        "0f21c0", "0f09", "0f06", "0f0110", "0f00d8"
      })
  void privilegedInstruction_inUserMode_isGeneralProtection(String code) {
    machine.userCode(hex(code));
    machine.set(Reg.RAX, TestMachine.USER_DATA);

    machine.steps(1);

    assertGeneralProtection(0);
  }

  private static int[] hex(String code) {
    int[] bytes = new int[code.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = Integer.parseInt(code.substring(i * 2, i * 2 + 2), 16);
    }
    return bytes;
  }

  private void pushIretFrame(long rip, long cs, long flags, long rsp, long ss) {
    long at = KERNEL_STACK - 40;
    long[] frame = {rip, cs, flags, rsp, ss};
    for (int i = 0; i < 5; i++) {
      machine.arena.memory().writeLong(at + i * 8, frame[i]);
    }
    machine.set(Reg.RSP, DIRECT + at);
    machine.kernelCode(0x48, 0xcf);
  }

  @Test
  void iretq_toUserMode_loadsAllFive() {
    machine.userCode(0x90);
    toKernel();
    pushIretFrame(USER_CODE, 0x33, Flags.FIXED | Flags.IF | Flags.ZF, 0x1234, 0x2b);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(USER_CODE);
    assertThat(machine.reg(Reg.CS)).isEqualTo(0x33);
    assertThat(machine.reg(Reg.SS)).isEqualTo(0x2b);
    assertThat(machine.reg(Reg.RSP)).isEqualTo(0x1234);
    assertThat(machine.reg(Reg.RFLAGS)).isEqualTo(Flags.FIXED | Flags.IF | Flags.ZF);
  }

  @Test
  void iretq_toKernelModeWithNullSs_isAllowed() {
    pushIretFrame(ENTRY + 0x10, 0x10, Flags.FIXED, DIRECT + KERNEL_STACK, 0);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(ENTRY + 0x10);
  }

  @ParameterizedTest
  @CsvSource({
    "0x400000, 0x30, 0x2b, 0x30",
    "0x400000, 0x33, 0x18, 0x18",
    "0x400000, 0x33, 0, 0",
    "0x400000, 0, 0x2b, 0",
    "0x400000, 0x83, 0x2b, 0x80",
    "0x400000, 0x23, 0x2b, 0x20",
    "0x800000000000, 0x33, 0x2b, 0"
  })
  void iretq_badFrame_isGeneralProtectionOfItsPart(String rip, String cs, String ss, String error) {
    pushIretFrame(Long.decode(rip), Long.decode(cs), Flags.FIXED, 0x1234, Long.decode(ss));

    machine.steps(1);

    assertGeneralProtection(Long.decode(error));
  }

  @Test
  void iretq_withNestedTask_isGeneralProtection() {
    pushIretFrame(USER_CODE, 0x33, Flags.FIXED, 0x1234, 0x2b);
    machine.set(Reg.RFLAGS, Flags.FIXED | Flags.NT);

    machine.steps(1);

    assertGeneralProtection(0);
  }

  @ParameterizedTest
  @CsvSource({
    "0x0f22c0, 0x80050032", // PG without PE
    "0x0f22c0, 0x00050033", // paging off in 64-bit mode
    "0x0f22c0, 0xa0050033", // NW without CD
    "0x0f22c0, 0x180050033", // upper half
    "0x0f22e0, 0x100080", // PAE off in long mode
    "0x0f22e0, 0x40000020", // reserved
    "0x0f22d8, 0x8000000000080000", // bit 63 without PCIDE
    "0x0f22d8, 0x400000080000" // beyond MAXPHYADDR
  })
  void movToControl_badValue_isGeneralProtection(String code, String value) {
    machine.kernelCode(hex(code.substring(2)));
    machine.set(Reg.RAX, Long.parseUnsignedLong(value.substring(2), 16));

    machine.steps(1);

    assertGeneralProtection(0);
  }

  @Test
  void movToCr4_pcideWithPcidInCr3_isGeneralProtection() {
    machine.kernelCode(0x0f, 0x22, 0xe0);
    machine.set(Reg.CR3, TestMachine.ROOT | 1);
    machine.set(Reg.RAX, machine.reg(Reg.CR4) | Control.CR4_PCIDE);

    machine.steps(1);

    assertGeneralProtection(0);
  }

  @Test
  void movToCr3_noFlushBit_isNotStored() {
    machine.kernelCode(0x0f, 0x22, 0xe0, 0x0f, 0x22, 0xdb);
    machine.set(Reg.RAX, machine.reg(Reg.CR4) | Control.CR4_PCIDE);
    machine.set(Reg.RBX, TestMachine.ROOT | 5 | Control.CR3_NO_FLUSH);

    machine.steps(2);

    assertThat(machine.reg(Reg.CR3)).isEqualTo(TestMachine.ROOT | 5);
  }

  @ParameterizedTest
  @CsvSource({
    "0xc0000082, 0x800000000000", // LSTAR not canonical
    "0xc0000100, 0x800000000000",
    "0xc0000084, 0x100000000",
    "0xc0000080, 0x1d02", // EFER reserved
    "0xc0000080, 0xc01", // LME off
    "0x277, 0x0202020202020202",
    "0x80b, 0x1",
    "0x12345, 0x0"
  })
  void wrmsr_badValue_isGeneralProtection(String msr, String value) {
    machine.kernelCode(0x0f, 0x30);
    long bits = Long.parseUnsignedLong(value.substring(2), 16);
    machine.set(Reg.RCX, Long.decode(msr));
    machine.set(Reg.RAX, bits & 0xffff_ffffL);
    machine.set(Reg.RDX, bits >>> 32);

    machine.steps(1);

    assertGeneralProtection(0);
  }

  @Test
  void wrmsr_interruptCommand_sendsAndStopsTheRun() {
    TestMachine two =
        new TestMachine(2, org.emukernel.x86.exec.CpuModel.SKYLAKE, java.util.List.of());
    two.kernelCode(0x0f, 0x30, 0xf4);
    two.set(Reg.RCX, 0x830);
    two.set(Reg.RAX, 0xfb);
    two.set(Reg.RDX, 1);

    assertThat(two.cpu().run(Long.MAX_VALUE)).isEqualTo(StopReason.IPI_SENT);
    assertThat(two.sent).containsExactly("0->1 vector 0xfb");
    assertThat(two.cpu().instructions()).isEqualTo(1);
  }

  @Test
  void verw_kernelDataSelector_setsZf() {
    machine.kernelCode(0x0f, 0x00, 0xe8, 0x0f, 0x00, 0xe9);
    machine.set(Reg.RAX, TestMachine.KERNEL_DS);
    machine.set(Reg.RCX, TestMachine.KERNEL_CS);

    machine.steps(1);
    assertThat(machine.reg(Reg.RFLAGS) & Flags.ZF).isNotZero();
    machine.steps(1);
    assertThat(machine.reg(Reg.RFLAGS) & Flags.ZF).isZero();
  }

  @Test
  void ltr_availableTss_loadsBaseAndMarksBusy() {
    machine.kernelCode(0x0f, 0x00, 0xd8);
    machine.set(Reg.RAX, 0x40);
    machine.set(Reg.TSS_BASE, 0);

    machine.steps(1);

    assertThat(machine.reg(Reg.TSS_BASE)).isEqualTo(DIRECT + TestMachine.TSS);
    assertThat(machine.memory(TestMachine.GDT + 0x40) >>> 40 & 0xf).isEqualTo(0xb);
  }

  @Test
  void popf_inUserMode_leavesIfAndIopl() {
    machine.userCode(0x9d);
    machine.arena.memory().writeLong(0x210000 + 0xff8, -1L);
    machine.set(Reg.RSP, TestMachine.USER_DATA + 0xff8);
    machine.set(Reg.RFLAGS, Flags.FIXED);

    machine.steps(1);

    long wanted = Flags.FIXED | Flags.STATUS | Flags.TF | Flags.DF | Flags.NT | Flags.AC | Flags.ID;
    assertThat(machine.reg(Reg.RFLAGS)).isEqualTo(wanted);
  }

  @Test
  void repMovs_faultInTheMiddle_keepsTheIterationsDone() {
    machine.userCode(0xf3, 0xa4);
    machine.set(Reg.RSI, TestMachine.USER_DATA);
    machine.set(Reg.RDI, TestMachine.USER_DATA + 0xffd);
    machine.set(Reg.RCX, 10);

    machine.steps(4);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(14));
    assertThat(machine.reg(Reg.RCX)).isEqualTo(7);
    assertThat(machine.reg(Reg.RDI)).isEqualTo(TestMachine.USER_DATA + 0x1000);
    assertThat(machine.memory(TestMachine.RSP0 - 40)).isEqualTo(USER_CODE);
  }

  @Test
  void step_instructionAcrossPages_runs() {
    machine.userCode();
    machine.mapUser(USER_CODE + 0x1000, 0x220000);
    machine.arena.memory().writeByte(0x200ffe, 0x48);
    machine.arena.memory().writeByte(0x200fff, 0xff);
    machine.arena.memory().writeByte(0x220000, 0xc0);
    machine.set(Reg.RIP, USER_CODE + 0xffe);
    machine.set(Reg.RAX, 41);

    machine.steps(1);

    assertThat(machine.reg(Reg.RAX)).isEqualTo(42);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(USER_CODE + 0x1001);
  }

  @Test
  void run_codeChangedBetweenRuns_executesTheNewBytes() {
    machine.kernelCode(0x48, 0xff, 0xc0, 0xf4);
    machine.cpu().run(1_000_000);
    assertThat(machine.reg(Reg.RAX)).isEqualTo(1);

    machine.kernelCode(0x48, 0xff, 0xc8, 0xf4);
    machine.set(Reg.RIP, ENTRY);
    machine.set(Reg.ACTIVITY, 0);
    machine.cpu().run(1_000_000);

    assertThat(machine.reg(Reg.RAX)).isZero();
  }

  @Test
  void sse_isUndefinedAndNamed() {
    machine.kernelCode(0x0f, 0x58, 0xc1);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(6));
    assertThat(machine.cpu().lastUndefined()).contains("ADDPS");
  }

  @Test
  void step_codeOutsideMemory_readsOnes() {
    machine.map(0x7000_0000_0000L, 1L << 44, 3);
    machine.set(Reg.RIP, 0x7000_0000_0000L);

    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(6));

    machine.set(Reg.RIP, 0x7000_0000_0000L);
    assertThat(machine.cpu().run(1_000_000)).isEqualTo(StopReason.HALTED);
  }

  @Test
  void lsl_visibleSegment_givesTheLimitAndSetsZf() {
    machine.kernelCode(0x48, 0x0f, 0x03, 0xc1);
    machine.set(Reg.RCX, TestMachine.KERNEL_DS);

    machine.steps(1);

    long descriptor = machine.memory(TestMachine.GDT + TestMachine.KERNEL_DS);
    long limit = descriptor & 0xffff | descriptor >>> 32 & 0xf0000;
    long bytes = (descriptor >>> 55 & 1) == 0 ? limit : limit << 12 | 0xfff;
    assertThat(machine.reg(Reg.RAX)).isEqualTo(bytes);
    assertThat(machine.reg(Reg.RFLAGS) & Flags.ZF).isNotZero();
  }

  @Test
  void lsl_nullOrKernelSegmentInUserMode_clearsZfAndKeepsTheDestination() {
    for (int selector : new int[] {0, TestMachine.KERNEL_DS, 0x4000}) {
      machine.userCode(0x48, 0x0f, 0x03, 0xc1);
      machine.set(Reg.RAX, 77);
      machine.set(Reg.RCX, selector);
      machine.set(Reg.RFLAGS, Flags.FIXED | Flags.ZF);

      machine.steps(1);

      assertThat(machine.reg(Reg.RAX)).isEqualTo(77);
      assertThat(machine.reg(Reg.RFLAGS) & Flags.ZF).isZero();
    }
  }
}
