package org.emukernel.scenarios.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TimeHeapTest {

  private static final int CPUS = 9;

  /** One CPU moved to a time. */
  record Move(int cpu, long time) {}

  @Provide
  Arbitrary<List<Move>> moves() {
    return Combinators.combine(
            Arbitraries.integers().between(0, CPUS - 1), Arbitraries.longs().between(0, 20))
        .as(Move::new)
        .list()
        .ofMaxSize(50);
  }

  @Property(seed = "20261122")
  void first_randomMoves_isTheSmallestTimeAndThenTheLowestCpu(@ForAll("moves") List<Move> moves) {
    TimeHeap heap = new TimeHeap(CPUS);
    long[] model = new long[CPUS];
    for (Move move : moves) {
      heap.set(move.cpu(), move.time());
      model[move.cpu()] = move.time();

      int first = 0;
      for (int cpu = 1; cpu < CPUS; cpu++) {
        first = model[cpu] < model[first] ? cpu : first;
      }
      long second = Long.MAX_VALUE;
      for (int cpu = 0; cpu < CPUS; cpu++) {
        second = cpu == first ? second : Math.min(second, model[cpu]);
      }
      assertThat(heap.first()).isEqualTo(first);
      assertThat(heap.secondTime()).isEqualTo(second);
      assertThat(heap.timeOf(move.cpu())).isEqualTo(move.time());
    }
  }
}
