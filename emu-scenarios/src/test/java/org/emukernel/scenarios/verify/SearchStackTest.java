package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.emukernel.api.arena.Arena;
import org.emukernel.api.arena.ArenaBuilder;
import org.emukernel.api.arena.SlotKind;
import org.junit.jupiter.api.Test;

/** In a tree in which each action adds a digit to the state. */
class SearchStackTest {

  private static final int BRANCHES = 4;
  private static final int DIGITS = 5;

  private static Arena arena() {
    ArenaBuilder slots = Arena.builder().memoryBytes(1 << 16);
    slots.slots("state", 1, SlotKind.STATE);
    Arena arena = slots.build();
    arena.openJournal();
    return arena;
  }

  private final Arena arena = arena();
  private final SearchStack stack = new SearchStack(arena);

  private static void push(Arena arena, SearchStack stack) {
    ActionList actions = stack.push();
    for (int i = 1; i <= BRANCHES && arena.get(0) < Math.pow(10, DIGITS - 1); i++) {
      actions.add(i);
    }
  }

  private static boolean step(Arena arena, SearchStack stack, List<Long> states) {
    if (stack.isEmpty()) {
      return false;
    }
    stack.undo();
    if (stack.isExhausted()) {
      stack.pop();
    } else {
      arena.set(0, arena.get(0) * 10 + stack.next());
      states.add(arena.get(0));
      assertThat(path(stack)).isEqualTo(arena.get(0));
      push(arena, stack);
    }
    return true;
  }

  /* The uppermost frame has tried nothing yet. */
  private static long path(SearchStack stack) {
    long state = 0;
    for (int action : stack.path()) {
      state = state * 10 + action;
    }
    return state;
  }

  private static List<Long> all(Arena arena, SearchStack stack) {
    List<Long> states = new ArrayList<>();
    while (step(arena, stack, states)) {}
    return states;
  }

  @Test
  void giveAway_whereverItIs_whatStaysAndWhatIsGivenAreTheWhole() {
    push(arena, stack);
    List<Long> whole = all(arena, stack);

    for (int steps = 0; steps < 2 * whole.size(); steps += 7) {
      Arena here = arena();
      SearchStack mine = new SearchStack(here);
      push(here, mine);
      List<Long> states = new ArrayList<>();
      for (int i = 0; i < steps; i++) {
        step(here, mine, states);
      }
      mine.undo();
      Optional<SearchStack.Part> part = mine.giveAway();
      part.ifPresent(given -> states.addAll(elsewhere(given)));
      states.addAll(all(here, mine));

      assertThat(states).as("after %d steps", steps).containsExactlyInAnyOrderElementsOf(whole);
    }
  }

  private static List<Long> elsewhere(SearchStack.Part part) {
    Arena other = arena();
    SearchStack theirs = new SearchStack(other);
    other.apply(part.state());
    int base = other.mark();
    other.redo(part.journal());
    theirs.takeOver(part, base);
    return all(other, theirs);
  }

  @Test
  void giveAway_muchToTry_givesAboutHalf() {
    push(arena, stack);
    List<Long> states = new ArrayList<>();
    for (int i = 0; i < DIGITS - 1; i++) {
      step(arena, stack, states);
    }

    SearchStack.Part part = stack.giveAway().orElseThrow();

    int kept = stack.frames();
    assertThat(part.marks()).hasSize(DIGITS - kept);
    assertThat(part.actions().length - part.nexts()[0]).isBetween(6, 11);
  }

  @Test
  void giveAway_oneState_nothing() {
    push(arena, stack);

    assertThat(stack.giveAway()).isEmpty();
    assertThat(all(arena, stack)).hasSize(4 + 16 + 64 + 256 + 1024);
  }

  @Test
  void setProvisional_action_comesFirstAndIsThenInQuestion() {
    push(arena, stack);
    stack.setProvisional(3);

    boolean before = stack.isInQuestion();
    int first = stack.next();

    assertThat(before).isFalse();
    assertThat(first).isEqualTo(3);
    assertThat(stack.isInQuestion()).isTrue();
    assertThat(List.of(stack.next(), stack.next(), stack.next())).containsExactly(1, 2, 4);
  }

  @Test
  void setProvisional_noActionOfTheFrame_nothingIsInQuestion() {
    push(arena, stack);
    stack.setProvisional(9);
    stack.next();

    assertThat(stack.isInQuestion()).isFalse();
  }

  @Test
  void giveAway_provisionalFrames_areProvisionalElsewhere() {
    push(arena, stack);
    step(arena, stack, new ArrayList<>());
    stack.setProvisional(2);
    step(arena, stack, new ArrayList<>());
    stack.setProvisional(2);

    SearchStack.Part part = stack.giveAway().orElseThrow();

    assertThat(part.marks()).hasSize(2);
    assertThat(part.provisional().cardinality()).isEqualTo(2);
    SearchStack theirs = new SearchStack(arena());
    theirs.takeOver(part, 0);
    assertThat(theirs.isInQuestion()).isFalse();
    theirs.next();
    assertThat(theirs.isInQuestion()).isTrue();
    theirs.dropUntried();
    assertThat(theirs.isExhausted()).isTrue();
    theirs.pop();
    assertThat(theirs.isInQuestion()).isTrue();
  }
}
