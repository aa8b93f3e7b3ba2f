package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.junit.jupiter.api.Test;

class IpiFlightsTest {

  private final ArenaBuilder builder = Arena.builder();
  private final IpiFlights.Slots slots = IpiFlights.reserve(builder, 2);
  private final Arena arena = builder.build();
  private final IpiFlights flights = new IpiFlights(arena, slots);

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

  /* Known bursts of a replay are applied to machines at rest that came there by other ways. */
  @Test
  void land_nothingUnderWayAnyMore_poolIsAsInTheBeginning() {
    flights.send(0, 100, 0xfb, 1);
    flights.send(1, 100, 0xfb, 2);
    flights.send(0, 200, 0xfb, 3);
    flights.land(1);
    flights.land(0);
    flights.land(0);

    assertThat(arena.get(slots.touched())).isZero();
    assertThat(arena.get(slots.free())).isZero();
    assertThat(flights.nextArrivalPs(0)).isEqualTo(IpiFlights.NONE);
  }

  @Test
  void send_targetsInTurn_queuesStayApart() {
    for (int i = 0; i < 8; i++) {
      flights.send(i & 1, 100 + i, 0x20 + i, i);
    }
    flights.land(1);
    flights.send(0, 200, 0x30, 8);

    assertThat(landAll(0)).containsExactly(0x20, 0x22, 0x24, 0x26, 0x30);
    assertThat(landAll(1)).containsExactly(0x23, 0x25, 0x27);
  }

  @Test
  void send_poolIsFull_isRefused() {
    for (int i = 0; i < slots.capacity(); i++) {
      flights.send(1, i, 0xfb, 0);
    }

    assertThatThrownBy(() -> flights.send(0, 100, 0xfb, 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("more than 32 interrupts are under way, the last of them to CPU 0");
  }

  @Test
  void reserve_fourTimesTheCpus_takesFourTimesTheSlots() {
    assertThat(slotsFor(4096)).isEqualTo(4 * slotsFor(1024));
  }

  private static int slotsFor(int cpus) {
    return IpiFlights.reserve(Arena.builder(), cpus).capacity();
  }

  private List<Integer> landAll(int cpu) {
    List<Integer> vectors = new ArrayList<>();
    while (flights.nextArrivalPs(cpu) != IpiFlights.NONE) {
      vectors.add(flights.land(cpu));
    }
    return vectors;
  }

  @Test
  void land_entriesUsedAgain_keepsOrder() {
    for (int i = 0; i < 40; i++) {
      flights.send(0, i, 0x20 + i % 8, i);
      assertThat(flights.nextCause(0)).isEqualTo(i);
      assertThat(flights.land(0)).isEqualTo(0x20 + i % 8);
    }
  }
}
