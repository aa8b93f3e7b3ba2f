package org.emukernel.x86.mem;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.emukernel.x86.fault.ProcessorException;
import org.emukernel.x86.paging.TranslationControls;
import org.junit.jupiter.api.Test;

/** The operands that INVPCID refuses (SDM vol. 2A, INVPCID, "Operation"). */
class InvpcidTest {

  private static final long HOLE = 0x0000_8000_0000_0000L;

  private final TestMachine machine = TestMachine.single();
  private final Mmu mmu = machine.mmu();

  private void assertRefused(long type, long pcid, long linear) {
    assertThatThrownBy(() -> mmu.invpcid(type, pcid, linear))
        .isInstanceOf(ProcessorException.class)
        .hasMessage("#GP(0x0)");
  }

  @Test
  void invpcid_typeAboveThree_isRefused() {
    assertRefused(4, 0, 0);
    assertRefused(-1, 0, 0);
    assertRefused(1L << 32, 0, 0);
  }

  @Test
  void invpcid_reservedDescriptorBits_areRefusedForEveryType() {
    for (int type = 0; type < 4; type++) {
      assertRefused(type, 0x1000, 0);
      assertRefused(type, 1L << 63, 0);
    }
  }

  @Test
  void invpcid_notCanonical_isRefusedForOneAddressOnly() {
    assertRefused(0, 0, HOLE);
    for (int type = 1; type < 4; type++) {
      int other = type;
      assertThatCode(() -> mmu.invpcid(other, 0, HOLE)).doesNotThrowAnyException();
    }
  }

  @Test
  void invpcid_pcidWithoutPcide_isRefusedWhereThePcidCounts() {
    machine.writeCr4(0, TestMachine.CR4 & ~TranslationControls.CR4_PCIDE);
    assertRefused(0, 1, 0);
    assertRefused(1, 1, 0);
    assertThatCode(() -> mmu.invpcid(2, 1, 0)).doesNotThrowAnyException();
    assertThatCode(() -> mmu.invpcid(3, 1, 0)).doesNotThrowAnyException();
    assertThatCode(() -> mmu.invpcid(0, 0, 0)).doesNotThrowAnyException();
  }
}
