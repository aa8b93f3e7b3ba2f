package org.emukernel.scenarios.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.emukernel.api.verdict.Violation;
import org.emukernel.scenarios.cli.BadScheduleException;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.config.ScheduleSettings;
import org.emukernel.scenarios.machine.MachineSpec;
import org.emukernel.scenarios.report.Schedule;
import org.emukernel.scenarios.report.VerifyReport;

/**
 * Makes given choices, one after the other, and writes down what they do. Nothing is known of the
 * search that found them: every step is a choice of its own.
 */
final class Replay {

  private final ExploredMachine machine;
  private final ActionText names;
  private final Storyteller teller;
  private final WaitingStores waiting;
  private final MachineSpec spec;
  private final VerifyModel model;
  private final Budget budget;
  private final List<Integer> actions = new ArrayList<>();
  private final List<Schedule.Line> choices = new ArrayList<>();
  private final Set<Long> states = new HashSet<>();
  private Optional<Violation> violation = Optional.empty();

  Replay(MachineSpec spec, VerifyModel model, Budget budget, WaitingStores waiting) {
    this.spec = spec;
    this.model = model;
    this.budget = budget;
    this.waiting = waiting;
    SharedWords words = words();
    ToldEvents events = new ToldEvents();
    machine = new ExploredMachine(spec, model, budget, words, Optional.of(events));
    names = new ActionText(machine, model);
    teller = new Storyteller(machine, names, events);
    machine.observe(footprint -> teller.listening(waiting.imposedOn(footprint)));
    states.add(machine.hash());
  }

  private SharedWords words() {
    SharedWords words = new SharedWords(spec.cpus());
    if (model.patchesText()) {
      words.textChanges();
    }
    return words;
  }

  /** From now on what these monitors say does not count. */
  void ignore(Set<String> monitors) {
    machine.ignore(monitors);
  }

  /**
   * Makes choices by their names. The last one may show a violation, those before may not.
   *
   * @throws BadScheduleException if the machine has no such choice
   */
  void takeAll(List<ScheduleSettings.Choice> written) throws BadScheduleException {
    for (ScheduleSettings.Choice choice : written) {
      for (int i = 0; i < choice.times(); i++) {
        if (violation.isPresent()) {
          throw bad(choice, "expected none after the violation of " + violation.get().monitor());
        }
        OptionalInt action = names.find(choice.text());
        if (action.isEmpty()) {
          throw bad(choice, "expected one of " + String.join(", ", names.names()));
        }
        take(action.getAsInt());
      }
    }
  }

  private BadScheduleException bad(ScheduleSettings.Choice choice, String expected) {
    return new BadScheduleException(
        "%s: emu.schedule.choices: step %d: found \"%s\", %s"
            .formatted(choice.place(), choices() + 1, choice.text(), expected));
  }

  /** Makes a choice, and says whether a monitor fired. */
  boolean take(int action) {
    int cpu = Action.cpu(action);
    actions.add(action);
    choices.add(new Schedule.Line(names.of(action), machine.machine().place(cpu)));
    teller.before(action);
    machine.perform(action);
    teller.after();
    violation = machine.takeViolation();
    violation.ifPresent(teller::violated);
    machine.normalise(cpu);
    states.add(machine.hash());
    return violation.isPresent();
  }

  /** Looks whether a CPU is stuck where the choices have led, by a search from there. */
  void lookForStuck(Explorer.Limits limits) {
    SharedWords words = words();
    Explorer.Outcome outcome = Explorer.Outcome.LEARNED;
    while (outcome == Explorer.Outcome.LEARNED) {
      ExploredMachine end = end(words);
      Walker walker = new Walker(end, ScenarioVerifier.Reduction.ON, Walker.Listener.NONE);
      int mark = end.arena().mark();
      ProgressSearch search =
          new ProgressSearch(end, words, walker, limits, (states, transitions, depth) -> true);
      outcome = search.run();
      end.arena().undoTo(mark);
      if (outcome == Explorer.Outcome.VIOLATION && search.stuckAtFirst() != 0) {
        violation = Optional.of(new StuckCpus(end, search.stuckAtFirst()).violation());
      }
    }
  }

  private ExploredMachine end(SharedWords words) {
    ExploredMachine end = new ExploredMachine(spec, model, budget, words);
    end.observe(waiting::imposedOn);
    for (int action : actions) {
      end.perform(action);
      end.normalise(Action.cpu(action));
    }
    words.takeLearned();
    end.observe(footprint -> footprint);
    return end;
  }

  /** {@return what the monitor said, if one fired at the last choice} */
  Optional<Violation> violation() {
    return violation;
  }

  /**
   * {@return whether the last choice shows a violation that a search has found} What led to it, the
   * monitors of a search do not know well: they saw what it took back.
   */
  boolean shows(Violation found) {
    return violation
        .filter(
            shown ->
                shown.monitor().equals(found.monitor())
                    && shown.cpu() == found.cpu()
                    && shown.address() == found.address()
                    && shown.instruction().equals(found.instruction()))
        .isPresent();
  }

  /** {@return how many states there were} */
  int states() {
    return states.size();
  }

  /** {@return how many choices were made} */
  int choices() {
    return choices.size();
  }

  /** {@return what happened} */
  List<VerifyReport.Step> steps() {
    return teller.steps();
  }

  /** {@return what replays it} */
  Schedule schedule() {
    MemoryNames memory = new MemoryNames(machine.machine(), machine.changingPages());
    List<Schedule.Line> stores =
        waiting.words().stream()
            .map(word -> new Schedule.Line("0x" + Long.toHexString(word), memory.of(word)))
            .toList();
    return new Schedule(stores, ActionText.lines(choices));
  }
}
