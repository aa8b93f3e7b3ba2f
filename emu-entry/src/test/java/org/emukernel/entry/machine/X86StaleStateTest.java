package org.emukernel.entry.machine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which addresses a completed kernel flush condemns. */
class X86StaleStateTest {

  @Test
  void inKernelHalf_flushOfEverything_leavesUserMemoryAlone() {
    assertThat(X86StaleState.inKernelHalf(0)).isEqualTo(0xffff_8000_0000_0000L);
    assertThat(X86StaleState.inKernelHalf(0xffff_c900_0000_0000L))
        .isEqualTo(0xffff_c900_0000_0000L);
  }
}
