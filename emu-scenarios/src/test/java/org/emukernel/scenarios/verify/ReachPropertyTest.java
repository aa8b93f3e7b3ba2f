package org.emukernel.scenarios.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.emukernel.scenarios.verify.Prospects.Way;

/** What is taken for known of a graph that grows is no less than what a new search finds. */
class ReachPropertyTest {

  private static final int NODES = 12;
  private static final int WORDS = 3;
  private static final LongUnaryOperator CONTENTS = word -> word % 2 + 1;

  /** Something that is found out: an edge, or a touch where {@code to} is no node. */
  record News(int from, int to, Way way, int found, int word) {

    void tell(Prospects prospects) {
      Prospects.Node node = node(prospects, from);
      if (to < NODES) {
        prospects.leads(node, way, found, node(prospects, to - to % 2 + from % 2));
      } else if (to % 2 == 0) {
        prospects.touch(node, (word + 1L) << 1);
      } else {
        prospects.touch(node, (word + 1L) << 1 | 1);
      }
    }
  }

  private static Prospects.Node node(Prospects prospects, int number) {
    return prospects.node(number + 1, number % 2);
  }

  @Provide
  Arbitrary<List<News>> news() {
    return Combinators.combine(
            Arbitraries.integers().between(0, NODES - 1),
            Arbitraries.integers().between(0, NODES + 7),
            Arbitraries.of(Way.values()),
            Arbitraries.integers().between(-1, 3),
            Arbitraries.integers().between(0, WORDS - 1))
        .as(News::new)
        .list()
        .ofMaxSize(12);
  }

  /* Each of the first nodes loads a word; from each a way leads back to where its CPU stands. */
  private static Prospects someWays() {
    Prospects prospects = new Prospects();
    for (int from = 0; from < NODES - 2; from++) {
      Prospects.Node node = node(prospects, from);
      prospects.load(node, from % WORDS + 1);
      prospects.leads(node, Way.FREE, 0, node(prospects, from % 2));
    }
    return prospects;
  }

  @Property(seed = "20261128", tries = 3000)
  void isUpToDate_moreWasFoundOut_hasAllThatANewSearchFinds(
      @ForAll("news") List<News> before, @ForAll("news") List<News> after) {
    Prospects prospects = someWays();
    before.forEach(each -> each.tell(prospects));
    ReachSearch search = new ReachSearch();
    Optional<Reach> known =
        search.from(prospects, situation(), CONTENTS).filter(any -> search.isKnown());
    long first = prospects.version();
    for (News each : after) {
      each.tell(prospects);
      known = known.filter(reach -> reach.isUpToDate(prospects));
    }
    Statistics.label("kept").collect(known.isPresent(), first != prospects.version());
    if (known.isPresent()) {
      Reach fresh = search.from(prospects, situation(), CONTENTS).orElseThrow();
      assertThat(search.isKnown()).isTrue();
      for (long touch = 2; touch < 2 * (WORDS + 2); touch++) {
        assertThat(known.get().conflicts(touch) || !fresh.conflicts(touch))
            .as("touch %d", touch)
            .isTrue();
      }
    }
  }

  private static Situation situation() {
    return new Situation(2, new long[] {1, 2, 0}, 1, Situation.outside(true, false), new long[0]);
  }
}
