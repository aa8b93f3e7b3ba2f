package org.emukernel.scenarios.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reports a defect of this program: one line, and the stack trace in a file. */
final class DefectReport {

  private static final int SUMMARY = 160;

  private DefectReport() {}

  /** Tells the user what happened and what to send. */
  static void report(Throwable defect, EmuCommand.Detail detail, Console console) {
    StringWriter trace = new StringWriter();
    defect.printStackTrace(new PrintWriter(trace, true));
    if (detail == EmuCommand.Detail.STACK_TRACE) {
      console.err().print(trace);
    }
    String what = String.valueOf(defect).replaceAll("\\s+", " ");
    String summary = what.length() > SUMMARY ? what.substring(0, SUMMARY) + "..." : what;
    console.message("internal error: " + summary + "; " + toReport(trace.toString()));
  }

  private static String toReport(String trace) {
    try {
      Path file = Files.createTempFile("emu-internal-error-", ".txt");
      Files.writeString(file, String.join(" ", new VersionText().getVersion()) + "\n" + trace);
      return "please report it with " + file;
    } catch (IOException e) {
      return "please report it with what --debug prints";
    }
  }
}
