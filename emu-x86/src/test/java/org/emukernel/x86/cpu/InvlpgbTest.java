package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.emukernel.x86.cpu.TestMachine.DIRECT;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_CODE;
import static org.emukernel.x86.cpu.TestMachine.handler;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.emukernel.x86.asm.X86Feature;
import org.emukernel.x86.exec.CpuModel;
import org.emukernel.x86.exec.CpuModel.DeliverySerialization;
import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** INVLPGB and TLBSYNC: AMD64 Architecture Programmer's Manual vol. 3, their own pages. */
class InvlpgbTest {

  private static final long PAGE = 0x7000_0000L;
  private static final long START = DIRECT + KERNEL_CODE;
  private static final int ADDRESS_ASID_GLOBAL = 0b1101;

  private final TestMachine machine = machine(EnumSet.of(X86Feature.INVLPGB));

  private static TestMachine machine(Set<X86Feature> features) {
    CpuModel model = new CpuModel(features, 2_500_000, 46, DeliverySerialization.NO);
    return new TestMachine(3, model, List.of());
  }

  private void code(long rax, long rcx, long rdx) {
    machine.kernelCode(0x0f, 0x01, 0xfe, 0x0f, 0x01, 0xff);
    machine.set(Reg.RAX, rax);
    machine.set(Reg.RCX, rcx);
    machine.set(Reg.RDX, rdx);
  }

  private void cache(int cpu, long linear) {
    machine.mapUser(linear, 0x9000);
    machine.cpus.get(cpu).mmu().read(linear, 8);
  }

  private boolean caches(int cpu, long linear) {
    return machine.cpus.get(cpu).mmu().tlb().find(linear, 0) >= 0;
  }

  @Test
  void invlpgb_oneAddress_isDoneHereAtOnceAndElsewhereWhenItArrives() {
    code(PAGE | ADDRESS_ASID_GLOBAL, 0, 0);
    for (int cpu = 0; cpu < 3; cpu++) {
      cache(cpu, PAGE);
      cache(cpu, PAGE + 0x1000);
    }
    machine.steps(1);
    assertThat(caches(0, PAGE)).isFalse();
    assertThat(caches(1, PAGE)).isTrue();

    machine.steps(2);
    assertThat(machine.reg(Reg.RIP)).as("TLBSYNC waits").isEqualTo(START + 3);

    machine.cpus.get(1).invalidate(machine.cpu().broadcasts());
    assertThat(caches(1, PAGE)).isFalse();
    assertThat(caches(1, PAGE + 0x1000)).isTrue();
    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(START + 3);

    machine.cpus.get(2).invalidate(machine.cpu().broadcasts());
    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(START + 6);
    assertThat(caches(2, PAGE)).isFalse();
  }

  @Test
  void invlpgb_countOfOne_dropsTwoPages() {
    code(PAGE | ADDRESS_ASID_GLOBAL, 1, 0);
    cache(0, PAGE);
    cache(0, PAGE + 0x1000);
    cache(0, PAGE + 0x2000);
    machine.steps(1);
    assertThat(caches(0, PAGE + 0x1000)).isFalse();
    assertThat(caches(0, PAGE + 0x2000)).isTrue();
  }

  @Test
  void invlpgb_otherPcid_dropsNothingOfThis() {
    code(PAGE | 0b1111, 0, 5 << 16);
    cache(0, PAGE);
    machine.steps(1);
    assertThat(caches(0, PAGE)).isTrue();
  }

  @Test
  void invlpgb_noAddress_dropsEverything() {
    code(0b1100, 0, 0);
    cache(0, PAGE);
    machine.steps(1);
    assertThat(caches(0, PAGE)).isFalse();
  }

  @Test
  void invlpgb_whileOneIsUnderWay_waits() {
    code(PAGE | ADDRESS_ASID_GLOBAL, 0, 0);
    machine.steps(1);
    machine.set(Reg.RIP, START);
    machine.steps(2);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(START);
  }

  @ParameterizedTest
  @CsvSource({"0x70000001, 8, 0", "0x70000040, 0, 0", "0x70000001, 0, 1", "0, 1, 0"})
  void invlpgb_badOperands_raiseGeneralProtection(long rax, long rcx, long rdx) {
    code(rax, rcx, rdx);
    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(13));
  }

  @Test
  void invlpgb_processorWithoutIt_isUndefined() {
    TestMachine without = machine(EnumSet.noneOf(X86Feature.class));
    without.kernelCode(0x0f, 0x01, 0xfe);
    without.steps(1);
    assertThat(without.reg(Reg.RIP)).isEqualTo(handler(6));
  }
}
