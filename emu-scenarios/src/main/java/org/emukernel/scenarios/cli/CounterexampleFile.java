package org.emukernel.scenarios.cli;

import java.nio.file.Path;
import java.util.stream.Collectors;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.config.ScenarioText;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.report.VerifyText;

/**
 * The file of {@code emu verify --out}: the counterexample for people, as comments, the scenario
 * and the schedule.
 *
 * @param path where
 */
record CounterexampleFile(Path path) {

  private OutputFile file() {
    return new OutputFile("--out", path);
  }

  /**
   * Says before a long search what would be said after it.
   *
   * @throws BadInputException if no file can be written there
   */
  void requireWritable() throws BadInputException {
    file().requireWritable();
  }

  /**
   * Writes it if there was a violation.
   *
   * @param found the command that found it
   * @param scenario the scenario as HOCON
   * @return what has become of the file, and how to go on
   */
  String write(VerifyReport report, String found, String scenario) throws BadInputException {
    if (report.verdict() != Verdict.VIOLATED) {
      return "--out: no violation: nothing was written to " + path;
    }
    String replay = "emu run " + ShellWord.of(path.toString());
    String comment =
        "Found by: " + found + "\nAgain:    " + replay + "\n\n" + VerifyText.of(report);
    String text = comment(comment) + scenario + "\n" + ScenarioText.of(report.schedule());
    file().write(text);
    return "again: " + replay;
  }

  private static String comment(String text) {
    return text.lines()
        .map(line -> line.isEmpty() ? "#\n" : "# " + line + "\n")
        .collect(Collectors.joining());
  }
}
