package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.junit.jupiter.api.Test;

class IpiFlightsTest {

  private final ArenaBuilder builder = Arena.builder();
  private final IpiFlights.Slots slots = IpiFlights.reserve(builder, 2);
  private final IpiFlights flights = new IpiFlights(builder.build(), slots);

  @Test
  void land_severalSent_comeInTheOrderOfSending() {
    flights.send(1, 100, 0xfb, 7);
    flights.send(1, 90, 0xfc, 8);

    assertThat(flights.nextArrivalPs(1)).isEqualTo(100);
    assertThat(flights.nextCause(1)).isEqualTo(7);
    assertThat(flights.land(1)).isEqualTo(0xfb);
    assertThat(flights.nextArrivalPs(1)).isEqualTo(100);
    assertThat(flights.nextCause(1)).isEqualTo(8);
    assertThat(flights.land(1)).isEqualTo(0xfc);
    assertThat(flights.nextArrivalPs(1)).isEqualTo(IpiFlights.NONE);
  }

  @Test
  void nextArrivalPs_otherCpu_isNone() {
    flights.send(1, 100, 0xfb, 0);

    assertThat(flights.nextArrivalPs(0)).isEqualTo(IpiFlights.NONE);
  }

  @Test
  void land_ringWrapsAround_keepsOrder() {
    for (int i = 0; i < 40; i++) {
      flights.send(0, i, 0x20 + i % 8, i);
      assertThat(flights.nextCause(0)).isEqualTo(i);
      assertThat(flights.land(0)).isEqualTo(0x20 + i % 8);
    }
  }
}
