package org.emukernel.scenarios.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.emukernel.scenarios.sim.Script;
import org.emukernel.scenarios.sim.TestCalls;
import org.emukernel.scenarios.sim.TestRun;
import org.emukernel.x86.cpu.Cpu;
import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.fault.Vector;
import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What translates while a CPU is in user mode, for its own accesses and for the processor's. */
class PageTableIsolationTest {

  /* Error code bits, SDM vol. 3A, "Page-Fault Exceptions". */
  private static final int PROTECTION = 1;
  private static final int WRITE = 2;
  private static final int USER = 4;
  private static final int FETCH = 16;

  private static final long DIRECT_MAP = 0xffff_8880_0000_0000L;

  private final Script script = new Script();

  /* The CPU has read the vmalloc page in the kernel, so that its TLB holds it, and is back in user_loop. */
  private EmulatedMachine machine(boolean pti, boolean pcid) {
    script
        .at(10, 0, "address", TestCalls.vmalloc(4096))
        .at(50, 3, "", () -> TestCalls.load(script.result("address")));
    TestRun run =
        new TestRun()
            .set("machine.features.pti", "" + pti)
            .set("machine.features.pcid", "" + pcid)
            .set("machine.features.invpcid", "" + pcid);
    EmulatedMachine machine = run.with(script).run(1).machine();
    assertThat(script.open()).isZero();
    assertThat(X86.of(machine).cpus().get(3).registers().cpl()).isEqualTo(3);
    return machine;
  }

  private static int faultOf(Runnable access, long address) {
    ProcessorException fault = catchThrowableOfType(ProcessorException.class, access::run);
    assertThat(fault).as("access to 0x%x", address).isNotNull();
    assertThat(fault.vector()).isEqualTo(Vector.PF);
    assertThat(fault.linear()).isEqualTo(address);
    return fault.errorCode();
  }

  private static void supervisor(Cpu cpu) {
    cpu.registers().set(Reg.CS, cpu.registers().get(Reg.CS) & ~3);
    cpu.mmu().modeChanged();
  }

  private long[] kernelOnly(EmulatedMachine machine) {
    return new long[] {
      script.result("address"),
      DIRECT_MAP + 0x100_0000,
      machine.symbols().symbol("sys_call_table"),
      machine.symbols().perCpu("vfree_deferred", 3)
    };
  }

  private long[] entryCode(EmulatedMachine machine) {
    return new long[] {
      machine.symbols().symbol("entry_SYSCALL_64"),
      machine.symbols().symbol("asm_exc_page_fault"),
      machine.symbols().symbol("__entry_text_start")
    };
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void userRoot_userAccess_everyKernelAddressFaults(boolean pcid) {
    EmulatedMachine machine = machine(true, pcid);
    Cpu cpu = X86.of(machine).cpus().get(3);

    for (long address : kernelOnly(machine)) {
      assertThat(faultOf(() -> cpu.mmu().read(address, 8), address)).isEqualTo(USER);
      assertThat(faultOf(() -> cpu.mmu().write(address, 8, 1), address)).isEqualTo(USER | WRITE);
    }
    for (long address : entryCode(machine)) {
      assertThat(faultOf(() -> cpu.mmu().read(address, 8), address)).isEqualTo(USER | PROTECTION);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void userRoot_supervisorAccess_onlyEntryCodeAndItsDataTranslate(boolean pcid) {
    EmulatedMachine machine = machine(true, pcid);
    Cpu cpu = X86.of(machine).cpus().get(3);
    supervisor(cpu);

    for (long address : kernelOnly(machine)) {
      assertThat(faultOf(() -> cpu.mmu().read(address, 8), address)).isZero();
      assertThat(faultOf(() -> cpu.mmu().readSystem(address, 8), address)).isZero();
      assertThat(faultOf(() -> cpu.mmu().write(address, 8, 1), address)).isEqualTo(WRITE);
      assertThat(faultOf(() -> cpu.mmu().fetchPage(address), address)).isEqualTo(FETCH);
    }
    for (long address : entryCode(machine)) {
      assertThat(cpu.mmu().fetchPage(address) << 12)
          .isEqualTo((address - 0xffff_ffff_8000_0000L) & -4096);
    }
    assertThat(cpu.mmu().readSystem(cpu.registers().get(Reg.IDT_BASE), 8)).isNotZero();
    assertThat(cpu.mmu().readSystem(cpu.registers().get(Reg.GDT_BASE) + 8, 8)).isNotZero();
    assertThat(cpu.mmu().readSystem(cpu.registers().get(Reg.TSS_BASE) + 4, 8)).isNotZero();
  }

  /* Without PCIDs Linux makes the image's text global and leaves it in the user root (pti=auto). */
  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void userRoot_kernelText_isMappedOnlyWithoutPcid(boolean pcid, boolean mapped) {
    EmulatedMachine machine = machine(true, pcid);
    Cpu cpu = X86.of(machine).cpus().get(3);
    long address = machine.symbols().symbol("static_key_probe_0");
    int fault = faultOf(() -> cpu.mmu().fetchPage(address), address);
    supervisor(cpu);

    assertThat(fault).isEqualTo(mapped ? USER | FETCH | PROTECTION : USER | FETCH);
    if (mapped) {
      assertThat(cpu.mmu().fetchPage(address)).isPositive();
    } else {
      assertThat(faultOf(() -> cpu.mmu().fetchPage(address), address)).isEqualTo(FETCH);
    }
  }

  @Test
  void ptiOff_supervisor_everythingTranslatesAndUserModeIsRefused() {
    EmulatedMachine machine = machine(false, true);
    Cpu cpu = X86.of(machine).cpus().get(3);
    for (long address : kernelOnly(machine)) {
      assertThat(faultOf(() -> cpu.mmu().read(address, 8), address)).isEqualTo(USER | PROTECTION);
    }
    supervisor(cpu);

    for (long address : kernelOnly(machine)) {
      cpu.mmu().read(address, 8);
    }
    for (long address : entryCode(machine)) {
      assertThat(cpu.mmu().fetchPage(address)).isPositive();
    }
  }
}
