package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.emukernel.x86.cpu.TestMachine.DIRECT;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_CODE;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_DATA;
import static org.emukernel.x86.cpu.TestMachine.handler;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.emukernel.api.machine.StopReason;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.exec.CpuModel;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MONITOR and MWAIT; SDM vol. 2, "MONITOR - Set Up Monitor Address" and "MWAIT - Monitor Wait". */
class MwaitTest {

  private static final int NOP = 0x90;
  private static final long LINE = DIRECT + KERNEL_DATA + 64;
  private static final long AFTER_MONITOR = DIRECT + KERNEL_CODE + 3;
  private static final long AFTER_MWAIT = DIRECT + KERNEL_CODE + 6;

  private final TestMachine machine = new TestMachine(2, CpuModel.SKYLAKE, List.of());

  /* CPU 0: monitor; mwait; nop. */
  private void code() {
    machine.kernelCode(0x0f, 0x01, 0xc8, 0x0f, 0x01, 0xc9, NOP);
    machine.set(Reg.RAX, LINE + 12);
    machine.set(Reg.RCX, 0);
  }

  private void sleep(long extensions) {
    code();
    machine.steps(1);
    machine.set(Reg.RCX, extensions);
    assertThat(machine.cpu().run(1_000_000)).isEqualTo(StopReason.HALTED);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(AFTER_MWAIT);
  }

  private void storeByCpu1(long linear, long value) {
    machine.cpus.get(1).mmu().write(linear, 4, value);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 60, 63})
  void mwait_storeIntoTheLine_goesOn(int offset) {
    sleep(0);

    machine.cpus.get(1).mmu().write(LINE + offset, 1, 1);
    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(AFTER_MWAIT + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-4, 64, 1024})
  void mwait_storeElsewhereInThePage_sleepsOn(int offset) {
    sleep(0);

    storeByCpu1(LINE + offset, 1);

    assertThat(machine.cpu().canStep()).isFalse();
  }

  @Test
  void mwait_storeBetweenMonitorAndMwait_doesNotWait() {
    code();
    machine.steps(1);
    storeByCpu1(LINE, 1);

    machine.steps(2);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(AFTER_MWAIT + 1);
  }

  @Test
  void mwait_withoutMonitor_doesNotWait() {
    code();
    machine.set(Reg.RIP, AFTER_MONITOR);

    machine.steps(2);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(AFTER_MWAIT + 1);
  }

  /** What woke it has disarmed the monitor: MWAIT once more does not wait. */
  @Test
  void mwait_secondWithoutMonitor_doesNotWait() {
    sleep(0);
    storeByCpu1(LINE, 1);
    machine.steps(1);
    machine.set(Reg.RIP, AFTER_MONITOR);

    machine.steps(2);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(AFTER_MWAIT + 1);
  }

  @Test
  void mwait_interrupt_isTakenAndReturnsBehindMwait() {
    machine.set(Reg.RFLAGS, Flags.FIXED | Flags.IF);
    sleep(0);

    machine.cpu().apic().accept(0xec);
    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(0xec));
    assertThat(machine.memory(machine.reg(Reg.RSP) - DIRECT)).isEqualTo(AFTER_MWAIT);
  }

  @Test
  void mwait_maskedInterrupt_sleepsOnUnlessEcxSaysOtherwise() {
    sleep(0);
    machine.cpu().apic().accept(0xec);
    assertThat(machine.cpu().canStep()).isFalse();
  }

  @Test
  void mwait_maskedInterruptWithEcx1_goesOnWithoutTakingIt() {
    sleep(1);
    machine.cpu().apic().accept(0xec);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(AFTER_MWAIT + 1);
  }

  @Test
  void mwait_nmi_isTaken() {
    sleep(0);
    machine.cpu().raiseNmi();

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(2));
  }

  /** Sleep is state like any other: where the store is undone, the CPU sleeps again. */
  @Test
  void mwait_storeUndone_sleepsAgain() {
    machine.arena.openJournal();
    sleep(0);
    int mark = machine.arena.mark();
    storeByCpu1(LINE, 1);
    machine.steps(1);

    machine.arena.undoTo(mark);

    assertThat(machine.cpu().canStep()).isFalse();
    storeByCpu1(LINE, 2);
    assertThat(machine.cpu().canStep()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 0x8000_0000L})
  void mwait_unknownExtension_isGeneralProtection(long extensions) {
    code();
    machine.steps(1);
    machine.set(Reg.RCX, extensions);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(13));
  }

  @Test
  void monitor_anyExtension_isGeneralProtection() {
    code();
    machine.set(Reg.RCX, 1);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(13));
  }

  @Test
  void monitor_notMapped_isPageFault() {
    code();
    machine.set(Reg.RAX, 0x1234_5000);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(14));
    assertThat(machine.reg(Reg.CR2)).isEqualTo(0x1234_5000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0xc8, 0xc9})
  void monitorAndMwait_inUserMode_areUndefined(int last) {
    machine.userCode(0x0f, 0x01, last);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(6));
  }

  @Test
  void monitor_cpuWithout_isUndefined() {
    Set<X86Feature> features = EnumSet.copyOf(CpuModel.SKYLAKE.features());
    features.remove(X86Feature.MWAIT);
    CpuModel model = new CpuModel(features, 2_500_000, 46, CpuModel.DeliverySerialization.NO);
    TestMachine without = new TestMachine(1, model, List.of());
    without.kernelCode(0x0f, 0x01, 0xc8);

    without.steps(1);

    assertThat(without.reg(Reg.RIP)).isEqualTo(handler(6));
    assertThat(without.cpu().lastUndefined()).isEqualTo("monitor");
  }
}
