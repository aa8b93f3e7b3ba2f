package org.emukernel.x86.mem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageFilterTest {

  private static final long TEXT = 0xffff_ffff_8100_3000L;

  private final PageFilter filter = new PageFilter();

  @Test
  void mayContain_anyAddressOfAnAddedPage_isTrue() {
    filter.add(TEXT + 0x123);

    assertThat(filter.mayContain(TEXT)).isTrue();
    assertThat(filter.mayContain(TEXT + 0xfff)).isTrue();
  }

  @Test
  void mayContain_otherPageOfTheSame16MiB_isFalse() {
    filter.add(TEXT);

    assertThat(filter.mayContain(TEXT + 0x1000)).isFalse();
    assertThat(filter.mayContain(TEXT + 64 * 0x1000)).isFalse();
  }

  @Test
  void mayContain_afterClear_isFalse() {
    filter.add(TEXT);
    filter.clear();

    assertThat(filter.mayContain(TEXT)).isFalse();
  }
}
