package org.emukernel.entry.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AddressesTest {

  @Test
  void kernelAddressesAreAboveUserAddresses() {
    Addresses addresses = new Addresses(LongStream.of(0x1000, 0x1000, 0xffff_ffff_8100_0000L));

    assertThat(addresses.above(0xfff)).isZero();
    assertThat(addresses.above(0x1000)).isEqualTo(2);
    assertThat(addresses.above(0xffff_ffff_80ff_ffffL)).isEqualTo(2);
    assertThat(addresses.above(0xffff_ffff_8100_0000L)).isEqualTo(3);
    assertThat(addresses.above(-1)).isEqualTo(3);
  }

  @Test
  void nothingIsAboveAnythingWhereThereIsNothing() {
    assertThat(new Addresses(LongStream.empty()).above(0)).isZero();
  }

  @Property
  void countsThoseThatAreNotAbove(@ForAll long[] any, @ForAll long linear) {
    long[] sorted =
        LongStream.of(any)
            .boxed()
            .sorted(Long::compareUnsigned)
            .mapToLong(Long::longValue)
            .toArray();

    assertThat(new Addresses(LongStream.of(sorted)).above(linear))
        .isEqualTo(
            (int) LongStream.of(any).filter(a -> Long.compareUnsigned(a, linear) <= 0).count());
  }
}
