package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.emukernel.scenarios.cli.ScenarioVerifier.Reduction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The emulated CPUs, in the hands of the explorer, come to exactly those final states that x86-TSO
 * allows: with the reduction of {@code emu verify}, without it, and as a naive explorer finds them.
 */
class TsoLitmusTest {

  static List<LitmusTest> published() throws IOException {
    return tests("tso.litmus");
  }

  static List<LitmusTest> tests(String file) throws IOException {
    try (InputStream in = TsoLitmusTest.class.getResourceAsStream("/litmus/" + file)) {
      return LitmusTest.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("published")
  void explore_publishedTest_reachesWhatTsoAllowsAndNothingElse(LitmusTest test) {
    Set<Map<String, Integer>> allowed = check(test);

    assertThat(test.claims()).isNotEmpty();
    for (LitmusTest.Claim claim : test.claims()) {
      assertThat(allowed.stream().anyMatch(claim::holdsIn))
          .as(claim.toString())
          .isEqualTo(claim.isAllowed());
    }
  }

  @Property(tries = 60, seed = "20261127")
  void explore_anyProgram_reachesWhatTsoAllowsAndNothingElse(
      @ForAll("programs") List<List<String>> threads) {
    check(new LitmusTest("random", "", Map.of(), Map.of(), threads, List.of(), List.of()));
  }

  @Provide
  Arbitrary<List<List<String>>> programs() {
    Arbitrary<List<Integer>> six =
        Arbitraries.integers().between(0, Operation.values().length - 1).list().ofSize(6);
    return Arbitraries.of(2, 3).flatMap(each -> six.map(all -> threads(all, each)));
  }

  /* Weighted towards what makes them interesting: plain loads and stores. */
  private enum Operation {
    STORE_X,
    STORE_Y,
    LOAD_X,
    LOAD_Y,
    STORE_X_AGAIN,
    LOAD_Y_AGAIN,
    PASS_ON,
    EXCHANGE,
    ADD,
    FENCE
  }

  /* Each store has a value of its own, each load a register of its own. */
  private static List<List<String>> threads(List<Integer> operations, int each) {
    List<List<String>> threads = new ArrayList<>();
    for (int from = 0; from < operations.size(); from += each) {
      List<String> lines = new ArrayList<>();
      for (int i = from; i < from + each; i++) {
        String register = List.of("%eax", "%ebx", "%ecx", "%edx").get(i - from);
        lines.addAll(lines(Operation.values()[operations.get(i)], i + 1, register));
      }
      threads.add(lines);
    }
    return threads;
  }

  private static List<String> lines(Operation operation, int value, String register) {
    return switch (operation) {
      case STORE_X, STORE_X_AGAIN -> List.of("movl $" + value + ", (x)");
      case STORE_Y -> List.of("movl $" + value + ", (y)");
      case LOAD_X -> List.of("movl (x), " + register);
      case LOAD_Y, LOAD_Y_AGAIN -> List.of("movl (y), " + register);
      case PASS_ON -> List.of("movl (x), " + register, "movl " + register + ", (y)");
      case EXCHANGE -> List.of("movl $" + value + ", " + register, "xchgl " + register + ", (y)");
      case ADD -> List.of("lock addl $" + 16 * value + ", (x)");
      case FENCE -> List.of("mfence");
    };
  }

  /* Final states by the axioms; the explorers find the same. */
  private static Set<Map<String, Integer>> check(LitmusTest test) {
    TsoModel model = new TsoModel(test);
    Set<Map<String, Integer>> allowed = model.outcomes();
    LitmusTest all =
        new LitmusTest(
            test.name(),
            test.from(),
            test.values(),
            test.mappings(),
            test.threads(),
            test.claims(),
            List.copyOf(model.observed()));
    String program = String.join(" || ", test.threads().stream().map(Object::toString).toList());

    LitmusSearch reduced = LitmusSearch.explore(all, Reduction.ON);
    LitmusSearch full = LitmusSearch.explore(all, Reduction.OFF);
    LitmusSearch naive = LitmusSearch.naively(all);

    assertThat(naive.outcomes()).as("naive, " + program).isEqualTo(allowed);
    assertThat(full.outcomes()).as("without reduction, " + program).isEqualTo(allowed);
    assertThat(reduced.outcomes()).as("with reduction, " + program).isEqualTo(allowed);
    assertThat(reduced.states()).isLessThanOrEqualTo(full.states());
    assertThat(LitmusSearch.naively(all, full.words()).states()).isEqualTo(full.states());
    return allowed;
  }
}
