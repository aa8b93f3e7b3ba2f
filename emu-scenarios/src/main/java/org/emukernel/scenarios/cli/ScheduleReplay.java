package org.emukernel.scenarios.cli;

import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.page.Asked;
import org.emukernel.scenarios.page.VerifyPage;
import org.emukernel.scenarios.report.VerifyJson;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.report.VerifyTables;
import org.emukernel.scenarios.report.VerifyText;

/** {@code emu run} of a scenario with a schedule: what {@code emu verify --out} has written. */
final class ScheduleReplay {

  private final Services services;
  private final Console console;

  /** How the result is printed. */
  enum Form {
    TEXT,
    JSON
  }

  ScheduleReplay(Services services, Console console) {
    this.services = services;
    this.console = console;
  }

  /**
   * Replays it, prints what it did, and writes the files that are asked for.
   *
   * @return the exit status
   */
  int run(VerifyScenario scenario, Form form, ResultFiles files, Asked asked)
      throws BadInputException {
    OneStrategy.require(services, scenario);
    VerifyReport report = replay(scenario);
    console.result(form == Form.JSON ? VerifyJson.of(report) : VerifyText.ofReplay(report));
    files.writeTables(() -> VerifyTables.of(report));
    files.writePage(() -> VerifyPage.ofReplay(report, asked));
    return ExitStatus.of(report.verdict()).code();
  }

  private VerifyReport replay(VerifyScenario scenario) throws BadInputException {
    try {
      return services.verifier().replay(scenario);
    } catch (BadScheduleException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }
}
