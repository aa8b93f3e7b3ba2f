package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What comes of stops that are made only since it is not known yet what others do: those that turn
 * out to be needless cost nothing, and nobody is forgotten for them.
 */
class UnknownStopsTest {

  private static final int CHAIN = 6;

  /** What CPU 0 does. */
  private enum Does {
    COUNT,
    LOOP,
    /** Where the loop turns back, something may arrive that minds the step. */
    LOOP_WITH_BORDER
  }

  /**
   * CPU 0 counts to {@link #CHAIN}, or from 1 to 2 and back for ever; CPU 1 makes one step, if CPU
   * 0 has begun. Whether others mind what CPU 0 does turns out after some questions.
   */
  private static final class TwoCpus implements Explorable {

    private final Arena arena;
    private final Does does;
    private int unanswered;

    TwoCpus(Does does, int unanswered) {
      this.does = does;
      this.unanswered = unanswered;
      ArenaBuilder slots = Arena.builder().memoryBytes(1 << 16);
      slots.slots("count", 2, SlotKind.STATE);
      arena = slots.build();
      arena.openJournal();
    }

    @Override
    public Arena arena() {
      return arena;
    }

    @Override
    public long hash() {
      return arena.hash();
    }

    @Override
    public void allActions(ActionList into) {
      for (int cpu = 1; cpu >= 0; cpu--) {
        if (canStep(cpu)) {
          into.add(Action.of(Action.Kind.STEP, cpu, 0));
        }
      }
    }

    @Override
    public void arrivals(int cpu, ActionList into) {}

    @Override
    public long arrivable(int cpu) {
      return does == Does.LOOP_WITH_BORDER && cpu == 0 && arena.get(0) == 2 ? 1 : 0;
    }

    @Override
    public boolean isAtRest(int cpu) {
      return false;
    }

    @Override
    public boolean canStep(int cpu) {
      return cpu == 0
          ? does != Does.COUNT || arena.get(0) < CHAIN
          : arena.get(0) != 0 && arena.get(1) == 0;
    }

    @Override
    public void perform(int action) {
      int cpu = Action.cpu(action);
      arena.set(cpu, does != Does.COUNT && arena.get(cpu) == 2 ? 1 : arena.get(cpu) + 1);
    }

    @Override
    public boolean wasVisible(int cpu) {
      return unanswered > 0 && (does != Does.LOOP_WITH_BORDER || arena.get(0) == 2);
    }

    @Override
    public boolean wasUnknown(int cpu) {
      unanswered--;
      return true;
    }

    @Override
    public boolean showsArrivals(int cpu) {
      return false;
    }

    @Override
    public void normalise(int cpu) {}

    /* The monitor minds that CPU 1 steps at all. */
    @Override
    public Optional<Violation> takeViolation() {
      return does != Does.COUNT && arena.get(1) != 0
          ? Optional.of(new Violation("test", 1, 0, "", 0, "CPU 1 has made a step", List.of()))
          : Optional.empty();
    }
  }

  private static Explorer explorer(Explorable machine) {
    return new Explorer(
        machine,
        new SharedWords(2),
        new Walker(machine, Reduction.ON, Walker.Listener.NONE),
        new Explorer.Limits(Long.MAX_VALUE, Long.MAX_VALUE),
        (states, transitions, depth) -> true);
  }

  @Test
  void run_knownAfterwards_nothingElseIsTriedWhereItStopped() {
    Explorer known = explorer(new TwoCpus(Does.COUNT, CHAIN - 1));
    Explorer never = explorer(new TwoCpus(Does.COUNT, Integer.MAX_VALUE));

    assertThat(known.run()).isEqualTo(Explorer.Outcome.COMPLETE);
    assertThat(never.run()).isEqualTo(Explorer.Outcome.COMPLETE);

    assertThat(known.states()).as("0 to 6, and CPU 1's step at the end").isEqualTo(CHAIN + 2);
    assertThat(never.states()).as("CPU 1's step anywhere").isEqualTo(2 * CHAIN + 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOOP", "LOOP_WITH_BORDER"})
  void run_knownAfterwardsOnALoop_othersGetTheirTurn(Does does) {
    Explorer explorer = explorer(new TwoCpus(does, 2));

    assertThat(explorer.run()).isEqualTo(Explorer.Outcome.VIOLATION);
  }
}
