package org.emukernel.x86.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.emukernel.api.paging.Isolation;
import org.emukernel.api.paging.RootPair;
import org.junit.jupiter.api.Test;

/** CR3 as build_cr3() composes it: arch/x86/mm/tlb.c, Linux v6.18. */
class RootRegisterTest {

  @Test
  void cr3_withAndWithoutPcid_asLinuxComposesIt() {
    RootPair pcid = new RootPair(0x6000, Isolation.PTI_PCID);
    assertThat(RootRegister.kernel(pcid, 0)).isEqualTo(0x6001);
    assertThat(RootRegister.user(pcid, 0)).isEqualTo(0x7801);
    assertThat(RootRegister.user(pcid, 5)).isEqualTo(0x7806);
    RootPair plain = new RootPair(0x6000, Isolation.PTI_AUTO);
    assertThat(RootRegister.kernel(plain, 3)).isEqualTo(0x6000);
    assertThat(RootRegister.user(plain, 3)).isEqualTo(0x7000);
    assertThat(RootRegister.user(new RootPair(0x6000, Isolation.NONE), 0)).isEqualTo(0x6000);
    assertThatThrownBy(() -> RootRegister.kernel(pcid, 6)).hasMessageContaining("asid 6");
  }
}
