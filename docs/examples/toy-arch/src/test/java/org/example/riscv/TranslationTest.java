package org.example.riscv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

/** Sv39, its A and D bits, ASIDs and SFENCE.VMA: the RISC-V ISA manual, volume II. */
class TranslationTest {

  private static final long LINEAR = 0xffff_ffc6_0000_0000L;
  private static final long USER = 0x40_0000L;
  private static final long PAGE = 0x20_0000L;
  private static final long OTHER = 0x20_1000L;
  private static final long RW = Sv39.R | Sv39.W;

  private final BareHarts machine = new BareHarts();
  private final HartMemory memory = machine.harts.get(0).memory();
  private final Registers x = machine.x(0);

  TranslationTest() {
    machine.page(0, 1);
    machine.arena.memory().writeLong(PAGE, 11);
    machine.arena.memory().writeLong(OTHER, 22);
  }

  private void asid(int asid) {
    x.set(Registers.SATP, HartMemory.satp(BareHarts.ROOT, asid));
  }

  private int faultOf(Runnable access, long linear) {
    Trap trap = catchThrowableOfType(Trap.class, access::run);
    assertThat(trap).as("access to 0x%x", linear).isNotNull();
    assertThat(trap.value()).isEqualTo(linear);
    return trap.code();
  }

  @Test
  void load_setsAccessed_storeSetsDirty() {
    machine.map(LINEAR, PAGE, RW);
    memory.load(LINEAR, 8);
    assertThat(machine.entry(LINEAR) & (Sv39.A | Sv39.D)).isEqualTo(Sv39.A);
    memory.store(LINEAR, 8, 5);
    assertThat(machine.entry(LINEAR) & (Sv39.A | Sv39.D)).isEqualTo(Sv39.A | Sv39.D);
  }

  @Test
  void access_notAllowed_faultsByKindAndSetsNothing() {
    machine.map(LINEAR, PAGE, Sv39.R);
    assertThat(faultOf(() -> memory.store(LINEAR, 8, 1), LINEAR)).isEqualTo(15);
    assertThat(faultOf(() -> memory.fetch(LINEAR), LINEAR)).isEqualTo(12);
    assertThat(machine.entry(LINEAR) & Sv39.A).isZero();
    assertThat(faultOf(() -> memory.load(LINEAR + 0x1000, 8), LINEAR + 0x1000)).isEqualTo(13);
    assertThat(faultOf(() -> memory.load(1L << 39, 8), 1L << 39)).isEqualTo(13);
  }

  @Test
  void writeWithoutRead_isReserved() {
    machine.map(LINEAR, PAGE, Sv39.W);
    assertThat(faultOf(() -> memory.load(LINEAR, 8), LINEAR)).isEqualTo(13);
  }

  @Test
  void userPage_supervisor_needsSum() {
    machine.map(USER, PAGE, RW | Sv39.X | Sv39.U);
    assertThat(faultOf(() -> memory.load(USER, 8), USER)).isEqualTo(13);
    x.set(Registers.SSTATUS, Registers.SSTATUS_SUM);
    assertThat(memory.load(USER, 8)).isEqualTo(11);
    assertThat(faultOf(() -> memory.fetch(USER), USER)).isEqualTo(12);
  }

  @Test
  void kernelPage_userMode_faultsThoughItIsMapped() {
    machine.map(LINEAR, PAGE, RW | Sv39.A | Sv39.D | Sv39.G);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(11);
    x.set(Registers.MODE, 0);
    assertThat(faultOf(() -> memory.load(LINEAR, 8), LINEAR)).isEqualTo(13);
  }

  @Test
  void superpage_misaligned_faults() {
    long pointer = machine.entryOf(LINEAR);
    assertThat(pointer).isPositive();
    long top = BareHarts.ROOT + (LINEAR >>> 30 & 511) * 8;
    machine.arena.memory().writeLong(top, PAGE >>> 12 << 10 | RW | Sv39.V);
    assertThat(faultOf(() -> memory.load(LINEAR, 8), LINEAR)).isEqualTo(13);
    machine.arena.memory().writeLong(top, RW | Sv39.V);
    assertThat(memory.load(LINEAR + PAGE, 8)).isEqualTo(11);
  }

  /* The page moves; whoever still sees 11 uses a cached translation. */
  private void cacheThenMove(long flags) {
    machine.map(LINEAR, PAGE, flags | Sv39.A);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(11);
    machine.map(LINEAR, OTHER, flags | Sv39.A);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(11);
  }

  /* Executes sfence.vma with a0 = LINEAR + offset and a1 = asid; register numbers as encoded. */
  private void fence(int rs1, int rs2, long offset, long asid) {
    x.set(10, LINEAR + offset);
    x.set(11, asid);
    machine.code(0x1200_0073 | rs1 << 15 | rs2 << 20);
    machine.step(0, 1);
    assertThat(x.get(Registers.PC)).isEqualTo(BareHarts.CODE + 4);
  }

  @Test
  void sfence_everything_dropsGlobalOnesToo() {
    cacheThenMove(Sv39.R | Sv39.G);
    fence(0, 0, 0, 0);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(22);
  }

  @Test
  void sfence_asid_keepsGlobalOnes() {
    cacheThenMove(Sv39.R | Sv39.G);
    fence(0, 11, 0, 1);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(11);
  }

  @Test
  void sfence_asid_dropsThatAsidOnly() {
    cacheThenMove(Sv39.R);
    fence(0, 11, 0, 2);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(11);
    fence(0, 11, 0, 1);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(22);
  }

  @Test
  void sfence_address_dropsItInEveryAsidAndGlobal() {
    cacheThenMove(Sv39.R | Sv39.G);
    fence(10, 0, 0x1000, 0);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(11);
    fence(10, 0, 8, 0);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(22);
  }

  @Test
  void sfence_addressAndAsid_keepsGlobalOnesAndOtherAsids() {
    cacheThenMove(Sv39.R);
    fence(10, 11, 0, 2);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(11);
    fence(10, 11, 0, 1);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(22);
    cacheThenMoveBack();
    fence(10, 11, 0, 1);
    assertThat(memory.load(LINEAR, 8)).as("global").isEqualTo(22);
  }

  private void cacheThenMoveBack() {
    fence(0, 0, 0, 0);
    machine.map(LINEAR, OTHER, Sv39.R | Sv39.A | Sv39.G);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(22);
    machine.map(LINEAR, PAGE, Sv39.R | Sv39.A | Sv39.G);
  }

  @Test
  void satp_otherAsid_doesNotSeeItsTranslations() {
    cacheThenMove(Sv39.R);
    asid(2);
    assertThat(memory.load(LINEAR, 8)).isEqualTo(22);
  }

  @Test
  void condemned_staleTranslationUsed_isReportedAndRightOneIsNot() {
    machine.map(LINEAR + 0x1000, PAGE, Sv39.R | Sv39.A);
    memory.load(LINEAR + 0x1000, 8);
    cacheThenMove(Sv39.R);
    RiscvStaleState stale =
        new RiscvStaleState(machine.harts, machine.text, machine.arena.memory(), BareHarts.ROOT);
    stale.condemnKernel(LINEAR, LINEAR + 0x2000);
    memory.load(LINEAR + 0x1000, 8);
    assertThat(machine.reports).isEmpty();
    memory.load(LINEAR, 8);
    assertThat(machine.reports).containsExactly("translation 0");
  }
}
