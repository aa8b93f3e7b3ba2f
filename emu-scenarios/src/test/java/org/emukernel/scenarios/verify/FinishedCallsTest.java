package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.IntConsumer;
import org.emukernel.entry.boot.MemoryMap;
import org.emukernel.mm.smp.CallSingleData;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is forgotten of calls is dead: whatever is put in its place, the search is the same. */
class FinishedCallsTest {

  private static final long GARBAGE = 0xbad0_bad0_bad0_bad0L;

  /** How a search ended, after how many states. */
  private record End(Explorer.Outcome outcome, long states) {}

  /** A machine in which something else is put into memory wherever a CPU stops. */
  private static final class Spoiled extends ForwardingExplorable {

    private final IntConsumer spoil;

    Spoiled(ExploredMachine machine, IntConsumer spoil) {
      super(machine);
      this.spoil = spoil;
      for (int cpu = 0; cpu < machine.cpus(); cpu++) {
        spoil.accept(cpu);
      }
    }

    @Override
    public void normalise(int cpu) {
      super.normalise(cpu);
      spoil.accept(cpu);
    }
  }

  /* Each search knows what those before have found out, until one finds out nothing more. */
  private static End search(Searcher searcher, ExploredMachine machine, IntConsumer spoil) {
    Explorable spoiled = new Spoiled(machine, spoil);
    Optional<End> before = Optional.empty();
    while (true) {
      int root = machine.arena().mark();
      Explorer explorer =
          new Explorer(
              spoiled,
              searcher.words(),
              new Walker(spoiled, Reduction.ON, Walker.Listener.NONE),
              new Explorer.Limits(Long.MAX_VALUE, Long.MAX_VALUE),
              (states, transitions, depth) -> true);
      End end = new End(explorer.run(), explorer.states());
      if (end.outcome() == Explorer.Outcome.VIOLATION || before.equals(Optional.of(end))) {
        return end;
      }
      before = Optional.of(end);
      machine.arena().undoTo(root);
    }
  }

  private static Searcher knowing(String row) throws Exception {
    Searcher searcher = Searches.of(row);
    searcher.search(Long.MAX_VALUE, (states, transitions, depth) -> true);
    return searcher;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tlb-vunmap verify.nmis=0",
        "lost-wakeup verify.store-buffer=0",
        "lost-wakeup verify.store-buffer=0 faults=[llist-add-not-atomic]",
        "tlb-vunmap verify.nmis=0 verify.store-buffer=0 faults=[ack-before-flush]"
      })
  void forget_otherThingsInPlaceOfWhatIsForgotten_changeNothing(String row) throws Exception {
    Searcher searcher = knowing(row);
    ExploredMachine clear = searcher.machine();
    ExploredMachine spoiled = searcher.machine();
    FinishedCalls calls = new FinishedCalls(spoiled.machine(), GARBAGE);

    End expected = search(searcher, clear, cpu -> {});
    End end = search(searcher, spoiled, cpu -> calls.forget(spoiled.cpu(cpu)));

    assertThat(end).isEqualTo(expected);
  }

  @Test
  void forget_ofCallsUnderWay_wouldBeNoticed() throws Exception {
    Searcher searcher = knowing("lost-wakeup verify.store-buffer=0");
    ExploredMachine machine = searcher.machine();
    long csds = machine.machine().symbols().perCpu(CallSingleData.CSDS, 2) - MemoryMap.PAGE_OFFSET;

    End expected = search(searcher, searcher.machine(), cpu -> {});
    End end =
        search(
            searcher,
            machine,
            cpu -> machine.arena().memory().writeLong(csds + CallSingleData.NEXT, 0));

    assertThat(end).isNotEqualTo(expected);
  }
}
