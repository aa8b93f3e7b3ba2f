package org.emukernel.x86.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ProcessorExceptionTest {

  private final ProcessorException fault = new ProcessorException();

  @Test
  void vectors_withErrorCode_areThoseOfTheManual() {
    assertThat(Arrays.stream(Vector.values()).filter(Vector::hasErrorCode).map(Vector::number))
        .containsExactly(8, 10, 11, 12, 13, 14, 17);
  }

  @Test
  void pageFault_filledIn_keepsAddressAndCode() {
    assertThat(fault.pageFault(0xffff_c900_0000_0000L, 3)).isSameAs(fault);
    assertThat(fault.vector()).isEqualTo(Vector.PF);
    assertThat(fault.linear()).isEqualTo(0xffff_c900_0000_0000L);
    assertThat(fault).hasMessage("#PF(0x3) at 0xffffc90000000000");
  }

  @Test
  void nextFault_afterPageFault_forgetsIt() {
    fault.pageFault(0x1000, 7);
    fault.invalidOpcode();
    assertThat(fault.errorCode()).isZero();
    assertThat(fault.linear()).isZero();
    assertThat(fault.hasErrorCode()).isFalse();
    assertThat(fault).hasMessage("#UD");
  }

  @Test
  void fault_thrown_hasNoStackTrace() {
    assertThat(fault.generalProtection(0x18).getStackTrace()).isEmpty();
    assertThat(fault).hasMessage("#GP(0x18)");
  }
}
