package org.emukernel.scenarios.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Writes the events of a {@code trace-cmd report} as {@code perf script} prints them: the frames
 * directly behind their event and without the tracer's own, a blank line behind them.
 */
public final class PerfText {
  private static final Pattern EVENT =
      Pattern.compile(" *(.+)-(\\d+) +\\[(\\d+)\\] +(\\d+\\.\\d+): (\\w+): +(.*)");
  private static final Pattern FRAME = Pattern.compile("=> (?:(\\S+) )?\\(?([0-9a-f]{16})\\)?");
  private static final Map<String, String> SYSTEMS =
      Map.of("csd", "csd", "ipi", "ipi", "tlb", "tlb", "print", "ftrace", "call", "irq_vectors");

  private final List<String> heads = new ArrayList<>();
  private final List<String> tasks = new ArrayList<>();
  private final List<StringBuilder> stacks = new ArrayList<>();

  /** Whether stacks are printed. */
  public enum Callchains {
    NONE,
    PRINTED
  }

  /** {@return the text of perf script for the events of the gzip file} */
  public static String ofReport(Path report, Callchains callchains) throws IOException {
    PerfText text = new PerfText();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(report)), UTF_8))) {
      int stack = -1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        stack = text.add(line, stack);
      }
    }
    return text.text(callchains);
  }

  /* Gives the event that frames on the next lines belong to. */
  private int add(String line, int stack) {
    Matcher event = EVENT.matcher(line);
    Matcher frame = FRAME.matcher(line);
    if (event.matches() && event.group(5).equals("kernel_stack")) {
      int at = heads.size() - 1;
      while (!tasks.get(at).equals(event.group(2) + event.group(3))
          || stacks.get(at).length() > 0) {
        at--;
      }
      return at;
    }
    if (event.matches()) {
      addEvent(event);
    } else if (frame.matches()) {
      addFrame(frame, stacks.get(stack));
    }
    return stack;
  }

  private void addEvent(Matcher event) {
    String name = event.group(5);
    String system = SYSTEMS.getOrDefault(name.split("_")[0], "vmalloc");
    heads.add(
        "%16s %5s [%s] %s: %20s: %s"
            .formatted(
                event.group(1),
                event.group(2),
                event.group(3),
                event.group(4),
                system + ":" + name,
                event.group(6)));
    tasks.add(event.group(2) + event.group(3));
    stacks.add(new StringBuilder());
  }

  private static void addFrame(Matcher frame, StringBuilder stack) {
    String symbol = frame.group(1) == null ? "[unknown]" : frame.group(1) + "+0x12";
    if (stack.length() > 0 || !symbol.startsWith("trace_event_raw_event_")) {
      stack.append("\t%16s %s ([kernel.kallsyms])\n".formatted(frame.group(2), symbol));
    }
  }

  private String text(Callchains callchains) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < heads.size(); i++) {
      out.append(heads.get(i)).append('\n');
      if (callchains == Callchains.PRINTED) {
        out.append(stacks.get(i)).append('\n');
      }
    }
    return out.toString();
  }
}
