package org.emukernel.scenarios.verify;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import java.util.Locale;
import org.emukernel.api.verdict.Verdict;
import org.emukernel.scenarios.cli.ScenarioVerifier;
import org.emukernel.scenarios.cli.ScenarioVerifier.Identity;
import org.emukernel.scenarios.cli.ScenarioVerifier.Options;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.emukernel.scenarios.config.BadScenarioException;
import org.emukernel.scenarios.config.ScenarioLoader;
import org.emukernel.scenarios.config.SettingOverride;
import org.emukernel.scenarios.config.VerifyScenario;
import org.emukernel.scenarios.report.VerifyReport;
import org.emukernel.scenarios.wiring.EmuModule;
import org.openjdk.jmh.util.ListStatistics;

/**
 * How many times faster two threads search than one: wall time of whole searches of {@code
 * getpid-vs-flush} without NMIs under {@code cr3-signal}, from the machine's boot to the verdict,
 * by one thread and by two in turn in one warm JVM. In turn, since a machine that others share is
 * faster at one time than at another.
 *
 * <p>{@code mvn -B -ntp -Pjmh -pl emu-scenarios -am process-test-classes
 * -Djmh.scenarios.main=org.emukernel.scenarios.verify.ThreadsInTurn -Djmh.scenarios=10}
 */
public final class ThreadsInTurn {

  private static final long MEMORY = 1L << 30;
  private static final int WARM_UP = 2;

  private final ScenarioVerifier verifier;
  private final VerifyScenario scenario;

  private ThreadsInTurn() throws BadScenarioException {
    Injector injector = Guice.createInjector(new EmuModule());
    verifier = injector.getInstance(ScenarioVerifier.class);
    scenario =
        injector
            .getInstance(ScenarioLoader.class)
            .loadAll(
                "getpid-vs-flush",
                List.of(
                    SettingOverride.option("benchmark", "strategies", "cr3-signal"),
                    SettingOverride.option("benchmark", "verify.nmis", "0")));
  }

  /** A search that has ended. */
  private record Run(double seconds, long states) {}

  private Run search(int threads) {
    long begin = System.nanoTime();
    VerifyReport report =
        verifier.verify(
            scenario,
            new Options(Reduction.ON, MEMORY, threads, Identity.HASH_64),
            (states, transitions, depth) -> true);
    if (report.verdict() != Verdict.HOLDS) {
      throw new IllegalStateException("found " + report.verdict() + ", expected holds");
    }
    return new Run((System.nanoTime() - begin) / 1e9, report.states());
  }

  /**
   * Measures.
   *
   * @param args how often, after two times that do not count
   */
  public static void main(String[] args) throws BadScenarioException {
    Locale.setDefault(Locale.ROOT);
    ThreadsInTurn search = new ThreadsInTurn();
    int times = Integer.parseInt(args[0]);
    ListStatistics ones = new ListStatistics();
    ListStatistics twos = new ListStatistics();
    ListStatistics ratios = new ListStatistics();
    System.out.println("| one thread, s | states | two threads, s | states | times faster |");
    System.out.println("|---|---|---|---|---|");
    for (int i = 0; i < WARM_UP + times; i++) {
      Run one = search.search(1);
      Run two = search.search(2);
      if (i >= WARM_UP) {
        double ratio = one.seconds / two.seconds;
        System.out.printf(
            "| %.2f | %d | %.2f | %d | %.2f |%n",
            one.seconds, one.states, two.seconds, two.states, ratio);
        ones.addValue(one.seconds);
        twos.addValue(two.seconds);
        ratios.addValue(ratio);
      }
    }
    System.out.println("one thread, s: " + quartiles(ones));
    System.out.println("two threads, s: " + quartiles(twos));
    System.out.println("times faster: " + quartiles(ratios));
  }

  private static String quartiles(ListStatistics of) {
    return String.format(
        "median %.2f, quartiles %.2f and %.2f, from %.2f to %.2f",
        of.getPercentile(50), of.getPercentile(25), of.getPercentile(75), of.getMin(), of.getMax());
  }
}
