package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.inject.Guice;
import com.google.inject.Injector;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.emukernel.scenarios.config.Catalogue;
import org.emukernel.scenarios.config.VerdictRow;
import org.emukernel.scenarios.wiring.EmuModule;
import org.junit.jupiter.api.Test;

/** The files of verdicts, which {@link VerdictsTest} runs, leave no planted fault out. */
class EveryFaultIsFoundTest {

  private static final Injector INJECTOR = Guice.createInjector(new EmuModule());
  private static final Pattern FAULT = Pattern.compile("faults=\\[([^,\\]]+)]");

  private static List<VerdictRow> rows() {
    return VerdictRow.all(INJECTOR.getInstance(Catalogue.class));
  }

  /* The INT3 of a patch finds no stack there, whatever the strategy: Linux has no such sites. */
  private static final Set<String> WITHOUT_A_STACK =
      Set.of("verify.site=before-entry-cr3", "verify.site=after-entry-cr3");

  @Test
  void faults_eachKnownOne_isFoundInSomePackOnItsOwn() {
    Set<String> found =
        rows().stream()
            .filter(row -> row.verdict().equals("violated"))
            .flatMap(row -> row.set().stream())
            .map(FAULT::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1))
            .collect(Collectors.toSet());

    assertThat(found).containsAll(INJECTOR.getInstance(Catalogue.class).faults().names());
  }

  @Test
  void immediate_withoutFaults_holdsInEveryPack() {
    List<VerdictRow> immediate =
        rows().stream()
            .filter(row -> row.strategy().equals("immediate"))
            .filter(row -> row.set().stream().noneMatch(set -> set.startsWith("faults=")))
            .toList();

    assertThat(immediate)
        .filteredOn(row -> row.set().stream().noneMatch(WITHOUT_A_STACK::contains))
        .allSatisfy(row -> assertThat(row.verdict()).isNotEqualTo("violated"));
    assertThat(immediate)
        .filteredOn(row -> row.verdict().equals("holds"))
        .extracting(VerdictRow::pack)
        .containsAll(packsWithoutABound());
  }

  /* Where too many states are left for a minute, the rows say so. */
  private static List<String> packsWithoutABound() {
    return rows().stream()
        .map(VerdictRow::pack)
        .filter(pack -> !pack.equals("getpid-vs-flush"))
        .toList();
  }
}
