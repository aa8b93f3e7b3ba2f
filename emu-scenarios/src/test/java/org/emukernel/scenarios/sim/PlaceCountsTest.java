package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import org.emukernel.api.cpu.CpuMask;
import org.emukernel.api.machine.CpuPort;
import org.emukernel.scenarios.report.IpiPlaces;
import org.emukernel.scenarios.report.IpiPlaces.Kind;
import org.emukernel.scenarios.report.IpiPlaces.Place;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlaceCountsTest {

  private final Place[] places = {Place.KERNEL, Place.KERNEL, Place.USER, Place.USER};
  private final CpuPort sender = mock(CpuPort.class);
  private final PlaceCounts counts = new PlaceCounts(4, CpuMask.of(2, 3), cpu -> places[cpu]);

  @BeforeEach
  void senderIsCpu1() {
    when(sender.cpu()).thenReturn(1);
  }

  private int send(int target) {
    counts.csdQueued(sender, target, 0, 0);
    return counts.codeOf(1, target);
  }

  @Test
  void refusedInKernel_arrivesInUserMode_isResidue() {
    places[2] = Place.KERNEL;
    counts.refused(1, 2);
    places[2] = Place.EXIT;
    int code = send(2);
    places[2] = Place.USER;

    counts.landed(2, code);

    assertThat(counts.counts())
        .containsExactly(new IpiPlaces(Kind.MAY_WAIT, Place.KERNEL, Place.USER, 1));
  }

  @Test
  void notAsked_isOfTheOtherKind_evenAfterAnEarlierRefusal() {
    counts.refused(1, 2);
    counts.landed(2, send(2));
    counts.landed(2, send(2));

    assertThat(counts.counts())
        .containsExactly(
            new IpiPlaces(Kind.MAY_WAIT, Place.USER, Place.USER, 1),
            new IpiPlaces(Kind.MUST_NOT_WAIT, Place.USER, Place.USER, 1));
  }

  @Test
  void housekeepingTarget_isNotCounted() {
    counts.refused(1, 0);
    counts.landed(0, send(0));

    assertThat(counts.counts()).isEmpty();
  }
}
