package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.regex.Pattern;

/**
 * Tells the text forms apart by how a recording begins.
 *
 * <p>A tracefs text begins with a {@code #} comment, a report with {@code cpus=} or trace-cmd's
 * {@code version = }. Without these (trace_pipe, a cut-out piece) the first event decides:
 * trace-cmd pads the event's name with spaces or writes {@code kernel_stack}. The text of perf
 * names the event's system and has pid and CPU each for itself.
 */
final class TextBeginning {
  private static final Pattern REPORT_HEADER = Pattern.compile("cpus=\\d+|version = \\d+");
  private static final Pattern PERF_HEADER = Pattern.compile("# captured on *: .*");
  private static final Pattern PERF_EVENT =
      Pattern.compile(
          ".* \\d+(?:/\\d+)? *\\[\\d+\\] +\\d+\\.\\d+: +"
              + "(?:PERF_RECORD_.*|(?:\\d+ +)?\\w[\\w-]*:\\w+:(?: .*)?)");
  private static final Pattern EVENT = Pattern.compile(".+-\\d+ .*\\d+\\.\\d+: *\\S.*");
  private static final Pattern REPORT_EVENT =
      Pattern.compile(".*\\d+\\.\\d+: (?:kernel_stack:.*|[A-Za-z0-9_.]+: {2,}.*)");
  private static final int LINES = 200;
  private static final int LONGEST_LINE = 512;

  private final Form form;

  private enum Form {
    TRACEFS,
    REPORT,
    PERF_SCRIPT,
    NEITHER
  }

  private TextBeginning(Form form) {
    this.form = form;
  }

  static TextBeginning of(byte[] beginning) {
    String text = new String(beginning, ISO_8859_1);
    if (text.startsWith("# tracer: ")) {
      return new TextBeginning(Form.TRACEFS);
    }
    return new TextBeginning(
        text.lines()
            .limit(LINES)
            .filter(line -> line.length() <= LONGEST_LINE)
            .map(TextBeginning::formOf)
            .filter(form -> form != Form.NEITHER)
            .reduce(Form.NEITHER, TextBeginning::stronger));
  }

  /* A perf line is in no other form; one report line among lines that both others have makes it a report. */
  private static Form stronger(Form one, Form other) {
    if (one == Form.PERF_SCRIPT || other == Form.NEITHER) {
      return one;
    }
    return one == Form.REPORT && other == Form.TRACEFS ? one : other;
  }

  private static Form formOf(String line) {
    if (PERF_HEADER.matcher(line).matches() || PERF_EVENT.matcher(line).matches()) {
      return Form.PERF_SCRIPT;
    }
    if (REPORT_HEADER.matcher(line).matches() || REPORT_EVENT.matcher(line).matches()) {
      return Form.REPORT;
    }
    return EVENT.matcher(line).matches() ? Form.TRACEFS : Form.NEITHER;
  }

  boolean isTracefs() {
    return form == Form.TRACEFS;
  }

  boolean isPerfScript() {
    return form == Form.PERF_SCRIPT;
  }

  boolean isReport() {
    return form == Form.REPORT;
  }
}
