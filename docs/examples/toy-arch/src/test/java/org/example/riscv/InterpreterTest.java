package org.example.riscv;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What instructions do: the RISC-V ISA manual, volume I. */
class InterpreterTest {

  private static final long DATA = 0x2000;

  private final BareHarts machine = new BareHarts();
  private final Registers x = machine.x(0);

  private void run(int... words) {
    machine.code(words);
    machine.step(0, words.length);
  }

  @Test
  void loads_ofEachSize_extendAsTheirNamesSay() {
    machine.arena.memory().writeLong(DATA, 0x8182_8384_8586_8788L);
    x.set(5, DATA);
    run(0x0002_8503, 0x0002_c583, 0x0002_9603, 0x0002_a683, 0x0002_e703, 0x0002_b783);
    assertThat(x.get(10)).as("lb").isEqualTo(0xffff_ffff_ffff_ff88L);
    assertThat(x.get(11)).as("lbu").isEqualTo(0x88);
    assertThat(x.get(12)).as("lh").isEqualTo(0xffff_ffff_ffff_8788L);
    assertThat(x.get(13)).as("lw").isEqualTo(0xffff_ffff_8586_8788L);
    assertThat(x.get(14)).as("lwu").isEqualTo(0x8586_8788L);
    assertThat(x.get(15)).as("ld").isEqualTo(0x8182_8384_8586_8788L);
  }

  @Test
  void arithmetic_onWords_isSignExtended() {
    x.set(5, 0x7fff_ffffL);
    x.set(6, 1);
    run(0x0062_853b, 0x0062_8533, 0x4062_85bb, 0x41f5_561b);
    assertThat(x.get(10)).as("add").isEqualTo(0x8000_0000L);
    assertThat(x.get(11)).as("subw").isEqualTo(0x7fff_fffeL);
    assertThat(x.get(12)).as("sraiw a2, a0, 31").isEqualTo(-1);
  }

  @Test
  void addw_overflow_wrapsAndExtends() {
    x.set(5, 0x7fff_ffffL);
    x.set(6, 1);
    run(0x0062_853b);
    assertThat(x.get(10)).isEqualTo(0xffff_ffff_8000_0000L);
  }

  @Test
  void x0_written_staysZero() {
    run(0x0010_0013);
    assertThat(x.get(0)).isZero();
  }

  @Test
  void jal_linksAndJumps() {
    machine.code(0x0080_00ef);
    machine.step(0, 1);
    assertThat(x.get(Registers.RA)).isEqualTo(BareHarts.CODE + 4);
    assertThat(x.get(Registers.PC)).isEqualTo(BareHarts.CODE + 8);
  }

  @Test
  void sc_nobodyStored_storesAndSaysZero() {
    x.set(11, DATA);
    x.set(10, 7);
    run(0x1005_b52f, 0x18a5_b62f);
    assertThat(x.get(12)).isZero();
  }

  @Test
  void sc_otherHartStored_failsAndStoresNothing() {
    x.set(11, DATA);
    machine.code(0x1005_b52f, 0x0010_0513, 0x18a5_b62f);
    machine.step(0, 2);
    machine.harts.get(1).memory().store(DATA, 8, 99);
    machine.step(0, 1);
    assertThat(x.get(12)).isEqualTo(1);
    assertThat(machine.arena.memory().readLong(DATA)).isEqualTo(99);
  }

  @Test
  void amo_addAndSwap_giveTheOldValue() {
    machine.arena.memory().writeLong(DATA, 40);
    x.set(12, DATA);
    x.set(11, 2);
    run(0x00b6_352f, 0x08b6_36af);
    assertThat(x.get(10)).as("amoadd.d a0, a1, (a2)").isEqualTo(40);
    assertThat(x.get(13)).as("amoswap.d a3, a1, (a2)").isEqualTo(42);
    assertThat(machine.arena.memory().readLong(DATA)).isEqualTo(2);
  }

  @Test
  void csr_readSetClear_asZicsrSays() {
    x.set(5, 0x22);
    run(0x1402_9073, 0x1401_6573, 0x1401_7073, 0x1400_25f3);
    assertThat(x.get(10)).as("csrrsi a0, sscratch, 2").isEqualTo(0x22);
    assertThat(x.get(11)).as("csrr a1, sscratch after csrci 2").isEqualTo(0x20);
  }

  @Test
  void ecall_andSret_goToTheHandlerAndBack() {
    x.set(Registers.STVEC, BareHarts.CODE + 0x100);
    x.set(Registers.SSTATUS, Registers.SSTATUS_SIE);
    x.set(Registers.MODE, 0);
    machine.code(0x0000_0073);
    machine.arena.memory().writeInt(BareHarts.CODE + 0x100, 0x1020_0073);
    machine.step(0, 1);
    assertThat(x.get(Registers.PC)).isEqualTo(BareHarts.CODE + 0x100);
    assertThat(x.get(Registers.SCAUSE)).isEqualTo(8);
    assertThat(x.get(Registers.SEPC)).isEqualTo(BareHarts.CODE);
    assertThat(x.get(Registers.SSTATUS)).isEqualTo(Registers.SSTATUS_SPIE);
    assertThat(x.isUser()).isFalse();
    machine.step(0, 1);
    assertThat(x.isUser()).isTrue();
    assertThat(x.get(Registers.PC)).isEqualTo(BareHarts.CODE);
    assertThat(x.has(Registers.SSTATUS, Registers.SSTATUS_SIE)).isTrue();
  }

  @Test
  void userMode_supervisorInstruction_isIllegal() {
    x.set(Registers.STVEC, BareHarts.CODE + 0x100);
    x.set(Registers.MODE, 0);
    machine.code(0x1200_0073);
    machine.step(0, 1);
    assertThat(x.get(Registers.SCAUSE)).isEqualTo(2);
    assertThat(x.get(Registers.STVAL)).isEqualTo(0x1200_0073);
  }

  @Test
  void softwareInterrupt_masked_waitsForSie() {
    x.set(Registers.STVEC, BareHarts.CODE + 0x100);
    x.set(Registers.SIE, Registers.SSIP);
    machine.code(0x0000_0013, 0x1001_6073, 0x0000_0013);
    machine.harts.get(0).interrupt(1);
    machine.step(0, 1);
    assertThat(x.get(Registers.PC)).isEqualTo(BareHarts.CODE + 4);
    machine.step(0, 2);
    assertThat(x.get(Registers.PC)).isEqualTo(BareHarts.CODE + 0x100);
    assertThat(x.get(Registers.SCAUSE)).isEqualTo(Long.MIN_VALUE | 1);
  }

  @Test
  void wfi_waitsForAnEnabledInterruptWhateverSieSays() {
    x.set(Registers.SIE, Registers.SSIP);
    machine.code(0x1050_0073, 0x0000_0013);
    machine.step(0, 3);
    assertThat(machine.harts.get(0).isHalted()).isTrue();
    assertThat(x.get(Registers.PC)).isEqualTo(BareHarts.CODE + 4);
    machine.harts.get(0).interrupt(1);
    machine.step(0, 1);
    assertThat(x.get(Registers.PC)).isEqualTo(BareHarts.CODE + 8);
  }

  @Test
  void fenceI_withoutIt_oldInstructionsMayBeSeen() {
    machine.code(0x0010_0513, 0x0010_0513);
    int two = 0x0020_0513;
    machine.harts.get(1).memory().store(BareHarts.CODE, 4, two);
    machine.step(0, 1);
    assertThat(x.get(10)).as("old bytes").isEqualTo(1);
    machine.text.synced(BareHarts.CODE, 4);
    x.set(Registers.PC, BareHarts.CODE);
    machine.step(0, 1);
    assertThat(machine.reports).containsExactly("text 0");
    machine.harts.get(0).fenceInstructions();
    x.set(Registers.PC, BareHarts.CODE);
    machine.step(0, 1);
    assertThat(x.get(10)).isEqualTo(2);
    assertThat(machine.reports).hasSize(1);
  }
}
