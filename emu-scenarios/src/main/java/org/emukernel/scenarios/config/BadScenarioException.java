package org.emukernel.scenarios.config;

import java.util.ArrayList;
import java.util.List;

/** A scenario that cannot be run, with everything that is wrong with it. */
public final class BadScenarioException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  BadScenarioException(List<ConfigProblem> problems) {
    super(String.join("\n", lines(problems)));
    this.problems = List.copyOf(problems);
  }

  /** {@return what is wrong, at least one thing} */
  public List<ConfigProblem> problems() {
    return problems;
  }

  /** {@return the message: one line for one problem; for more a headline and numbered lines} */
  public List<String> lines() {
    return lines(problems);
  }

  private static List<String> lines(List<ConfigProblem> problems) {
    if (problems.size() == 1) {
      return List.of(problems.get(0).line());
    }
    List<String> lines = new ArrayList<>();
    lines.add(problems.size() + " problems in the scenario:");
    for (int i = 0; i < problems.size(); i++) {
      lines.add((i + 1) + ") " + problems.get(i).line());
    }
    return lines;
  }
}
