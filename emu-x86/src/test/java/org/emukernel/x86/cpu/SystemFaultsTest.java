package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.emukernel.x86.cpu.TestMachine.DIRECT;
import static org.emukernel.x86.cpu.TestMachine.KERNEL_DATA;
import static org.emukernel.x86.cpu.TestMachine.USER_DATA;
import static org.emukernel.x86.cpu.TestMachine.handler;

import java.util.HexFormat;
import org.emukernel.x86.reg.Control;
import org.emukernel.x86.reg.Flags;
import org.emukernel.x86.reg.Reg;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The exceptions that SDM vol. 2 lists for system instructions and for LOCK. */
class SystemFaultsTest {

  private static final int UNDEFINED = 6;
  private static final int GENERAL_PROTECTION = 13;
  private static final long NOT_CANONICAL = 1L << 47;
  private static final long PAGE = 0xffff_a000_0000_0000L;

  private final TestMachine machine = new TestMachine();

  private static int[] hex(String code) {
    byte[] bytes = HexFormat.of().parseHex(code);
    int[] values = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i] & 0xff;
    }
    return values;
  }

  private void kernelStep(String code) {
    machine.kernelCode(hex(code));
    machine.steps(1);
  }

  private void assertVector(int vector) {
    assertThat(machine.reg(Reg.RIP)).isEqualTo(handler(vector));
  }

  private void assertNoFault(String code) {
    assertThat(machine.reg(Reg.RIP))
        .isEqualTo(DIRECT + TestMachine.KERNEL_CODE + code.length() / 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "f090", // nop
        "f0488903", // mov %rax,(%rbx)
        "f03903", // cmp %eax,(%rbx)
        "f08503", // test %eax,(%rbx)
        "f00303", // add (%rbx),%eax
        "f001c3", // add %eax,%ebx
        "f087c3", // xchg %eax,%ebx
        "f00fa303", // bt %eax,(%rbx)
        "f08d03", // lea (%rbx),%eax
        "f0ff33", // push (%rbx)
        "f0a4", // movsb
        "f0d103", // rol (%rbx)
        "f0f723", // mul (%rbx)
        "f00fc7f0", // rdrand %eax
        "f00f22d8", // mov %rax,%cr3
        "f00f013b" // invlpg (%rbx)
      })
  void step_lockWhereItIsNotAllowed_isUndefined(String code) {
    machine.set(Reg.RBX, DIRECT + KERNEL_DATA);
    machine.set(Reg.RSI, DIRECT + KERNEL_DATA);
    machine.set(Reg.RDI, DIRECT + KERNEL_DATA);
    machine.set(Reg.RAX, 5);

    kernelStep(code);

    assertVector(UNDEFINED);
    assertThat(machine.memory(KERNEL_DATA)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0f01ca", "0f01cb"})
  void clacAndStac_inUserMode_areUndefined(String code) {
    machine.userCode(hex(code));

    machine.steps(1);

    assertVector(UNDEFINED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f3480faec0", "f3480faec8", "f3480faed0", "f3480faed8"})
  void baseInstructions_withoutFsgsbase_areUndefined(String code) {
    machine.set(Reg.CR4, machine.reg(Reg.CR4) & ~Control.CR4_FSGSBASE);

    kernelStep(code);

    assertVector(UNDEFINED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"f3480faed0", "f3480faed8"})
  void writeBase_notCanonical_isGeneralProtection(String code) {
    machine.set(Reg.RAX, NOT_CANONICAL);

    kernelStep(code);

    assertVector(GENERAL_PROTECTION);
  }

  @Test
  void baseInstructions_inUserMode_writeAndReadBothSizes() {
    machine.userCode(hex("f3480faed0" + "f3480faed9" + "f3480faec2" + "f30faecb"));
    machine.set(Reg.RAX, 0x1234_5678_9abcL);
    machine.set(Reg.RCX, -0x1234_5679L);
    machine.set(Reg.RBX, -1);

    machine.steps(4);

    assertThat(machine.reg(Reg.FS_BASE)).isEqualTo(0x1234_5678_9abcL);
    assertThat(machine.reg(Reg.GS_BASE)).isEqualTo(-0x1234_5679L);
    assertThat(machine.reg(Reg.RDX)).isEqualTo(0x1234_5678_9abcL);
    assertThat(machine.reg(Reg.RBX)).isEqualTo(0xedcb_a987L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0f0113", "0f011b"})
  void loadTable_baseNotCanonical_isGeneralProtection(String code) {
    machine.arena.memory().writeLong(KERNEL_DATA, NOT_CANONICAL << 16 | 0x7f);
    machine.set(Reg.RBX, DIRECT + KERNEL_DATA);

    kernelStep(code);

    assertVector(GENERAL_PROTECTION);
  }

  @Test
  void movToCr8_priorityAndReservedBits_followTheTaskPriority() {
    machine.set(Reg.RAX, 15);
    machine.kernelCode(hex("440f22c0" + "440f20c1" + "440f22c2"));
    machine.set(Reg.RDX, 16);

    machine.steps(2);
    assertThat(machine.reg(Reg.RCX)).isEqualTo(15);
    machine.steps(1);

    assertVector(GENERAL_PROTECTION);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0f22c8", "0f22e8", "440f22c8", "440f22f8", "0f20c8"})
  void movControl_noSuchRegister_isUndefinedAlsoInUserMode(String code) {
    kernelStep(code);
    assertVector(UNDEFINED);

    machine.userCode(hex(code));
    machine.steps(1);
    assertVector(UNDEFINED);
  }

  @Test
  void rdtsc_withTsd_isForTheKernelOnly() {
    machine.set(Reg.CR4, machine.reg(Reg.CR4) | Control.CR4_TSD);
    kernelStep("0f31");
    assertNoFault("0f31");

    machine.userCode(0x0f, 0x31);
    machine.steps(1);
    assertVector(GENERAL_PROTECTION);
  }

  @ParameterizedTest
  @CsvSource({"4, 0, 0", "-1, 0, 0", "0, 1000, 0", "3, 1000, 0", "0, 0, 800000000000"})
  void invpcid_badTypeOrDescriptor_isGeneralProtection(long type, String pcid, String linear) {
    invpcid(type, pcid, linear);

    assertVector(GENERAL_PROTECTION);
  }

  private void invpcid(long type, String pcid, String linear) {
    machine.arena.memory().writeLong(KERNEL_DATA, Long.parseUnsignedLong(pcid, 16));
    machine.arena.memory().writeLong(KERNEL_DATA + 8, Long.parseUnsignedLong(linear, 16));
    machine.set(Reg.RBX, DIRECT + KERNEL_DATA);
    machine.set(Reg.RAX, type);
    kernelStep("660f388203");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3})
  void invpcid_eachType_dropsAStaleTranslation(long type) {
    remapBehindTheTlb();

    invpcid(type, "0", Long.toHexString(PAGE));

    assertNoFault("660f388203");
    assertThat(machine.cpu().mmu().read(PAGE, 8)).isEqualTo(2);
  }

  @Test
  void invpcid_otherAddress_keepsTheTranslation() {
    remapBehindTheTlb();

    invpcid(0, "0", Long.toHexString(PAGE + 0x1000));

    assertThat(machine.cpu().mmu().read(PAGE, 8)).isEqualTo(1);
  }

  @Test
  void invlpg_address_dropsItsTranslationOnly() {
    remapBehindTheTlb();
    machine.set(Reg.RBX, PAGE + 0x1000);
    kernelStep("0f013b");
    assertThat(machine.cpu().mmu().read(PAGE, 8)).isEqualTo(1);

    machine.set(Reg.RIP, DIRECT + TestMachine.KERNEL_CODE);
    machine.set(Reg.RBX, PAGE + 0xfff);
    machine.steps(1);

    assertThat(machine.cpu().mmu().read(PAGE, 8)).isEqualTo(2);
  }

  private void remapBehindTheTlb() {
    machine.arena.memory().writeLong(0x50000, 1);
    machine.arena.memory().writeLong(0x51000, 2);
    machine.map(PAGE, 0x50000, 3);
    assertThat(machine.cpu().mmu().read(PAGE, 8)).isEqualTo(1);
    machine.map(PAGE, 0x51000, 3);
    assertThat(machine.cpu().mmu().read(PAGE, 8)).isEqualTo(1);
  }

  @Test
  void strings_directionFlag_goDownAcrossPages() {
    machine.userCode(hex("f348a5"));
    machine.mapUser(USER_DATA - 0x1000, 0x220000);
    machine.arena.memory().writeLong(0x210000, 11);
    machine.arena.memory().writeLong(0x220ff8, 22);
    machine.set(Reg.RFLAGS, Flags.FIXED | Flags.DF);
    machine.set(Reg.RSI, USER_DATA);
    machine.set(Reg.RDI, USER_DATA + 0x100);
    machine.set(Reg.RCX, 2);

    machine.steps(2);

    assertThat(machine.reg(Reg.RSI)).isEqualTo(USER_DATA - 16);
    assertThat(machine.reg(Reg.RCX)).isZero();
    assertThat(machine.memory(0x210100)).isEqualTo(11);
    assertThat(machine.memory(0x2100f8)).isEqualTo(22);
  }
}
