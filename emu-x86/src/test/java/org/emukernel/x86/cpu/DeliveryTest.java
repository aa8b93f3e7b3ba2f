package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.emukernel.x86.cpu.TestMachine.DIRECT;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_CODE;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_STACK;
import static org.emukernel.x86.cpu.TestMachine.RSP0;
import static org.emukernel.x86.cpu.TestMachine.USER_CODE;
import static org.emukernel.x86.cpu.TestMachine.handler;

import org.emukernel.api.machine.StopReason;
import org.emukernel.x86.reg.Activity;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Exceptions and interrupts in 64-bit mode. Expected values follow the operation of SDM vol. 2A,
 * "INT n/INTO/INT3/INT1", and vol. 3A, "64-Bit Mode Stack Frame" and "Interrupt 8 - Double Fault
 * Exception".
 */
class DeliveryTest {

  private static final int NOP = 0x90;
  private final TestMachine machine = new TestMachine();

  private long frame(long top, int quadword) {
    return machine.memory(top - 8L * quadword);
  }

  @Test
  void step_undefinedInUserMode_pushesFrameOnRsp0() {
    machine.userCode(0x0f, 0x0b);
    long rsp = machine.reg(Reg.RSP);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(6));
    assertThat(machine.reg(Reg.CS)).isEqualTo(TestMachine.KERNEL_CS);
    assertThat(machine.reg(Reg.SS)).isZero();
    assertThat(machine.reg(Reg.RSP)).isEqualTo(DIRECT + RSP0 - 40);
    assertThat(machine.reg(Reg.RFLAGS)).isEqualTo(Flags.FIXED);
    assertThat(frame(RSP0, 1)).isEqualTo(TestMachine.USER_DS);
    assertThat(frame(RSP0, 2)).isEqualTo(rsp);
    assertThat(frame(RSP0, 3)).isEqualTo(Flags.FIXED | Flags.IF | Flags.RF);
    assertThat(frame(RSP0, 4)).isEqualTo(TestMachine.USER_CS);
    assertThat(frame(RSP0, 5)).isEqualTo(USER_CODE);
    assertThat(machine.cpu().lastUndefined()).contains("UD2").contains("0f 0b");
  }

  /* cmp %eax,%eax; je over the end of the lower half. A run executes the two as one op. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void branch_fusedWithItsCompare_toANonCanonicalTarget_faultsAtTheBranch(boolean asOne) {
    long page = 0x7fff_ffff_f000L;
    long at = 0xfe0;
    machine.userCode(0x90);
    machine.mapUser(page, 0x200000);
    int[] code = {0x39, 0xc0, 0x74, 0x7e};
    for (int i = 0; i < code.length; i++) {
      machine.arena.memory().writeByte(0x200000 + at + i, code[i]);
    }
    machine.set(Reg.RIP, page + at);

    if (asOne) {
      machine.cpu().run(1_000_000);
    } else {
      machine.steps(2);
    }

    assertThat(machine.memory(TestMachine.RSP0 - 48)).as("error code").isZero();
    assertThat(frame(RSP0, 5)).as("RIP").isEqualTo(page + at + 2);
    assertThat(frame(RSP0, 3) & Flags.ZF).as("ZF of the compare").isEqualTo(Flags.ZF);
    assertThat(machine.reg(Reg.RIP) & -16).isEqualTo(handler(13));
  }

  @Test
  void step_pageFaultInUserMode_pushesErrorCodeAndSetsCr2() {
    machine.userCode(0x8b, 0x04, 0x25, 0x34, 0x12, 0x00, 0x00);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(14));
    assertThat(machine.reg(Reg.CR2)).isEqualTo(0x1234);
    assertThat(machine.reg(Reg.RSP)).isEqualTo(DIRECT + RSP0 - 48);
    assertThat(frame(RSP0, 6)).isEqualTo(4);
  }

  @Test
  void step_exceptionInKernelMode_alignsTheSameStackTo16() {
    machine.kernelCode(0x0f, 0x0b);
    machine.set(Reg.RSP, DIRECT + KERNEL_STACK - 5);

    machine.steps(1);

    assertThat(machine.reg(Reg.RSP)).isEqualTo(DIRECT + KERNEL_STACK - 16 - 40);
    assertThat(frame(KERNEL_STACK - 16, 2)).isEqualTo(DIRECT + KERNEL_STACK - 5);
    assertThat(machine.reg(Reg.SS)).isEqualTo(TestMachine.KERNEL_DS);
  }

  @Test
  void step_gateWithIst_switchesStackEvenInKernelMode() {
    machine.gate(6, 0x8e00, 1);
    machine.kernelCode(0x0f, 0x0b);

    machine.steps(1);

    assertThat(machine.reg(Reg.RSP)).isEqualTo(DIRECT + TestMachine.IST1 - 40);
  }

  @Test
  void step_trapGate_keepsInterruptsOn() {
    machine.gate(6, 0x8f00, 0);
    machine.kernelCode(0x0f, 0x0b);
    machine.set(Reg.RFLAGS, Flags.FIXED | Flags.IF | Flags.TF | Flags.NT);

    machine.steps(1);

    assertThat(machine.reg(Reg.RFLAGS)).isEqualTo(Flags.FIXED | Flags.IF);
  }

  @Test
  void step_int3InUserMode_returnsBehindIt() {
    machine.userCode(0xcc);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(3));
    assertThat(frame(RSP0, 5)).isEqualTo(USER_CODE + 1);
    assertThat(frame(RSP0, 3)).isEqualTo(Flags.FIXED | Flags.IF);
  }

  @Test
  void step_intThroughKernelGateInUserMode_isGeneralProtectionOfTheGate() {
    machine.userCode(0xcd, 0x20);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(13));
    assertThat(frame(RSP0, 6)).isEqualTo(0x20 * 8 + 2);
    assertThat(frame(RSP0, 5)).isEqualTo(USER_CODE);
  }

  @Test
  void step_gateNotPresent_isSegmentNotPresentWithExt() {
    machine.gate(6, 0x0e00, 0);
    machine.kernelCode(0x0f, 0x0b);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(11));
    assertThat(frame(KERNEL_STACK, 6)).isEqualTo(6 * 8 + 2 + 1);
  }

  @Test
  void step_contributoryWhileDeliveringContributory_isDoubleFault() {
    machine.gate(0, 0x0e00, 0);
    machine.kernelCode(0x31, 0xc9, 0xf7, 0xf1);

    machine.steps(2);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(8));
    assertThat(frame(KERNEL_STACK, 6)).isZero();
    assertThat(frame(KERNEL_STACK, 5)).isEqualTo(DIRECT + KERNEL_CODE + 2);
  }

  @Test
  void step_stackUnmappedDuringPageFault_isDoubleFaultOnIst() {
    machine.gate(8, 0x8e00, 1);
    machine.kernelCode(0x50);
    machine.set(Reg.RSP, 0x7000_0000_1000L);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(8));
    assertThat(machine.reg(Reg.RSP)).isEqualTo(DIRECT + TestMachine.IST1 - 48);
    assertThat(machine.reg(Reg.CR2)).isEqualTo(0x7000_0000_0ff8L);
  }

  @Test
  void run_doubleFaultCannotBeDelivered_shutsDown() {
    machine.kernelCode(0x50);
    machine.set(Reg.RSP, 0x7000_0000_1000L);

    assertThat(machine.cpu().run(Long.MAX_VALUE)).isEqualTo(StopReason.SHUTDOWN);
    assertThat(machine.cpu().isShutDown()).isTrue();
    assertThat(machine.cpu().canStep()).isFalse();
  }

  @Test
  void step_pendingInterruptWithInterruptsOn_isDeliveredInsteadOfTheInstruction() {
    machine.userCode(NOP);
    machine.cpu().apic().accept(0xfb);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(0xfb));
    assertThat(frame(RSP0, 5)).isEqualTo(USER_CODE);
    assertThat(frame(RSP0, 3)).isEqualTo(Flags.FIXED | Flags.IF);
    assertThat(machine.cpu().apic().isInService(0xfb)).isTrue();
    assertThat(machine.cpu().apic().isRequested(0xfb)).isFalse();
  }

  @Test
  void step_sti_holdsInterruptsForOneInstruction() {
    machine.kernelCode(0xfb, NOP, NOP);
    machine.cpu().apic().accept(0xfb);

    machine.steps(2);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(DIRECT + KERNEL_CODE + 2);

    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(0xfb));
  }

  @Test
  void run_stiHlt_wakesOnInterruptAndReturnsBehindHlt() {
    machine.kernelCode(0xfb, 0xf4, NOP);

    assertThat(machine.cpu().run(1_000_000)).isEqualTo(StopReason.HALTED);
    machine.cpu().apic().accept(0xec);
    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(0xec));
    assertThat(frame(KERNEL_STACK, 5)).isEqualTo(DIRECT + KERNEL_CODE + 2);
  }

  @Test
  void step_movToSs_holdsNmiForOneInstruction() {
    machine.kernelCode(0x8e, 0xd0, NOP, NOP);
    machine.set(Reg.RAX, TestMachine.KERNEL_DS);

    machine.steps(1);
    machine.cpu().raiseNmi();
    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(DIRECT + KERNEL_CODE + 3);

    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(2));
  }

  @Test
  void step_secondNmi_waitsForIret() {
    machine.arena.memory().writeByte(TestMachine.HANDLERS + 32, NOP);
    machine.arena.memory().writeByte(TestMachine.HANDLERS + 33, 0x48);
    machine.arena.memory().writeByte(TestMachine.HANDLERS + 34, 0xcf);
    machine.kernelCode(NOP, NOP);

    machine.cpu().raiseNmi();
    machine.steps(1);
    machine.cpu().raiseNmi();
    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(2) + 1);

    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(DIRECT + KERNEL_CODE);
    assertThat(machine.reg(Reg.ACTIVITY)).isEqualTo(Activity.NMI_PENDING);

    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(2));
  }

  @Test
  void step_trapFlag_raisesDebugAfterTheInstruction() {
    machine.kernelCode(NOP, NOP);
    machine.set(Reg.RFLAGS, Flags.FIXED | Flags.TF);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(1));
    assertThat(frame(KERNEL_STACK, 5)).isEqualTo(DIRECT + KERNEL_CODE + 1);
    assertThat(machine.reg(Reg.DR6) & 1 << 14).isNotZero();
  }

  @Test
  void step_machineCheck_comesWhateverIfSaysAndEvenInAnNmi() {
    machine.kernelCode(NOP, NOP);
    machine.cpu().raiseNmi();
    machine.steps(1);
    machine.cpu().raiseMachineCheck();

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(18));
    assertThat(frame(KERNEL_STACK - 48, 5)).isEqualTo(handler(2));
    assertThat(machine.reg(Reg.MCG_STATUS)).isEqualTo(5);
    assertThat(machine.reg(Reg.ACTIVITY)).isEqualTo(Activity.NMI_BLOCKED);
  }

  @Test
  void step_machineCheckWhileOneIsHandled_shutsDown() {
    machine.kernelCode(NOP, NOP);
    machine.cpu().raiseMachineCheck();
    machine.steps(1);
    machine.cpu().raiseMachineCheck();

    machine.steps(1);

    assertThat(machine.cpu().isShutDown()).isTrue();
  }

  @Test
  void step_machineCheckWithoutCr4Mce_shutsDown() {
    machine.kernelCode(NOP);
    machine.set(Reg.CR4, machine.reg(Reg.CR4) & ~(1L << 6));
    machine.cpu().raiseMachineCheck();

    machine.steps(1);

    assertThat(machine.cpu().isShutDown()).isTrue();
  }

  @Test
  void step_instructionBreakpoint_faultsBeforeTheInstructionUnlessRfIsSet() {
    machine.kernelCode(NOP, NOP);
    machine.set(Reg.DR0 + 1, DIRECT + KERNEL_CODE + 1);
    machine.set(Reg.DR7, 0x400 | 1 << 2);

    machine.steps(2);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(1));
    assertThat(frame(KERNEL_STACK, 5)).isEqualTo(DIRECT + KERNEL_CODE + 1);
    assertThat(frame(KERNEL_STACK, 3) & Flags.RF).isNotZero();
    assertThat(machine.reg(Reg.DR6) & 0xf).isEqualTo(2);

    machine.set(Reg.RIP, DIRECT + KERNEL_CODE + 1);
    machine.set(Reg.RFLAGS, Flags.FIXED | Flags.RF);
    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(DIRECT + KERNEL_CODE + 2);
  }

  @Test
  void step_breakpointOnDataOrDisabled_neverHitsInstructions() {
    machine.kernelCode(NOP, NOP);
    machine.set(Reg.DR0, DIRECT + KERNEL_CODE);
    machine.set(Reg.DR7, 0x400 | 1 | 1 << 16);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(DIRECT + KERNEL_CODE + 1);
  }

  @Test
  void step_syscallWithTrapFlagMasked_raisesNoTrap() {
    machine.userCode(0x0f, 0x05);
    machine.set(Reg.RFLAGS, Flags.FIXED | Flags.TF);
    machine.set(Reg.FMASK, Flags.TF);
    machine.set(Reg.LSTAR, DIRECT + KERNEL_CODE);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(DIRECT + KERNEL_CODE);
  }

  @Test
  void step_sysenterInUserMode_loadsTheMsrsAndSavesNothing() {
    machine.userCode(0x0f, 0x34);
    machine.set(Reg.SYSENTER_CS, TestMachine.KERNEL_CS);
    machine.set(Reg.SYSENTER_ESP, DIRECT + KERNEL_STACK);
    machine.set(Reg.SYSENTER_EIP, DIRECT + KERNEL_CODE);
    machine.set(Reg.RFLAGS, Flags.FIXED | Flags.IF | Flags.CF);
    machine.set(Reg.RCX, 7);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(DIRECT + KERNEL_CODE);
    assertThat(machine.reg(Reg.RSP)).isEqualTo(DIRECT + KERNEL_STACK);
    assertThat(machine.reg(Reg.CS)).isEqualTo(TestMachine.KERNEL_CS);
    assertThat(machine.reg(Reg.SS)).isEqualTo(TestMachine.KERNEL_DS);
    assertThat(machine.reg(Reg.RFLAGS)).isEqualTo(Flags.FIXED | Flags.CF);
    assertThat(machine.reg(Reg.RCX)).isEqualTo(7);
  }

  @Test
  void step_sysenterWithNullSelector_isGeneralProtection() {
    machine.userCode(0x0f, 0x34);

    machine.steps(1);

    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(13));
  }

  @Test
  void step_nonCanonicalStackAccess_isStackFaultElseGeneralProtection() {
    machine.kernelCode(0x48, 0x8b, 0x04, 0x24);
    machine.set(Reg.RSP, 0x8000_0000_0000L);
    machine.gate(12, 0x8e00, 1);
    machine.steps(1);
    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(12));
  }

  @Test
  void run_inChunks_makesTheSameStepsAsInOne() {
    int[] loop = {0x48, 0xff, 0xc0, 0x50, 0x5b, 0x0f, 0x31, 0xeb, 0xf7};
    machine.userCode(loop);
    TestMachine other = new TestMachine();
    other.userCode(loop);

    machine.cpu().run(5_000_500);
    for (long at = 0; at < 5_000_500; at += 777) {
      other.cpu().run(Math.min(at, 5_000_500));
    }
    other.cpu().run(5_000_500);

    assertThat(other.arena.diff(machine.arena.snapshot())).isEmpty();
  }
}
