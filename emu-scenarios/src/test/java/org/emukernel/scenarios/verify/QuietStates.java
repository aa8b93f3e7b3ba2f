package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;

/** Notes the states in which no CPU is in the kernel. */
final class QuietStates implements VisitedStates {

  private final VisitedStates all = new HashedStates(StateSet.Width.BITS_64);
  private final Set<Long> quiet = new HashSet<>();
  private final ExploredMachine machine;
  private final LongSupplier hash;

  private QuietStates(ExploredMachine machine, LongSupplier hash) {
    this.machine = machine;
    this.hash = hash;
  }

  /**
   * Searches a machine. What is learned on the way makes the search begin again.
   *
   * @param explored the machine, as the search sees it
   * @param hash of the state that the machine is in: by this states are told apart
   */
  static QuietStates of(
      Explorable explored, ExploredMachine machine, SharedWords words, LongSupplier hash) {
    while (true) {
      int root = machine.arena().mark();
      QuietStates visited = new QuietStates(machine, hash);
      Explorer explorer =
          new Explorer(
              explored,
              words,
              new Walker(explored, Reduction.ON, Walker.Listener.NONE),
              new Explorer.Limits(Long.MAX_VALUE, Long.MAX_VALUE),
              (states, transitions, depth) -> true,
              visited,
              Optional.empty());
      Explorer.Outcome outcome = explorer.run();
      machine.arena().undoTo(root);
      if (outcome == Explorer.Outcome.COMPLETE) {
        return visited;
      }
      assertThat(outcome).isEqualTo(Explorer.Outcome.LEARNED);
    }
  }

  /** {@return their hashes} */
  Set<Long> quiet() {
    return quiet;
  }

  @Override
  public boolean add(Explorable explored, int border) {
    boolean isNew = all.add(explored, border);
    if (isNew && border == 0 && machine.inKernel() == 0) {
      quiet.add(hash.getAsLong());
    }
    return isNew;
  }

  @Override
  public long size() {
    return all.size();
  }

  @Override
  public long bytes() {
    return all.bytes();
  }
}
