package org.emukernel.scenarios.cli;

import java.util.ArrayList;
import java.util.List;
import org.emukernel.api.cpu.CpuMask;

/**
 * The command line of trace-cmd that records who interrupts isolated CPUs, as the cover letters of
 * the deferral series have it (filters by CPUS{}: Linux 6.6 and later), with stacks, when the
 * isolated CPUs run what they were told, and the ranges of kernel flushes.
 */
final class TraceCmdLine {

  private TraceCmdLine() {}

  /** {@return the words up to where trace-cmd's own command would stand} */
  static List<String> of(CpuMask isolated, String output) {
    String cpus = "CPUS{" + isolated.toCpuList() + "}";
    List<String> words = new ArrayList<>(List.of("trace-cmd", "record", "-o", output, "-T"));
    event(words, "csd:csd_queue_cpu", "cpu & " + cpus);
    event(words, "ipi:ipi_send_cpu", "cpu & " + cpus);
    event(words, "ipi:ipi_send_cpumask", "cpumask & " + cpus);
    event(words, "csd:csd_function_entry", "CPU & " + cpus);
    words.addAll(List.of("-e", "vmalloc:purge_vmap_area_lazy"));
    return words;
  }

  private static void event(List<String> words, String event, String filter) {
    words.addAll(List.of("-e", event, "-f", filter));
  }

  /** {@return a line that a shell takes for these words, an event on each line} */
  static String shown(List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      line.append(word.equals("-e") ? " \\\n  " : line.isEmpty() ? "" : " ");
      line.append(ShellWord.of(word));
    }
    return line.append('\n').toString();
  }
}
