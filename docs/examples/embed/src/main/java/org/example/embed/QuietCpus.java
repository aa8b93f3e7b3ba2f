package org.example.embed;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import org.emukernel.api.trace.TraceEvent;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.CpuFeature;
import org.emukernel.scenarios.embed.Emu;
import org.emukernel.scenarios.embed.ExperimentBuilder;
import org.emukernel.scenarios.embed.Machine;
import org.emukernel.scenarios.report.RunReport;
import org.emukernel.scenarios.report.StrategyResult;

/** How quiet are isolated CPUs under each strategy? A program that uses emu as a library. */
public final class QuietCpus {

  private final Emu emu;

  QuietCpus(Emu emu) {
    this.emu = emu;
  }

  /** Prints the answers. */
  public static void main(String[] args) throws BadScenarioException {
    try (Emu emu = Emu.open()) {
      QuietCpus quiet = new QuietCpus(emu);
      quiet.compare(System.out);
      quiet.watch(System.out);
    }
  }

  /** Processes come and go on CPUs 0 and 1, static keys are toggled, CPUs 2 and 3 are isolated. */
  private ExperimentBuilder busyMachine() {
    return emu.experiment()
        .name("quiet-cpus")
        .cpus(4)
        .isolated("2-3")
        .memoryMib(128)
        .without(CpuFeature.PCID, CpuFeature.INVPCID)
        .duration(Duration.ofMillis(20))
        .workload("process-churn", Map.of("processes-per-second", 5000, "burst", 20))
        .workload("static-keys", Map.of("toggles-per-hour", 10_000_000));
  }

  /** Runs the machine once for each strategy. */
  RunReport compare(PrintStream out) throws BadScenarioException {
    RunReport report =
        busyMachine()
            .strategy("immediate")
            .strategy("context-work", Map.of("defers", "text-and-tlb"))
            .strategy("cr3-signal")
            .run();
    for (StrategyResult result : report.results()) {
      out.printf(
          "%-40s %4d IPIs, %4d deferred, %d violations%n",
          result.strategy(),
          result.ipisToIsolatedUser(),
          result.deferred(),
          result.violations().size());
      result.byCallback().forEach((function, ipis) -> out.printf("  %s: %d%n", function, ipis));
    }
    return report;
  }

  /** Runs one machine a millisecond at a time, and stops at the first IPI to an isolated CPU. */
  Duration watch(PrintStream out) throws BadScenarioException {
    int[] ipis = new int[1];
    Machine machine =
        busyMachine()
            .strategy("immediate")
            .build()
            .boot(
                record -> {
                  if (record.event() instanceof TraceEvent.IpiSendCpumask ipi
                      && ipi.cpumask().last() >= 2) {
                    out.println(record.header().timestampNs() + " ns: " + record.stack());
                    ipis[0]++;
                  }
                });
    while (ipis[0] == 0) {
      machine.advance(Duration.ofMillis(1));
    }
    out.println("CPU 2 is at " + machine.place(2) + " after " + machine.now());
    return machine.now();
  }
}
